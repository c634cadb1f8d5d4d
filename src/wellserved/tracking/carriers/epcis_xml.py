"""Scans, and what units carry, from an XML document of EPCIS 2.0: its events, read as those of JSON-LD are."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from .answer import AnswerRefused
from .epcis import Event, Id, Read, other_kind, read_aggregation, scans_of_event
from .epcis_contents import Aggregation, Quantity, Taking
from .reading import child, children, local_name, read_xml, text_of

__all__ = ["scans_of_epcis_xml"]

_DOCUMENTS = frozenset({"EPCISDocument", "EPCISQueryDocument"})
_LISTS = (("EPCISBody", "EventList"), ("EPCISBody", "QueryResults", "resultsBody", "EventList"))


def scans_of_epcis_xml(
    payload: bytes, *, places: Mapping[str, str] | None = None
) -> Iterator[tuple[int, Read]]:
    """Each scan, and what a unit carries, with the number of its event (from 1); or the fault that keeps it out.

    `payload` is an EPCISDocument or EPCISQueryDocument in whatever encoding it declares; `places` name read points.
    AnswerRefused for what is no such document, is nested too deeply, or declares entities.
    """
    # Documents of GS1's own begin with a type that names nothing.
    root = read_xml(payload, may_have_type=True)
    if local_name(root) not in _DOCUMENTS:
        why = f"It is '{local_name(root)}', not a document of EPCIS 2.0."
        raise AnswerRefused(
            place="the document", why=why, mend="Send an EPCISDocument or EPCISQueryDocument."
        )
    events = [event for path in _LISTS for event in child(root, *path) or ()]
    for number, element in enumerate(events, start=1):
        kind = local_name(element)
        if kind == "AggregationEvent":
            yield number, read_aggregation(_aggregation(element), f"event {number}")
            continue
        if kind != "ObjectEvent":
            yield number, other_kind(kind, f"event {number}")
            continue
        for found in scans_of_event(_event(element), f"event {number}", places or {}):
            yield number, found


def _event(element: Element) -> Event:
    return Event(
        event_time=text_of(element, "eventTime"),
        event_time_zone_offset=_said(element, "eventTimeZoneOffset"),
        event_id=_said(element, "eventID"),
        biz_step=_said(element, "bizStep"),
        disposition=_said(element, "disposition"),
        epc_list=_names(element, "epcList"),
        quantity_list=_quantities(element, "quantityList"),
        read_point=Id(id=_said(element, "readPoint", "id")),
        biz_location=Id(id=_said(element, "bizLocation", "id")),
        error_declaration=_taking(element),
    )


def _aggregation(element: Element) -> Aggregation:
    return Aggregation(
        event_id=_said(element, "eventID"),
        action=_said(element, "action"),
        parent_id=_said(element, "parentID"),
        child_epcs=_names(element, "childEPCs"),
        child_quantities=_quantities(element, "childQuantityList"),
        error_declaration=_taking(element),
    )


def _names(element: Element, within: str) -> list[str]:
    return [text_of(epc) for epc in children(child(element, within), "epc")]


def _quantities(element: Element, within: str) -> list[Quantity]:
    found = children(child(element, within), "quantityElement")
    return [Quantity(epc_class=_said(one, "epcClass")) for one in found]


def _taking(element: Element) -> Taking | None:
    declared = child(element, "errorDeclaration")
    return None if declared is None else Taking(_said(declared, "declarationTime"))


def _said(element: Element, *path: str) -> str | None:
    return text_of(element, *path) or None
