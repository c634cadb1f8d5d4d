"""Lots: how one is named, and which one is meant by what somebody types, scans or sends.

A lot's number is GS1's AI (10): 1 to 20 characters of the invariant set of ISO 646, capitals and small letters apart. The
same number may be another lot of another article, so a GTIN (AI 01) belongs to it wherever one is known.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from biip import ParseError
from biip.checksums import gs1_standard_check_digit
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message

__all__ = ["LotKey", "LotUnreadable", "lot_key", "lot_of_epc", "lots_meant"]

_NUMBER = re.compile(r"[!-\"%-?A-Z_a-z]{1,20}")
_LENGTHS = (8, 12, 13, 14)
_URN = re.compile(
    r"urn:epc:class:lgtin:(?P<prefix>\d{6,12})\.(?P<reference>\d{1,7})\.(?P<lot>[^.:/?#\s]+)", re.ASCII
)
_SYMBOLOGY = re.compile(r"\][A-Za-z]\d")
_SEPARATOR = "\x1d"
_LONGEST = 300


@dataclass(frozen=True, slots=True, order=True)
class LotKey:
    """`gtin` has fourteen digits, or is empty where nobody said of which article the lot is."""

    number: str
    gtin: str = ""

    def __str__(self) -> str:
        """As GS1 prints it beneath a bar code."""
        return f"(01){self.gtin}(10){self.number}" if self.gtin else f"(10){self.number}"


class LotUnreadable(ValueError):
    """`field`, lot or gtin, is at fault."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__(said)
        self.field = field


def lot_key(number: str, gtin: str = "") -> LotKey:
    """As lots are kept and compared. Raises LotUnreadable."""
    lot = unicodedata.normalize("NFKC", number[:_LONGEST]).strip()
    if not _NUMBER.fullmatch(lot):
        said = (
            "Give 1 to 20 letters A to Z, digits or common signs, without blanks, as GS1 has it in AI (10)."
        )
        raise LotUnreadable("lot", said)
    return LotKey(lot, _gtin(gtin) if gtin.strip() else "")


def _gtin(text: str) -> str:
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text[:_LONGEST]))
    if not (digits.isascii() and digits.isdigit() and len(digits) in _LENGTHS):
        raise LotUnreadable("gtin", "Give the 8, 12, 13 or 14 digits of a GTIN, or leave it away.")
    if str(gs1_standard_check_digit(digits[:-1])) != digits[-1]:
        raise LotUnreadable("gtin", "Its last digit does not check: look it up on the article again.")
    return digits.zfill(14)


def lots_meant(text: str) -> tuple[LotKey, ...]:
    """Which lots somebody may mean: a lot's number, a GTIN and a lot, an element string, an EPC or a Digital Link.

    Several where it can be read in several ways; none where it can be no lot. Without a GTIN it is a lot of any article.
    """
    words = unicodedata.normalize("NFKC", text[:_LONGEST]).strip()
    return tuple(dict.fromkeys(_readings(words)))


def _readings(words: str) -> Iterator[LotKey]:
    if (named := lot_of_epc(words)) is not None:
        yield named
    if (marked := _of_elements(words)) is not None:
        yield marked
    gtin, _blank, number = words.replace("/", " ", 1).partition(" ")
    for given in ([(number, gtin)] if gtin and number else []) + [(words, "")]:
        try:
            yield lot_key(*given)
        except LotUnreadable:
            continue


def _of_elements(words: str) -> LotKey | None:
    """(01)04012345123456(10)998877, or the same as a scanner hands it over."""
    bare = _SYMBOLOGY.sub("", words, count=1) if words.startswith("]") else words
    try:
        if bare.startswith("("):
            found = GS1Message.parse_hri(bare)
            # What it could not read is left away without a word.
            if found.as_hri() != bare.replace(" ", ""):
                return None
        elif bare.lstrip(_SEPARATOR).startswith("01"):
            found = GS1Message.parse(bare.lstrip(_SEPARATOR))
        else:
            return None
    except ParseError:
        return None
    return _of_parts(found.element_strings)


def _of_parts(parts: Iterable[GS1ElementString]) -> LotKey | None:
    values = {part.ai.ai: part.value for part in parts}
    try:
        return lot_key(values.get("10", ""), values.get("01", ""))
    except LotUnreadable:
        return None


def lot_of_epc(identifier: str) -> LotKey | None:
    """The lot behind an EPC class URN (LGTIN) or a GS1 Digital Link with AI (01) and (10); else None."""
    name = identifier[:_LONGEST].strip()
    if name.startswith(("https://", "http://")):
        try:
            return _of_parts(GS1DigitalLinkURI.parse(name).element_strings)
        except (ParseError, ValueError):
            return None
    urn = _URN.fullmatch(name)
    if urn is None or len(urn["prefix"] + urn["reference"]) != 13:
        return None
    # The indicator digit, the first of the reference, stands before the company's prefix.
    digits = urn["reference"][0] + urn["prefix"] + urn["reference"][1:]
    try:
        return lot_key(unquote(urn["lot"]), digits + str(gs1_standard_check_digit(digits)))
    except LotUnreadable:
        return None
