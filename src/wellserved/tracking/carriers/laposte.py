"""La Poste: the Suivi API's answer (version 2), JSON. Times carry their offset."""

from msgspec import Raw, Struct

from .answer import CarrierAnswer, Fault
from .carrier import Carrier, Collected, day_of
from .reading import read_json, read_part

__all__ = ["LaPoste"]


class _Event(Struct):
    code: str
    date: str
    label: str | None = None


class _Shipment(Struct, rename="camel"):
    id_ship: str
    event: list[Raw] | None = None
    estim_date: str | None = None


class _Item(Struct, rename="camel"):
    return_code: int | None = None
    return_message: str | None = None
    code: str | None = None
    message: str | None = None
    shipment: _Shipment | None = None


class LaPoste(Carrier):
    slug = "laposte"
    name = "La Poste"

    def scans_of(self, payload: bytes) -> CarrierAnswer:
        several = payload.lstrip()[:1] == b"["
        items = read_json(payload, list[_Item]) if several else [read_json(payload, _Item)]
        collected = Collected(self)
        for at, item in enumerate(items):
            place = f"$[{at}]" if several else "$"
            if item.shipment is not None:
                self._shipment(collected, item.shipment, f"{place}.shipment")
            elif item.return_code or item.code:
                collected.carrier_says(
                    place, item.return_code or item.code, item.return_message or item.message
                )
        return collected.answer()

    def _shipment(self, collected: Collected, shipment: _Shipment, place: str) -> None:
        for at, raw in enumerate(shipment.event or ()):
            where = f"{place}.event[{at}]"
            event = read_part(raw, _Event, where)
            if isinstance(event, Fault):
                collected.faults.append(event)
                continue
            collected.add(
                where,
                number=shipment.id_ship,
                time=event.date,
                zone=None,
                codes=(event.code,),
                described=event.label or "",
            )
        collected.expect(shipment.id_ship, day_of(shipment.estim_date or ""))
