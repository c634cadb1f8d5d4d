"""Scans from GS1 EPCIS 2.0, and what units carry: ObjectEvents about logistic units and AggregationEvents that pack
them, as a JSON-LD document or one event a line.

The words are those of the Core Business Vocabulary 2.0. 'receiving' adds a unit to the receiver's stock, so it is the
delivery; a carrier's depot says 'arriving'. A place is told by its GLN, or by the name that the caller gives for it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone

from biip.checksums import gs1_standard_check_digit
from msgspec import Raw, Struct

from wellserved.tracking.contracts import ContentsIn, ScanIn
from wellserved.tracking.domain.keys import number_key
from wellserved.tracking.domain.lots import lot_of_epc
from wellserved.tracking.domain.statuses import Status

from .answer import AnswerRefused, Fault
from .carrier import LONGEST_TEXT, moment_of
from .codebook import Meaning
from .epcis_contents import (
    PACKS,
    Aggregation,
    Quantity,
    Taking,
    contents_of,
    contents_of_aggregation,
    lots_among,
)
from .limits import LONGEST, too_long
from .reading import LONGEST_ANSWER, read_json, read_part

__all__ = [
    "Event",
    "Id",
    "Read",
    "number_of_unit",
    "other_kind",
    "read_aggregation",
    "scans_of_epcis",
    "scans_of_event",
]

Read = ScanIn | ContentsIn | Fault

_STEPS = {
    "picking packing staging_outbound commissioning encoding reserving": Meaning(Status.INFO_RECEIVED),
    "accepting arriving collecting consigning departing entering_exiting inspecting loading shipping storing stocking "
    "transporting unloading": Meaning(Status.IN_TRANSIT),
    "receiving": Meaning(Status.DELIVERED),
    "holding": Meaning(Status.ON_HOLD, "carrier.held"),
    "void_shipping": Meaning(Status.CANCELLED, "sender.cancelled"),
    "destroying": Meaning(Status.EXCEPTION, "carrier.destroyed"),
}
_DISPOSITIONS = {
    "damaged": Meaning(Status.EXCEPTION, "carrier.damaged"),
    "destroyed disposed": Meaning(Status.EXCEPTION, "carrier.destroyed"),
    "stolen": Meaning(Status.EXCEPTION, "carrier.lost"),
    "recalled": Meaning(Status.ON_HOLD, "sender.recalled"),
    "returned": Meaning(Status.RETURNED_TO_SENDER),
}
_STEP = {word: meaning for words, meaning in _STEPS.items() for word in words.split()}
_DISPOSITION = {word: meaning for words, meaning in _DISPOSITIONS.items() for word in words.split()}

_URN = re.compile(
    r"urn:epc:id:(?P<kind>sscc|ginc|gsin):(?P<prefix>\d{6,12})\.(?P<reference>[\w\-%]{1,30})", re.ASCII
)
_LINK = re.compile(r"https?://[^?#]*?/(?P<ai>00|401|402)/(?P<value>[\w\-%]{1,30})(?:[/?#].*)?", re.ASCII)
_GLN = re.compile(r"urn:epc:id:sgln:(?P<prefix>\d{6,12})\.(?P<reference>\d{0,6})\.", re.ASCII)
_GLN_LINK = re.compile(r"https?://[^?#]*?/414/(?P<gln>\d{13})(?:[/?#].*)?", re.ASCII)
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d\d):(?P<minutes>\d\d)", re.ASCII)


class Id(Struct):
    id: str | None = None


class _Kind(Struct):
    type: str | None = None


class Event(
    Struct,
    rename={
        "event_time": "eventTime",
        "event_time_zone_offset": "eventTimeZoneOffset",
        "event_id": "eventID",
        "biz_step": "bizStep",
        "epc_list": "epcList",
        "quantity_list": "quantityList",
        "read_point": "readPoint",
        "biz_location": "bizLocation",
        "error_declaration": "errorDeclaration",
    },
):
    event_time: str
    event_time_zone_offset: str | None = None
    event_id: str | None = None
    biz_step: str | None = None
    disposition: str | None = None
    epc_list: list[str] | None = None
    quantity_list: list[Quantity] | None = None
    read_point: Id | None = None
    biz_location: Id | None = None
    error_declaration: Taking | None = None


class _Results(Struct, rename="camel"):
    event_list: list[Raw] | None = None


class _Query(Struct, rename="camel"):
    results_body: _Results | None = None


class _Body(Struct, rename="camel"):
    event_list: list[Raw] | None = None
    query_results: _Query | None = None


class _Document(Struct, rename="camel"):
    type: str
    epcis_body: _Body | None = None


def number_of_unit(identifier: str) -> str:
    """The number behind an EPC URN or a GS1 Digital Link: an SSCC's 18 digits, a GINC or a GSIN; else empty."""
    identifier = identifier[:LONGEST_TEXT].strip()
    if (link := _LINK.fullmatch(identifier)) is not None:
        return number_key(link["value"])
    urn = _URN.fullmatch(identifier)
    if urn is None:
        return ""
    if urn["kind"] == "sscc":
        # The extension digit, the first of the reference, stands before the company's prefix.
        digits = urn["reference"][:1] + urn["prefix"] + urn["reference"][1:]
        return (
            digits + str(gs1_standard_check_digit(digits)) if len(digits) == 17 and digits.isdigit() else ""
        )
    digits = urn["prefix"] + urn["reference"]
    if urn["kind"] == "gsin":
        return (
            digits + str(gs1_standard_check_digit(digits)) if len(digits) == 16 and digits.isdigit() else ""
        )
    return number_key(digits)


