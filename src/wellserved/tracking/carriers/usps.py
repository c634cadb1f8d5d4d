"""USPS: the Tracking API's answer (version 3), JSON. Each event gives its instant in UTC and the local offset."""

from msgspec import Raw, Struct

from .answer import CarrierAnswer, Fault
from .carrier import Carrier, Collected, day_of, moment_of
from .reading import read_json, read_part

__all__ = ["Usps"]


def _named(field: str) -> str:
    """USPS writes 'GMTTimestamp' and 'GMTOffset' beside 'eventCode'."""
    if field.startswith("gmt_"):
        return f"GMT{field.removeprefix('gmt_').capitalize()}"
    head, *rest = field.split("_")
    return head + "".join(word.capitalize() for word in rest)


class _Event(Struct, rename=_named):
    event_code: str | None = None
    event_type: str | None = None
    event_timestamp: str | None = None
    gmt_timestamp: str | None = None
    gmt_offset: str | None = None
    event_city: str | None = None
    event_state: str | None = None
    event_country: str | None = None


class _Error(Struct):
    code: str | None = None
    message: str | None = None


def _item_named(field: str) -> str:
    """A refused sign-in answers as OAuth does, in snake case."""
    return field if field == "error_description" else _named(field)


class _Item(Struct, rename=_item_named):
    tracking_number: str | None = None
    tracking_events: list[Raw] | None = None
    expected_delivery_time_stamp: str | None = None
    predicted_delivery_time_stamp: str | None = None
    proof_of_delivery_enabled: str | bool | None = None
    error: str | _Error | None = None
    error_description: str | None = None


class Usps(Carrier):
    slug = "usps"
    name = "USPS"

    def scans_of(self, payload: bytes) -> CarrierAnswer:
        several = payload.lstrip()[:1] == b"["
        items = read_json(payload, list[_Item]) if several else [read_json(payload, _Item)]
        collected = Collected(self)
        for at, item in enumerate(items):
            self._item(collected, item, f"$[{at}]" if several else "$")
        return collected.answer()

    def _item(self, collected: Collected, item: _Item, place: str) -> None:
        if isinstance(item.error, _Error):
            collected.carrier_says(f"{place}.error", item.error.code, item.error.message)
        elif item.error:
            collected.carrier_says(f"{place}.error", item.error, item.error_description)
        number = item.tracking_number or ""
        for at, raw in enumerate(item.tracking_events or ()):
            where = f"{place}.trackingEvents[{at}]"
            event = read_part(raw, _Event, where)
            if isinstance(event, Fault):
                collected.faults.append(event)
            else:
                self._event(collected, number, event, where)
        day = item.predicted_delivery_time_stamp or item.expected_delivery_time_stamp or ""
        collected.expect(number, day_of(day))
        collected.proof(number, signed=item.proof_of_delivery_enabled in {True, "true"}, photo=False)

    def _event(self, collected: Collected, number: str, event: _Event, place: str) -> None:
        country, region = event.event_country or "US", event.event_state or ""
        time = event.gmt_timestamp or f"{event.event_timestamp or ''}{event.gmt_offset or ''}"
        collected.add(
            place,
            number=number,
            time=time,
            zone=None if moment_of(time) else collected.zone_at(place, country, region),
            codes=(event.event_code or "", event.event_type or ""),
            described=event.event_type or "",
            city=", ".join(filter(None, (event.event_city, region))),
            country=country,
        )
