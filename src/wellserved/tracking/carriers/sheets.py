"""Scans from a CSV file: columns by their header, in any order, whatever the delimiter; read line by line."""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import tzinfo

from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.domain.keys import number_key
from wellserved.tracking.domain.reasons import REASONS, usual_status
from wellserved.tracking.domain.statuses import Status

from .answer import Fault
from .carrier import day_of, moment_of
from .codebook import codebook, codebooks
from .limits import SHORTEST_NUMBER, too_long
from .rows import rows_of_csv

__all__ = ["COLUMNS", "scans_of_csv"]

COLUMNS = {
    "number": "number, tracking number, waybill, 운송장번호, 송장번호, 運單號碼, 运单号码",
    "occurred_at": "occurred_at, time, timestamp, date, 일시, 時間, 时间",
    "status": "status, 상태, 狀態, 状态",
    "reason": "reason, 사유, 原因",
    "carrier": "carrier, 택배사, 物流公司",
    "carrier_status": "carrier_status, code, 상태코드",
    "place": "place, city, location, 장소, 地點, 地点",
    "country": "country, 국가, 國家, 国家",
    "source_id": "source_id, id, scan id",
    "corrects": "corrects",
    "expected_on": "expected_on, expected, 도착예정일, 預計送達, 预计送达",
}
"""Each column and the headers that it goes by; capitals, blanks and underscores do not matter."""

_SLUG = re.compile(r"[a-z0-9_.-]*", re.ASCII)


class _Unfit(ValueError):
    def __init__(self, column: str, why: str, mend: str) -> None:
        self.column, self.why, self.mend = column, why, mend
        super().__init__(f"{column}: {why} {mend}")


def scans_of_csv(
    lines: Iterable[bytes], *, zone: tzinfo | None = None
) -> Iterator[tuple[int, ScanIn | Fault]]:
    """Each scan with its line number, or the fault that keeps it out; `zone` is for times that name none.

    `lines` are read as they come (an open file will do), so a file of any length takes little memory.
    """
    for number, given in rows_of_csv(lines, columns=COLUMNS, missing=_missing):
        yield number, given if isinstance(given, Fault) else _scan(given, f"line {number}", zone)


def _missing(known: Collection[str]) -> list[str]:
    missing = [name for name in ("number", "occurred_at") if name not in known]
    says_something = {"status", "carrier_status", "reason", "corrects"} & set(known)
    return missing if says_something else [*missing, "status"]


def _scan(given: dict[str, str], place: str, zone: tzinfo | None) -> ScanIn | Fault:
    try:
        return _scan_of(given, zone)
    except _Unfit as unfit:
        return Fault(place=f"{place}, column {unfit.column}", why=unfit.why, mend=unfit.mend)


def _scan_of(given: dict[str, str], zone: tzinfo | None) -> ScanIn:
    for column, text in given.items():
        if why := too_long(column, text):
            raise _Unfit(column, why, "Shorten it and send it again.")
    number = number_key(given.get("number", ""))
    if len(number) < SHORTEST_NUMBER:
        raise _Unfit("number", "There is no number.", "Every scan needs the number of its consignment.")
    moment = moment_of(given.get("occurred_at", ""), zone)
    if moment is None:
        why = f"'{given.get('occurred_at', '')[:40]}' is no time with a zone."
        raise _Unfit("occurred_at", why, "Write it like 2026-03-09T14:30:00+09:00.")
    day = given.get("expected_on", "")
    if day and day_of(day) is None:
        raise _Unfit("expected_on", f"'{day[:40]}' is no day.", "Write it like 2026-03-12.")
    status, reason = _said(given)
    return ScanIn(
        number=number,
        carrier=_carrier(given),
        occurred_at=moment,
        status=status,
        reason=reason,
        place=" ".join(given.get("place", "").split()),
        country=_country(given.get("country", "")),
        source_id=given.get("source_id", ""),
        corrects=given.get("corrects", ""),
        carrier_status=given.get("carrier_status", ""),
        expected_on=day_of(day),
    )


def _carrier(given: dict[str, str]) -> str:
    carrier = given.get("carrier", "").casefold().replace(" ", "_")
    if not _SLUG.fullmatch(carrier):
        mend = "Write its short name, such as fedex, or leave it empty for your own fleet."
        raise _Unfit("carrier", f"'{carrier[:40]}' is no carrier's short name.", mend)
    return carrier


def _country(text: str) -> str:
    if text and not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise _Unfit("country", f"'{text[:40]}' is no country code.", "Write two letters, such as KR.")
    return text.upper()


def _said(given: dict[str, str]) -> tuple[Status | None, str]:
    """Status and reason: as given, or else from the carrier's code, or else what the reason alone means."""
    reason, word = given.get("reason", ""), given.get("status", "")
    if reason and reason not in REASONS:
        raise _Unfit(
            "reason", f"There is no reason '{reason[:40]}'.", f"Write one of: {', '.join(sorted(REASONS))}."
        )
    if word:
        try:
            return Status("_".join(word.casefold().replace("-", " ").split())), reason
        except ValueError:
            mend = f"Write one of: {', '.join(Status)}."
            raise _Unfit("status", f"There is no status '{word[:40]}'.", mend) from None
    code, carrier = given.get("carrier_status", ""), _carrier(given)
    if code and carrier in codebooks():
        meaning = codebook(carrier).meaning_of(code)
        if meaning is None or meaning.status is None:
            why = f"The code '{code[:40]}' of {carrier} has no meaning here."
            raise _Unfit("carrier_status", why, "Give the status in words.")
        return meaning.status, reason or meaning.reason
    if reason:
        return usual_status(reason), reason
    if given.get("corrects"):
        return None, ""
    raise _Unfit("status", "The scan says nothing.", f"Write one of: {', '.join(Status)}.")
