"""DHL Express: the XML-PI tracking answer. Local times of the service area, which is told by its name alone."""

import re
from datetime import date
from xml.etree.ElementTree import Element

from .answer import CarrierAnswer
from .carrier import Carrier, Collected, day_of
from .reading import child, children, read_xml, text_of
from .zones import country_named

__all__ = ["DhlExpress"]

_AREA = re.compile(r"^(?P<city>.*?)(?:,(?P<region>[A-Z]{2}))?\s*-\s*(?P<country>[^-]+)$")


class DhlExpress(Carrier):
    slug = "dhl_express"
    name = "DHL Express"

    def scans_of(self, payload: bytes) -> CarrierAnswer:
        root = read_xml(payload)
        collected = Collected(self)
        failed = child(root, "Response", "Status")
        if failed is not None:
            self._failed(collected, failed, "Response/Status")
        for at, shipment in enumerate(children(root, "AWBInfo")):
            place = f"AWBInfo[{at}]"
            if text_of(shipment, "Status", "ActionStatus").casefold() != "success":
                self._failed(collected, child(shipment, "Status"), f"{place}/Status")
                continue
            self._shipment(collected, shipment, place)
        return collected.answer()

    def _failed(self, collected: Collected, status: Element | None, place: str) -> None:
        said = text_of(status, "Condition", "ConditionData") or text_of(status, "ActionStatus")
        collected.carrier_says(place, text_of(status, "Condition", "ConditionCode"), said)

    def _shipment(self, collected: Collected, shipment: Element, place: str) -> None:
        number = text_of(shipment, "AWBNumber")
        info = child(shipment, "ShipmentInfo")
        signed = False
        for at, event in enumerate(children(info, "ShipmentEvent")):
            signed |= text_of(event, "ServiceEvent", "EventCode") == "OK" and bool(
                text_of(event, "Signatory")
            )
            self._event(collected, number, event, f"{place}/ShipmentInfo/ShipmentEvent[{at}]")
        collected.expect(number, _expected(info))
        collected.proof(number, signed=signed, photo=False)

    def _event(self, collected: Collected, number: str, event: Element, place: str) -> None:
        area = _AREA.match(text_of(event, "ServiceArea", "Description"))
        city, region, named = area.group("city", "region", "country") if area else ("", "", "")
        country = country_named(named)
        collected.add(
            place,
            number=number,
            time=f"{text_of(event, 'Date')}T{text_of(event, 'Time')}",
            zone=collected.zone_at(place, country, region or ""),
            codes=(text_of(event, "ServiceEvent", "EventCode"),),
            described=text_of(event, "ServiceEvent", "Description"),
            city=", ".join(filter(None, (city.strip(), region))),
            country=country,
        )


def _expected(info: Element | None) -> date | None:
    return day_of(text_of(info, "EstDlvyDate"))
