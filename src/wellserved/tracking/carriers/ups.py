"""UPS: the Track API's answer, JSON. Local times, with the offset beside them where UPS sends it."""

from msgspec import Raw, Struct

from .answer import CarrierAnswer, Fault
from .carrier import Carrier, Collected, day_of, moment_of
from .reading import read_json, read_part

__all__ = ["Ups"]


class _Address(Struct, rename="camel"):
    city: str | None = None
    state_province: str | None = None
    country_code: str | None = None


class _Location(Struct):
    address: _Address | None = None


class _Status(Struct):
    type: str | None = None
    code: str | None = None
    description: str | None = None


class _Activity(Struct, rename="camel"):
    date: str
    time: str
    status: _Status
    location: _Location | None = None
    gmt_offset: str | None = None


class _Date(Struct):
    type: str | None = None
    date: str | None = None


class _Picture(Struct):
    image: str | None = None
    photo: str | None = None


class _Delivery(Struct, rename="camel"):
    signature: _Picture | None = None
    delivery_photo: _Picture | None = None


class _Package(Struct, rename="camel"):
    tracking_number: str | None = None
    activity: list[Raw] | None = None
    delivery_date: list[_Date] | None = None
    delivery_information: _Delivery | None = None


class _Said(Struct):
    code: str | None = None
    message: str | None = None


class _Shipment(Struct, rename="camel"):
    inquiry_number: str | None = None
    package: list[_Package] | None = None
    warnings: list[_Said] | None = None


class _TrackResponse(Struct):
    shipment: list[_Shipment] | None = None


class _Response(Struct):
    errors: list[_Said] | None = None


class _Answer(Struct, rename="camel"):
    track_response: _TrackResponse | None = None
    response: _Response | None = None


class Ups(Carrier):
    slug = "ups"
    name = "UPS"

    def scans_of(self, payload: bytes) -> CarrierAnswer:
        read = read_json(payload, _Answer)
        collected = Collected(self)
        for at, error in enumerate((read.response or _Response()).errors or ()):
            collected.carrier_says(f"$.response.errors[{at}]", error.code, error.message)
        for at, shipment in enumerate((read.track_response or _TrackResponse()).shipment or ()):
            place = f"$.trackResponse.shipment[{at}]"
            for n, warning in enumerate(shipment.warnings or ()):
                collected.carrier_says(f"{place}.warnings[{n}]", warning.code, warning.message)
            for n, package in enumerate(shipment.package or ()):
                self._package(collected, shipment, package, f"{place}.package[{n}]")
        return collected.answer()

    def _package(self, collected: Collected, shipment: _Shipment, package: _Package, place: str) -> None:
        number = package.tracking_number or shipment.inquiry_number or ""
        for at, raw in enumerate(package.activity or ()):
            where = f"{place}.activity[{at}]"
            event = read_part(raw, _Activity, where)
            if isinstance(event, Fault):
                collected.faults.append(event)
            else:
                self._event(collected, number, event, where)
        days = {one.type: one.date or "" for one in package.delivery_date or ()}
        # Rescheduled before scheduled: the later word counts.
        collected.expect(number, day_of(_day(days.get("RDD") or days.get("SDD") or "")))
        handed = package.delivery_information or _Delivery()
        collected.proof(
            number,
            signed=bool((handed.signature or _Picture()).image),
            photo=bool((handed.delivery_photo or _Picture()).photo),
        )

    def _event(self, collected: Collected, number: str, event: _Activity, place: str) -> None:
        address = (event.location or _Location()).address or _Address()
        country, region = address.country_code or "", address.state_province or ""
        clock = event.time[:6].ljust(6, "0")
        time = f"{_day(event.date)}T{clock[:2]}:{clock[2:4]}:{clock[4:]}{event.gmt_offset or ''}"
        collected.add(
            place,
            number=number,
            time=time,
            zone=None if moment_of(time) else collected.zone_at(place, country, region),
            codes=(event.status.code or "", event.status.type or ""),
            described=event.status.description or "",
            city=", ".join(filter(None, (address.city, region))),
            country=country,
        )


def _day(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"
