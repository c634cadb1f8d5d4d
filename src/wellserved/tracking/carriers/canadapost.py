"""Canada Post: the Tracking web service's details, XML. Local times with the zone's letters, such as EST."""

from datetime import timedelta, timezone
from xml.etree.ElementTree import Element

from .answer import CarrierAnswer
from .carrier import Carrier, Collected, day_of
from .reading import child, children, read_xml, text_of

__all__ = ["CanadaPost"]

_HOURS = {"NST": -3.5, "AST": -4, "EST": -5, "CST": -6, "MST": -7, "PST": -8, "YST": -9, "UTC": 0, "GMT": 0}
_ZONES = {
    name: timezone(timedelta(hours=hours + summer))
    for letters, hours in _HOURS.items()
    for name, summer in ((letters, 0), (letters.replace("ST", "DT"), 1))
    if summer == 0 or "DT" in name
}
_SIGNATURE_SEEN = "20"


class CanadaPost(Carrier):
    slug = "canadapost"
    name = "Canada Post"

    def scans_of(self, payload: bytes) -> CarrierAnswer:
        root = read_xml(payload)
        collected = Collected(self)
        for name in ("messages", "tracking-detail"):
            of_root = [root] if root.tag.rpartition("}")[2] == name else children(root, name)
            for at, element in enumerate(of_root):
                place = f"{name}[{at}]"
                if name == "messages":
                    for n, message in enumerate(children(element, "message")):
                        said = (text_of(message, "code"), text_of(message, "description"))
                        collected.carrier_says(f"{place}/message[{n}]", *said)
                else:
                    self._detail(collected, element, place)
        return collected.answer()

    def _detail(self, collected: Collected, detail: Element, place: str) -> None:
        number = text_of(detail, "pin")
        events = children(child(detail, "significant-events"), "occurrence")
        for at, event in enumerate(events):
            self._event(collected, number, event, f"{place}/significant-events/occurrence[{at}]")
        day = text_of(detail, "changed-expected-date") or text_of(detail, "expected-delivery-date")
        collected.expect(number, day_of(day))
        collected.proof(
            number,
            signed=text_of(detail, "signature-image-exists") == "true"
            or any(text_of(event, "event-identifier") == _SIGNATURE_SEEN for event in events),
            photo=False,
        )

    def _event(self, collected: Collected, number: str, event: Element, place: str) -> None:
        region = text_of(event, "event-province")
        zone = _ZONES.get(text_of(event, "event-time-zone"))
        code = text_of(event, "event-identifier")
        collected.add(
            place,
            number=number,
            time=f"{text_of(event, 'event-date')}T{text_of(event, 'event-time')}",
            zone=zone or collected.zone_at(place, "CA", region),
            # Some answers fill codes up to four digits, others do not: '0174' is '174'.
            codes=(code.lstrip("0"),),
            code=code,
            described=text_of(event, "event-description"),
            city=", ".join(filter(None, (text_of(event, "event-site"), region))),
            country="CA",
        )
