"""A whole file of scans, read as whoever brings it says what it is."""

import io
from collections.abc import Iterable

from wellserved.tracking.contracts import ContentsIn, ScanIn

from . import carrier_named
from .answer import Fault
from .epcis import scans_of_epcis
from .epcis_xml import scans_of_epcis_xml
from .sheets import scans_of_csv

__all__ = ["CSV", "EPCIS", "LARGEST_ANSWER", "LARGEST_XML", "is_xml", "scans_of_answer", "scans_of_file"]

CSV, EPCIS = "csv", "epcis"
LARGEST_ANSWER = 1 << 20
# Read whole: what is but tags takes up fifty times its own size meanwhile.
LARGEST_XML = 4 << 20
Given = Iterable[tuple[int, ScanIn | ContentsIn | Fault]]


def scans_of_file(content: bytes, *, form: str) -> Given:
    """Each scan with its line; `form` is CSV, EPCIS or a carrier's slug.

    Raises AnswerRefused where nothing can be read, which may come with the first line only.
    """
    if form == CSV:
        return scans_of_csv(io.BytesIO(content))
    if form == EPCIS:
        return scans_of_epcis_xml(content) if is_xml(content) else scans_of_epcis(io.BytesIO(content))
    return scans_of_answer(content, carrier=form)


def scans_of_answer(content: bytes, *, carrier: str) -> Given:
    """The scans in the carrier's order, after them what could not be read. LookupError for an unknown carrier."""
    answer = carrier_named(carrier).scans_of(content)
    faults = [fault for fault in answer.faults if not fault.is_note]
    return enumerate([*answer.scans, *faults], start=1)


def is_xml(content: bytes) -> bool:
    return content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
