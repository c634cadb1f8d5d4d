"""Announcements from a CSV file: read row by row, and announced but for those that cannot be."""

import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from wellserved.people.contracts import Person
from wellserved.people.queries import customers_of_addresses
from wellserved.people.services import require
from wellserved.platform.api.times import FIRST, LAST
from wellserved.tracking.carriers import Fault
from wellserved.tracking.carriers.carrier import day_of, moment_of
from wellserved.tracking.carriers.rows import rows_of_csv
from wellserved.tracking.contracts import ConsignmentIn
from wellserved.tracking.domain.keys import number_key
from wellserved.tracking.models import Consignment
from wellserved.tracking.queries.public.hours import begin_of, hours_of

from .announcing import Announced, ConsignmentRefused, announce

__all__ = ["COLUMNS", "MOST_ROWS", "TooManyRows", "announce_sheet"]

COLUMNS = {
    "number": "number, tracking number, waybill, 운송장번호, 송장번호, 運單號碼, 运单号码",
    "carrier": "carrier, 택배사, 物流公司",
    "kind": "kind, type, 종류, 種類, 种类",
    "order_ref": "order_ref, order, order number, 주문번호, 訂單編號, 订单编号",
    "about": "about",
    "customer": "customer, email, 고객, 이메일, 顧客, 客戶, 客户, 電子郵件, 电子邮件",
    "name": "name, 받는분, 收件人",
    "address": "address, 주소, 地址",
    "postcode": "postcode, zip, postal code, 우편번호, 郵遞區號, 邮政编码",
    "destination": "destination, city, 도착지, 目的地",
    "destination_country": "destination_country, country, 국가, 國家, 国家",
    "earliest": "earliest, told earliest",
    "latest": "latest, told latest, told, 도착예정일, 預計送達, 预计送达",
    "lot": "lot, batch, 로트, 批號, 批号",
    "gtin": "gtin",
    "location": "location, 지점, 據點, 网点",
    "segment": "segment",
    "service": "service",
    "origin": "origin",
    "origin_country": "origin_country",
    "items": "items",
    "value": "value",
    "currency": "currency",
    "language": "language",
}
"""Each column and the headers that it goes by; capitals, blanks and underscores do not matter."""
MOST_ROWS = 2_000
# Few, as all of a batch are tried again without each that is refused.
BATCH = 50
_DAY = timedelta(days=1)
_PARTS = {
    "recipient": ("name", "address", "postcode"),
    "lots": ("lot", "gtin"),
    "told": ("earliest", "latest"),
}
_OWN = [name for name in COLUMNS if not any(name in parts for parts in _PARTS.values())]
Row = dict[str, str]
Key = tuple[str, str]
"""A number and a carrier, empty where none was named."""
Done = tuple[int, Announced | Fault]


@dataclass(frozen=True, slots=True)
class _Given:
    """What a row announces, and the fields that it names: an empty cell says nothing."""

    one: ConsignmentIn
    said: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Known:
    """Customers by their address, where parcels go, and the lines in which they stood already."""

    keys: dict[str, UUID]
    countries: dict[Key, str]
    lines: dict[Key, int]


class TooManyRows(ValueError):
    """More than are announced at once."""


class _Unfit(ValueError):
    def __init__(self, column: str, why: str, mend: str) -> None:
        self.column, self.why, self.mend = column, why, mend
        super().__init__(f"{column}: {why} {mend}")


def announce_sheet(*, by: Person, content: bytes, now: datetime) -> list[Done]:
    """Announce what can be; tells of each line in order what became of it. Up to 2,000 rows, or none of them.

    Of what was announced before an empty cell changes nothing. A day that the customer was told is that of where the
    parcel goes. An e-mail address stands for whoever signs in with it: one that somebody merely wrote down might be
    another's.
    """
    require(by, "parcels:write")
    read = list(islice(rows_of_csv(io.BytesIO(content), columns=COLUMNS, missing=_missing), MOST_ROWS + 1))
    if len(read) > MOST_ROWS:
        raise TooManyRows(f"There are more than {MOST_ROWS:,} rows. Bring them in several files.")
    emails = {
        row["customer"] for _line, row in read if isinstance(row, dict) and "@" in row.get("customer", "")
    }
    if emails:
        require(by, "customers:read")
    keys = customers_of_addresses(emails) if emails else {}
    known = _Known(keys, _countries([row for _line, row in read if isinstance(row, dict)]), {})
    given = [(line, row if isinstance(row, Fault) else _read(row, line, known)) for line, row in read]
    good = [(line, one) for line, one in given if isinstance(one, _Given)]
    done: list[Done] = [(line, one) for line, one in given if isinstance(one, Fault)]
    for start in range(0, len(good), BATCH):
        done += _announced(good[start : start + BATCH], by=by, now=now)
    return sorted(done, key=lambda one: one[0])


def _announced(good: Sequence[tuple[int, _Given]], *, by: Person, now: datetime) -> Iterator[Done]:
    left = list(good)
    while left:
        try:
            given, said = [each.one for _line, each in left], [each.said for _line, each in left]
            made = announce(by=by, consignments=given, said=said, now=now)
        except ConsignmentRefused as refused:
            line, _one = left.pop(refused.row)
            mend = _("Mend it and bring it again; the other lines need not be.")
            yield line, Fault(place=_place(line, _column(refused.field)), why=refused.said, mend=mend)
        else:
            yield from zip((line for line, _one in left), made, strict=True)
            return


