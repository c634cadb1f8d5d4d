"""One interface for all carriers, and what their answers have in common."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import ClassVar

from msgspec.structs import replace

from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.domain.keys import number_key
from wellserved.tracking.domain.statuses import Status

from .answer import CarrierAnswer, Fault, Proof
from .codebook import SILENT, Meaning, codebook
from .limits import LONGEST, SHORTEST_NUMBER, too_long
from .zones import place_of

__all__ = ["LONGEST_TEXT", "Carrier", "Collected", "day_of", "moment_of"]

LONGEST_TEXT = 200
_SHORTEN = "The other events have gone in; send this one shortened."
_QUOTED = re.compile(r"'[^']*'")
_GENERAL = frozenset({"", "carrier.delay", "consignee"})


class Carrier(ABC):
    """A carrier's answers, read into our vocabulary. Adapters are pure: no clock, no network."""

    slug: ClassVar[str]
    name: ClassVar[str]

    @abstractmethod
    def scans_of(self, payload: bytes) -> CarrierAnswer:
        """The scans that a raw answer holds.

        What cannot be taken over stands beside them as faults, each with its place and mend.
        AnswerRefused when the answer as a whole cannot be read. Names, addresses and pictures are dropped here.
        """

    def meaning_of(self, *codes: str) -> Meaning | None:
        """What the first known of these codes says, the most telling one given first; None if none is known."""
        book = codebook(self.slug)
        return next((found for code in codes if code and (found := book.meaning_of(code))), None)

    def status_of(self, code: str) -> Status | None:
        """The status that a code means; None where it says nothing of it, or is unknown."""
        return (self.meaning_of(code) or SILENT).status

    def reason_of(self, code: str) -> str:
        """The reason that a code means, empty for none."""
        return (self.meaning_of(code) or SILENT).reason


def moment_of(text: str, zone: tzinfo | None = None) -> datetime | None:
    """An ISO 8601 time with its zone: its own, or else the one given; None if it is no time or stays without."""
    try:
        moment = datetime.fromisoformat(text.strip()[:40])
    except ValueError:
        return None
    if moment.tzinfo is None and zone is not None:
        moment = moment.replace(tzinfo=zone)
    return moment if moment.utcoffset() is not None else None


def day_of(text: str) -> date | None:
    """The day that an ISO 8601 date or time names, as the clocks there show it."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


@dataclass(slots=True)
class Collected:
    """An answer in the making."""

    carrier: Carrier
    scans: list[ScanIn] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    _noted: set[str] = field(default_factory=set)

    def fault(self, place: str, why: str, mend: str, *, is_note: bool = False) -> None:
        self.faults.append(Fault(place=place, why=why, mend=mend, is_note=is_note))

    def carrier_says(self, place: str, code: object, message: object) -> None:
        """The carrier's own refusal, such as an unknown number."""
        # What stands in quotes may be what was sent, and so a password or a name.
        said = _QUOTED.sub("'…'", " ".join(str(message).split()))[:LONGEST_TEXT].rstrip(".")
        self.fault(
            place,
            f"{self.carrier.name} answers '{said}' (code {str(code)[:60]}).",
            "Check the number and the access that the carrier gave you.",
        )

    def add(
        self,
        place: str,
        *,
        number: str,
        time: str,
        zone: tzinfo | None,
        codes: tuple[str, ...],
        code: str = "",
        described: str = "",
        reason: str = "",
        city: str = "",
        country: str = "",
        expected_on: date | None = None,
    ) -> None:
        """Take one event in, or say why not.

        `codes` from the most telling one to the most general; `code` is the one kept as the carrier's own, the first
        unless given. `reason` counts where the code itself gives none, or only a general one.
        """
        city, clean = " ".join(city[: 10 * LONGEST_TEXT].split()), number_key(number)
        for name, text in (("number", clean), ("place", city)):
            if why := too_long(name, text):
                return self.fault(f"{place}, {name}", why, _SHORTEN)
        if any(len(one) > LONGEST_TEXT for one in codes):
            return self.fault(place, f"It has a code of more than {LONGEST_TEXT} characters.", _SHORTEN)
        moment = moment_of(time, zone)
        if moment is None:
            why = f"'{time[:40]}' is no time with a known zone."
            return self.fault(
                place, why, "The other events have gone in; give this one's time as in ISO 8601."
            )
        if len(clean) < SHORTEST_NUMBER:
            return self.fault(
                place, "The event names no number.", "Ask the carrier for the answer by its number."
            )
        code = code or next((one for one in codes if one), "")
        meaning = self.carrier.meaning_of(*codes)
        if meaning is None or meaning.status is None:
            return self._untold(place, code, described, known=meaning is not None)
        self.scans.append(
            ScanIn(
                number=clean,
                carrier=self.carrier.slug,
                occurred_at=moment,
                status=meaning.status,
                reason=reason if reason and meaning.reason in _GENERAL else meaning.reason,
                place=city,
                country=country.upper()
                if len(country) == 2 and country.isascii() and country.isalpha()
                else "",
                carrier_status=code[: LONGEST["carrier_status"]],
                expected_on=expected_on,
            )
        )
        return None

    def _untold(self, place: str, code: str, described: str, *, known: bool) -> None:
        said = f"'{code}' ({described[:LONGEST_TEXT]})" if described and described != code else f"'{code}'"
        if known:
            why = f"The code {said} says nothing of where the parcel stands, so it makes no scan."
            self.fault(place, why, "Nothing needs to be done.", is_note=True)
        else:
            why = f"{self.carrier.name}'s code {said} is not known here."
            self.fault(place, why, f"Add it to carriers/codes/{self.carrier.slug}.tsv.")

    def zone_at(self, place: str, country: str, region: str = "") -> tzinfo:
        """The hours kept where an event happened whose time came without a zone; a doubt is noted once a place."""
        found = place_of(country, region)
        where = "-".join(filter(None, (country, region)))
        if where in self._noted:
            return found.zone if found else UTC
        if found is None:
            self._noted.add(where)
            self.fault(
                place,
                "The time came without a zone, and the place does not tell it: it is read as UTC and can be hours off.",
                "Ask the carrier for times with their zone.",
                is_note=True,
            )
            return UTC
        if not found.sure:
            self._noted.add(where)
            self.fault(
                place,
                f"The time came without a zone: it is read as {found.zone.key}, though parts of {where} keep other hours.",
                "Ask the carrier for times with their zone.",
                is_note=True,
            )
        return found.zone

    def expect(self, number: str, day: date | None) -> None:
        """The day that the carrier now names for a parcel, put on its latest scan unless it has arrived."""
        clean = number_key(number)
        own = [at for at, scan in enumerate(self.scans) if scan.number == clean]
        if day is not None and own:
            latest = max(own, key=lambda at: self.scans[at].occurred_at)
            if self.scans[latest].status is not Status.DELIVERED:
                self.scans[latest] = replace(self.scans[latest], expected_on=day)

    def proof(self, number: str, *, signed: bool, photo: bool) -> None:
        if signed or photo:
            self.proofs.append(Proof(number=number_key(number), signed=signed, photo=photo))

    def answer(self) -> CarrierAnswer:
        return CarrierAnswer(scans=tuple(self.scans), faults=tuple(self.faults), proofs=tuple(self.proofs))
