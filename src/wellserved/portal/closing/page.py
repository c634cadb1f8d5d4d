"""What is open, what was mended, and what a visitor has said themselves, in sentences."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from wellserved.analytics.statistics import wilson
from wellserved.cases.queries.looping import Mended
from wellserved.cases.queries.voting import OpenSeen, OwnVote
from wellserved.platform.dates import unbroken

__all__ = ["OpenLine", "OwnLine", "draw_open", "draw_own", "facts_of"]

ENOUGH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """`mine` says that the visitor has said so themselves, and when."""

    id: int
    said: str
    says: str
    votes: str
    mine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """`may_take_back` before it was told of; `asks` is of the telling that waits for an answer."""

    open_id: int
    said: str
    says: str
    did: str
    may_take_back: bool
    asks: int | None


def draw_open(one: OpenSeen) -> OpenLine:
    says = {"looking": _("We are looking into it."), "mending": _("We are mending it.")}[one.progress]
    votes = ngettext(
        "%(n)s customer says that it happened to them too.",
        "%(n)s customers say that it happened to them too.",
        one.votes,
    )
    return OpenLine(
        id=one.id,
        said=one.said,
        says=says,
        votes=votes % {"n": f"{one.votes:,}"} if one.votes else "",
        mine=_("You said so too on %(day)s.") % {"day": _day(one.voted_at)} if one.voted_at else "",
    )


def draw_own(one: OwnVote) -> OwnLine:
    says = _("You said on %(day)s that it happened to you too.") % {"day": _day(one.at)}
    if not one.told:
        says += " " + _("We tell you once it is mended.")
    elif one.helped is not None:
        says += " " + (
            _("You told us that it helped.") if one.helped else _("You told us that it did not help.")
        )
    return OwnLine(
        open_id=one.open_id,
        said=one.said,
        says=says,
        did=one.did if one.told else "",
        may_take_back=not one.told,
        asks=one.telling_id if one.told and one.helped is None else None,
    )


def facts_of(one: Mended) -> str:
    """How many said it, and with enough answers how many it helped."""
    said = ngettext("%(n)s customer told us.", "%(n)s customers told us.", one.people) % {
        "n": f"{one.people:,}"
    }
    if one.people == 0:
        return ""
    if one.answered < ENOUGH:
        return said
    low, high = wilson(one.helped, one.answered)
    return f"{said} " + _("It helped %(share)s%% of the %(n)s who answered (%(low)s to %(high)s%%).") % {
        "share": f"{one.helped / one.answered * 100:.0f}",
        "n": f"{one.answered:,}",
        "low": f"{low * 100:.0f}",
        "high": f"{high * 100:.0f}",
    }


def _day(at: datetime) -> str:
    return unbroken(
        date_format(localtime(at), pgettext("format of a date, see Django's date filter", "j M Y"))
    )
