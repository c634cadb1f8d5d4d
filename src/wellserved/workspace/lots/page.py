"""A lot, its parcels and its cases, and complaints by lot, made ready."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellserved.analytics.statistics import poisson
from wellserved.cases.queries.about import CasesAbout
from wellserved.insight.queries.lots import ComplaintsByLot, LotComplaints
from wellserved.tracking.queries.board_counts import Counted
from wellserved.tracking.queries.lots import ALL, LotPage, LotSeen, Which
from wellserved.workspace.cases_desk.words import KINDS, STATES, Words
from wellserved.workspace.parcels_found_page import FoundView, draw_found
from wellserved.workspace.parcels_words import at_least
from wellserved.workspace.wording import DASH, count, day, figure, minute, with_query


@dataclass(frozen=True, slots=True, kw_only=True)
class LotView:
    id: int
    number: str
    title: str
    aside: str
    says: str
    rows: tuple[FoundView, ...]
    next: str
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    id: int
    title: str
    aside: str
    kind: Words
    state: Words
    touched: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotCasesView:
    says: str
    rows: tuple[CaseRow, ...]
    cut: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRow:
    """`rate` is complaints per 1,000 that carried it, `between` its interval."""

    id: int
    number: str
    gtin: str
    n: str
    carried: str
    rate: str
    between: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByLotView:
    says: str
    rows: tuple[LotRow, ...]


def title_of(lot: LotSeen) -> str:
    return _("Lot %(number)s") % {"number": lot.key.number}


def draw_lot(found: LotPage, *, carried: Counted, which: Which, address: str, begun: bool) -> LotView:
    """`address` is the page's own; `begun` says that it is not the first of its list."""
    lot = found.lot
    gtin = f"GTIN {lot.key.gtin}" if lot.key.gtin else _("of no named article")
    first = _("first named to us on %(day)s") % {"day": day(lot.made_at)}
    return LotView(
        id=lot.id,
        number=lot.key.number,
        title=title_of(lot),
        aside=f"{gtin} · {first}",
        says=_carried(carried) if which == ALL else _chosen(carried),
        rows=draw_found(found.consignments),
        next=with_query(address, after=str(found.after)) if found.after else "",
        first=with_query(address, after="") if begun else "",
    )


def _carried(carried: Counted) -> str:
    if not carried.all_seen:
        return _("More than %(n)s parcels, returns and repairs carried it.") % {"n": count(carried.n)}
    said = ngettext(
        "%(n)s parcel, return or repair carried it.",
        "%(n)s parcels, returns and repairs carried it.",
        carried.n,
    )
    return said % {"n": count(carried.n)} if carried.n else _("Nothing that you may see carried it.")


def _chosen(carried: Counted) -> str:
    if not carried.all_seen:
        return _("More than %(n)s of this choice carried it.") % {"n": count(carried.n)}
    said = ngettext("%(n)s of this choice carried it.", "%(n)s of this choice carried it.", carried.n)
    return said % {"n": count(carried.n)} if carried.n else _("Nothing of this choice carried it.")


def draw_lot_cases(found: CasesAbout) -> LotCasesView:
    cut = ""
    if found.n > len(found.cases):
        cut = _("These are the %(n)s that were touched last.") % {"n": count(len(found.cases))}
    return LotCasesView(says=_written(found), rows=tuple(_case_rows(found)), cut=cut)


def _written(found: CasesAbout) -> str:
    if not found.n:
        return _("No case is about this lot, or about what carried it.")
    said = ngettext(
        "%(n)s case is about this lot, or about what carried it.",
        "%(n)s cases are about this lot, or about what carried it.",
        found.n,
    )
    complain = ngettext("%(n)s of them is a complaint.", "%(n)s of them are complaints.", found.complaints)
    words = said % {"n": count(found.n)}
    return f"{words} {complain % {'n': count(found.complaints)}}" if found.complaints else words


def _case_rows(found: CasesAbout) -> Iterable[CaseRow]:
    for one in found.cases:
        yield CaseRow(
            id=one.id,
            title=one.title or one.number,
            aside=" · ".join(words for words in (one.number, one.location) if words),
            kind=KINDS[one.kind],
            state=STATES[one.state],
            touched=minute(one.touched_at),
        )


def draw_by_lot(found: ComplaintsByLot, *, days: int) -> ByLotView:
    return ByLotView(says=_by_lot(found, days=days), rows=tuple(_lot_row(one) for one in found.lots))


def _by_lot(found: ComplaintsByLot, *, days: int) -> str:
    if not found.lots:
        return _("No complaint of the last %(days)s days leads to a lot.") % {"days": days}
    said = ngettext(
        "%(n)s complaint of the last %(days)s days leads to a lot.",
        "%(n)s complaints of the last %(days)s days lead to a lot.",
        found.complaints,
    )
    first = found.lots[0]
    facts = {"n": count(first.complaints), "lot": first.lot.key.number}
    if first.complaints < 2:
        shared = _("No two share one.")
    elif first.complaints == found.complaints:
        shared = _("All of them lead to lot %(lot)s.") % facts
    else:
        shared = _("%(n)s share lot %(lot)s.") % facts
    return f"{said % {'n': count(found.complaints), 'days': days}} {shared}"


def _lot_row(one: LotComplaints) -> LotRow:
    known = one.carried.all_seen and one.carried.n
    low, high = poisson(one.complaints)
    return LotRow(
        id=one.lot.id,
        number=one.lot.key.number,
        gtin=one.lot.key.gtin,
        n=count(one.complaints),
        carried=at_least(one.carried) or DASH,
        rate=_rate(one.complaints, one.carried.n) if known else DASH,
        between=f"{_rate(low, one.carried.n)}–{_rate(high, one.carried.n)}" if known else "",
    )


def _rate(complaints: float, parcels: int) -> str:
    return figure(1000 * complaints / parcels, places=1)
