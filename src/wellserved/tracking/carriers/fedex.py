"""FedEx: the Track API's answer, JSON. Times carry their offset; a bare midnight is a day in the hours of the place."""

from datetime import timedelta

from msgspec import Raw, Struct

from wellserved.tracking.domain.words import REASON_LEADS

from .answer import CarrierAnswer, Fault
from .carrier import Carrier, Collected, day_of, moment_of
from .reading import read_json, read_part

__all__ = ["FedEx"]

_DELAYS = {"WEATHER": "nature.weather", "CLEARANCE": "customs.delay"}
_REUSED_AFTER = timedelta(days=60)


class _Address(Struct, rename="camel"):
    city: str | None = None
    state_or_province_code: str | None = None
    country_code: str | None = None


class _Delay(Struct):
    type: str | None = None


class _Event(Struct, rename="camel"):
    date: str
    event_type: str
    event_description: str | None = None
    exception_code: str | None = None
    derived_status_code: str | None = None
    scan_location: _Address | None = None
    delay_detail: _Delay | None = None


class _Window(Struct):
    begins: str | None = None
    ends: str | None = None


class _TimeWindow(Struct):
    window: _Window | None = None


class _Time(Struct, rename="camel"):
    type: str | None = None
    date_time: str | None = None


class _Image(Struct):
    type: str | None = None


class _Handed(Struct, rename="camel"):
    received_by_name: str | None = None
    signed_by_name: str | None = None


class _Error(Struct):
    code: str | None = None
    message: str | None = None


class _Result(Struct, rename="camel"):
    error: _Error | None = None
    scan_events: list[Raw] | None = None
    estimated_delivery_time_window: _TimeWindow | None = None
    date_and_times: list[_Time] | None = None
    available_images: list[_Image] | None = None
    delivery_details: _Handed | None = None


class _Complete(Struct, rename="camel"):
    tracking_number: str
    track_results: list[_Result] | None = None


class _Output(Struct, rename="camel"):
    complete_track_results: list[_Complete] | None = None
    documents: list[Raw] | None = None


class _Answer(Struct):
    output: _Output | None = None
    errors: list[_Error] | None = None


class FedEx(Carrier):
    slug = "fedex"
    name = "FedEx"

    def scans_of(self, payload: bytes) -> CarrierAnswer:
        read = read_json(payload, _Answer)
        collected = Collected(self)
        for at, error in enumerate(read.errors or ()):
            collected.carrier_says(f"$.errors[{at}]", error.code, error.message)
        output = read.output or _Output()
        if output.documents:
            collected.fault(
                "$.output.documents",
                "This is a proof of delivery document, which holds no scans.",
                "Ask FedEx for the tracking of the number.",
            )
        for at, complete in enumerate(output.complete_track_results or ()):
            self._number(collected, complete, f"$.output.completeTrackResults[{at}]")
        return collected.answer()

    def _number(self, collected: Collected, complete: _Complete, place: str) -> None:
        """All results of one number: FedEx splits a parcel handed in twice, and uses numbers again after months."""
        read = [
            (
                result,
                self._events(collected, result, f"{place}.trackResults[{at}]"),
                f"{place}.trackResults[{at}]",
            )
            for at, result in enumerate(complete.track_results or ())
        ]
        moments = [
            m for _, events, _ in read for event, _ in events if (m := moment_of(event.date)) is not None
        ]
        for result, events, where in read:
            if result.error is not None and result.error.code:
                collected.carrier_says(where, result.error.code, result.error.message)
            own = [m for event, _ in events if (m := moment_of(event.date)) is not None]
            if own and max(moments) - max(own) > _REUSED_AFTER:
                why = "An older parcel had the same number; its events are left out."
                collected.fault(where, why, "Nothing needs to be done.", is_note=True)
                continue
            for event, at in events:
                self._event(collected, complete.tracking_number, event, at)
            self._facts(collected, complete.tracking_number, result)

    def _events(self, collected: Collected, result: _Result, place: str) -> list[tuple[_Event, str]]:
        events = []
        for at, raw in enumerate(result.scan_events or ()):
            where = f"{place}.scanEvents[{at}]"
            event = read_part(raw, _Event, where)
            if isinstance(event, Fault):
                collected.faults.append(event)
            else:
                events.append((event, where))
        return events

    def _event(self, collected: Collected, number: str, event: _Event, place: str) -> None:
        address = event.scan_location or _Address()
        country, region = address.country_code or "", address.state_or_province_code or ""
        zone = collected.zone_at(place, country, region) if moment_of(event.date) is None else None
        general = (event.event_type, event.derived_status_code or "")
        delay = (event.delay_detail or _Delay()).type or ""
        collected.add(
            place,
            number=number,
            time=event.date,
            zone=zone,
            # The exception says more than the event only where the event is itself an exception.
            codes=(event.exception_code or "", *general) if self._goes_wrong(event) else general,
            code=event.event_type,
            described=event.event_description or "",
            reason=_DELAYS.get(delay, ""),
            city=", ".join(filter(None, (address.city, region))),
            country=country,
        )

    def _goes_wrong(self, event: _Event) -> bool:
        return self.status_of(event.event_type) in REASON_LEADS

    def _facts(self, collected: Collected, number: str, result: _Result) -> None:
        named = [one.date_time for one in result.date_and_times or () if one.type == "ESTIMATED_DELIVERY"]
        window = (result.estimated_delivery_time_window or _TimeWindow()).window or _Window()
        day = next((one for one in (*named, window.ends, window.begins) if one), "")
        collected.expect(number, day_of(day))
        images = {one.type for one in result.available_images or ()}
        handed = result.delivery_details or _Handed()
        collected.proof(
            number,
            signed="SIGNATURE_PROOF_OF_DELIVERY" in images or bool(handed.signed_by_name),
            photo="PICTURE_PROOF_OF_DELIVERY" in images,
        )