def scans_of_epcis(
    lines: Iterable[bytes], *, places: Mapping[str, str] | None = None
) -> Iterator[tuple[int, Read]]:
    """Each scan, and what a unit carries, with the number of its event (from 1); or the fault that keeps it out.

    `lines` hold one JSON-LD document (an EPCISDocument or EPCISQueryDocument), or an event or a document a line.
    Events a line are read as they come; a document is read whole and may have 8 MB. `places` names read points.
    An event with an error declaration takes back the scan of the same eventID.
    """
    number = 0
    for at, payload in enumerate(_payloads(lines), start=1):
        try:
            events = _events(payload)
        except AnswerRefused as refused:
            number += 1
            yield (
                number,
                Fault(
                    place=f"part {at}, {refused.fault.place}", why=refused.fault.why, mend=refused.fault.mend
                ),
            )
            continue
        for event in events:
            number += 1
            for scan in _scans(event, f"event {number}", places or {}):
                yield number, scan


def _payloads(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines that are each whole, or everything as one: known by whether the first line closes what it opens."""
    whole: list[bytes] = []
    size, by_line = 0, None
    for raw in lines:
        line = raw.strip()
        if not line:
            continue
        if by_line is None:
            by_line = line.startswith(b"{") and line.endswith(b"}")
        if by_line:
            yield line
        elif size <= LONGEST_ANSWER:
            whole.append(raw)
            size += len(raw)
    if whole:
        yield b"".join(whole)


def _events(payload: bytes) -> list[Raw]:
    if read_json(payload, _Kind).type not in {"EPCISDocument", "EPCISQueryDocument"}:
        return [Raw(payload)]
    body = read_json(payload, _Document).epcis_body or _Body()
    results = (body.query_results or _Query()).results_body or _Results()
    return [*(body.event_list or ()), *(results.event_list or ())]


def _scans(raw: Raw, place: str, places: Mapping[str, str]) -> Iterator[Read]:
    kind = read_part(raw, _Kind, place)
    if isinstance(kind, Fault):
        yield kind
        return
    if kind.type == "AggregationEvent":
        packed = read_part(raw, Aggregation, place)
        yield packed if isinstance(packed, Fault) else read_aggregation(packed, place)
        return
    if kind.type != "ObjectEvent":
        yield other_kind(kind.type, place)
        return
    event = read_part(raw, Event, place)
    if isinstance(event, Fault):
        yield event
        return
    yield from scans_of_event(event, place, places)


def scans_of_event(event: Event, place: str, places: Mapping[str, str]) -> Iterator[Read]:
    """One for each unit that the event names, and what it packs; `place` says where it stands in what was sent."""
    units = [(name, number_of_unit(name)) for name in event.epc_list or ()]
    if not units:
        mend = "Name the unit by its SSCC in epcList."
        yield Fault(place=place, why="It names no unit.", mend=mend)
    numbers = {number for _, number in units if number}
    lots = lots_among(event.epc_list or (), event.quantity_list)
    # Beside several units nobody can tell which of them has the lot.
    packed = bool(lots) and len(numbers) == 1 and _word(event.biz_step) in PACKS
    for name, number in units:
        if number:
            yield _scan(event, number, place, places)
        elif not (packed and lot_of_epc(name)):
            why = f"'{name[:80]}' is no SSCC, GINC or GSIN: it names goods, not a unit on its way."
            yield Fault(place=f"{place}, epcList", why=why, mend="Name the unit by its SSCC.")
    if packed:
        taken_back, name = event.error_declaration, event.event_id or ""
        yield contents_of(numbers.pop(), lots, event=name, taken_back=taken_back, place=place)


def read_aggregation(event: Aggregation, place: str) -> ContentsIn | Fault:
    return contents_of_aggregation(event, number=number_of_unit(event.parent_id or ""), place=place)


def other_kind(kind: str | None, place: str) -> Fault:
    """What is said to an event of another kind."""
    why = f"It is {_article(kind)}, which tells of no single unit on its way."
    return Fault(place=place, why=why, mend="Send ObjectEvents for the units that are followed.")


def _article(kind: str | None) -> str:
    return "no event of EPCIS" if not kind else f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind[:40]}"


def _scan(event: Event, number: str, place: str, places: Mapping[str, str]) -> ScanIn | Fault:
    moment = _moment(event)
    if moment is None:
        why = f"'{event.event_time[:40]}' is no time with a zone."
        return Fault(place=f"{place}, eventTime", why=why, mend="Write it like 2026-03-09T14:30:00+09:00.")
    name, where = event.event_id or "", _where(event, places)
    if why := too_long("source_id", name) or too_long("place", where):
        return Fault(
            place=f"{place}, eventID" if name else place, why=why, mend="Shorten it and send it again."
        )
    if event.error_declaration is not None:
        if not name:
            mend = "Give the eventID of the event that is taken back."
            return Fault(place=place, why="It declares an error in an event without eventID.", mend=mend)
        return ScanIn(
            number=number, occurred_at=moment, status=None, corrects=name, source_id=f"{name} error"
        )
    step, disposition = _word(event.biz_step), _word(event.disposition)
    meaning = _DISPOSITION.get(disposition) or _STEP.get(step)
    if meaning is None and disposition == "in_transit":
        meaning = Meaning(Status.IN_TRANSIT)
    if meaning is not None and meaning.status is Status.DELIVERED and disposition == "in_transit":
        meaning = Meaning(Status.IN_TRANSIT)
    if meaning is None:
        why = f"The step '{step}' with the disposition '{disposition}' says nothing of a unit on its way."
        return Fault(
            place=f"{place}, bizStep", why=why, mend="Use the steps of the Core Business Vocabulary."
        )
    return ScanIn(
        number=number,
        occurred_at=moment,
        status=meaning.status,
        reason=meaning.reason,
        place=where,
        source_id=name,
        carrier_status=(step or disposition)[: LONGEST["carrier_status"]],
    )


def _moment(event: Event) -> datetime | None:
    """EPCIS asks for a zone in eventTime; where it is missing there, eventTimeZoneOffset has it."""
    offset = _OFFSET.fullmatch(event.event_time_zone_offset or "")
    if offset is None:
        return moment_of(event.event_time)
    ahead = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"]))
    if ahead > timedelta(hours=14):
        return moment_of(event.event_time)
    return moment_of(event.event_time, timezone(-ahead if offset["sign"] == "-" else ahead))


def _word(term: str | None) -> str:
    """The bare word of a CBV term, which comes as a word, a URN or a web address."""
    word = re.split(r"[:/#]", (term or "")[:LONGEST_TEXT])[-1]
    return word.removeprefix("BizStep-").removeprefix("Disp-")


def _where(event: Event, places: Mapping[str, str]) -> str:
    """The read point, or else the business location."""
    for one in (event.read_point, event.biz_location):
        name = (one.id or "")[:LONGEST_TEXT] if one else ""
        if name in places:
            return places[name]
        if (link := _GLN_LINK.fullmatch(name)) is not None:
            return f"GLN {link['gln']}"
        if (urn := _GLN.match(name)) is not None and len(digits := urn["prefix"] + urn["reference"]) == 12:
            return f"GLN {digits}{gs1_standard_check_digit(digits)}"
    return ""