def _missing(known: Collection[str]) -> list[str]:
    return [] if "number" in known else ["number"]


def _countries(rows: Sequence[Row]) -> dict[Key, str]:
    """Where those go that were announced before, for rows that name a day and no country."""
    numbers = {number_key(row.get("number", "")) for row in rows if _names_a_day_of_nowhere(row)}
    if not numbers:
        return {}
    found = Consignment.objects.filter(number__in=numbers).values_list(
        "number", "carrier", "destination_country"
    )
    return {(number, carrier): country for number, carrier, country in found}


def _names_a_day_of_nowhere(row: Row) -> bool:
    return bool(row.get("earliest") or row.get("latest")) and not row.get("destination_country")


def _read(row: Row, line: int, known: _Known) -> _Given | Fault:
    given = {name: text for name, text in row.items() if text}
    try:
        one = _consignment(given, known)
        before = known.lines.setdefault((number_key(one.number), one.carrier), line)
        if before != line:
            why = _("It stands in line %(n)s already.") % {"n": before}
            raise _Unfit("number", why, _("Write each parcel into one line."))  # noqa: TRY301  told as the others are
    except _Unfit as unfit:
        return Fault(place=_place(line, unfit.column), why=unfit.why, mend=unfit.mend)
    return _Given(one, frozenset(given))


def _consignment(given: Row, known: _Known) -> ConsignmentIn:
    said: dict[str, Any] = {name: given[name] for name in _OWN if name in given}
    for name in ("origin_country", "destination_country", "currency"):
        if name in said:
            said[name] = said[name].upper()
    for name in ("carrier", "kind"):
        if name in said:
            said[name] = said[name].casefold().replace(" ", "_")
    if "customer" in said:
        said["customer"] = _customer(said["customer"], known.keys)
    recipient = {name: given[name] for name in _PARTS["recipient"] if name in given}
    if recipient:
        said["recipient"] = recipient
    if "lot" in given or "gtin" in given:
        said["lots"] = [{name: given[name] for name in _PARTS["lots"] if name in given}]
    if "latest" in given or "earliest" in given:
        before = known.countries.get((number_key(given.get("number", "")), said.get("carrier", "")), "")
        said["told"] = _told(given, said.get("destination_country", before))
    try:
        return msgspec.convert(said, ConsignmentIn, strict=False)
    except msgspec.ValidationError as error:
        column = _column(str(error).rpartition("`$.")[2].rstrip("`"), str(error))
        why = _("“%(text)s” does not fit here.") % {"text": given.get(column, "")[:40]}
        raise _Unfit(column, why, _mend(column)) from error


def _customer(text: str, keys: dict[str, UUID]) -> str:
    if "@" not in text:
        return text
    if text.lower() not in keys:
        raise _Unfit(
            "customer",
            _("No customer signs in with this address."),
            _("Leave it empty, or give the customer's key."),
        )
    return str(keys[text.lower()])


def _told(given: Row, country: str) -> dict[str, datetime]:
    if "latest" not in given:
        why = _("The first day that the customer was told is there without the last one.")
        raise _Unfit("latest", why, _("Give the last day, too."))
    told = {
        name: _time(given[name], name, country, after=_DAY if name == "latest" else timedelta())
        for name in _PARTS["told"]
        if name in given
    }
    # The end of the day before is the begin of the first one: as times the two would not be the wrong way round.
    if "earliest" in told and told["latest"] <= told["earliest"]:
        raise _Unfit("latest", _("The last day lies before the first one."), _("Exchange the two."))
    return told


def _time(text: str, column: str, country: str, *, after: timedelta) -> datetime:
    """A time as it stands, of a day its begin, or its end, where the parcel goes."""
    moment, day = moment_of(text), day_of(text) if len(text) == len("2026-03-12") else None
    named: date | None = day or (moment.date() if moment else None)
    if named is None or not FIRST <= named < LAST:
        why = _("“%(text)s” is no day.") % {"text": text[:40]}
        raise _Unfit(column, why, _mend(column))
    return moment if moment and not day else begin_of(named + after, hours_of(country))


def _column(field: str, said: str = "") -> str:
    """The column that a field is read from: `told.latest` and `lots[0].lot` have one of their own."""
    name = field.rpartition(".")[2].partition("[")[0]
    if name in COLUMNS:
        return name
    return "lot" if "lots" in field or "`lot`" in said else "number"


def _place(line: int, column: str) -> str:
    return _("line %(n)s, column %(column)s") % {"n": line, "column": column}


def _mend(column: str) -> str:
    mends = {
        "number": _("Give 3 to 50 letters A to Z and digits."),
        "carrier": _("Write its short name, such as fedex, or leave it empty for your own fleet."),
        "kind": _("Write parcel, return or repair."),
        "customer": _("Give the e-mail address that they sign in with, or their key."),
        "earliest": _("Write it like 2026-03-12."),
        "latest": _("Write it like 2026-03-12."),
        "destination_country": _("Write two letters, such as KR."),
        "origin_country": _("Write two letters, such as KR."),
        "currency": _("Write three letters, such as KRW."),
        "items": _("Write a whole number from 1 to 100,000."),
        "value": _("Write a number, with a point before the cents."),
        "lot": _("Give the lot as it is printed; a GTIN alone is not enough."),
    }
    return mends.get(column) or _("Shorten it.")
