"""A customer made ready: what stands about them in each room, what they agreed to, what erasing takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _

from wellserved.cases.queries import CaseLine
from wellserved.cases.queries.voting import OwnVote
from wellserved.journey.queries.subjects import SubjectSeen
from wellserved.people.contracts import CustomerCard
from wellserved.people.queries import ConsentLine, HeldLine, Noted
from wellserved.workspace.cases_desk.words import KINDS, STATES
from wellserved.workspace.wording import Words, count, day, minute

from .words import HELD, WAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing of a room, with a link where this person may follow it."""

    title: str
    says: str
    id: int = 0
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    purpose: str
    called: str
    says: tuple[str, ...]
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldView:
    called: Words
    rows: str


def facts_of(card: CustomerCard) -> tuple[tuple[str, str], ...]:
    facts = (
        (_("Name"), card.name),
        (_("E-mail"), card.email),
        (_("Telephone"), card.phone),
        (_("Address"), card.address),
        (_("Language"), _language(card.language)),
        (_("Segment"), card.segment or ""),
        (_("Known since"), day(card.created_at)),
        (_("Account"), _("signs in on their own") if card.has_account else ""),
        (pgettext("of a customer", "Key"), str(card.key)),
    )
    return tuple((name, words) for name, words in facts if words)


def draw_cases(cases: Iterable[CaseLine]) -> tuple[Row, ...]:
    return tuple(
        Row(
            id=one.id,
            title=one.title or one.number,
            says=f"{one.number} · {KINDS[one.kind]} · {STATES[one.state]} · {minute(one.touched_at)}",
        )
        for one in cases
    )


def draw_answers(
    answers: Iterable[tuple[int, datetime]], subjects: Mapping[tuple[str, str], SubjectSeen]
) -> tuple[Row, ...]:
    """What the room of answers shows of them; what it does not show to this person is left out."""
    return tuple(
        Row(title=seen.title, says=minute(at), href=seen.href)
        for id_, at in answers
        if (seen := subjects.get(("answer", str(id_))))
    )


def draw_votes(votes: Iterable[OwnVote]) -> tuple[Row, ...]:
    return tuple(
        Row(
            title=one.said,
            says=" · ".join(
                words
                for words in (
                    minute(one.at),
                    _("They were told that it is mended: %(did)s") % {"did": one.did} if one.did else "",
                )
                if words
            ),
        )
        for one in votes
    )


def draw_consents(consents: Iterable[ConsentLine], *, asking: str) -> tuple[ConsentView, ...]:
    return tuple(
        ConsentView(
            purpose=one.purpose,
            called=_("Being asked how it was") if one.purpose == asking else one.purpose,
            says=_said(one),
            in_force=one.withdrawn_at is None,
        )
        for one in consents
    )


def draw_held(held: Iterable[HeldLine], *, stays: bool) -> tuple[HeldView, ...]:
    return tuple(
        HeldView(called=HELD.get((one.room, one.file), f"{one.room}/{one.file}"), rows=count(one.rows))
        for one in held
        if one.stays is stays
    )


def _said(one: ConsentLine) -> tuple[str, ...]:
    given = _("Given %(when)s, words %(wording)s") % {"when": minute(one.given_at), "wording": one.wording}
    said = [_by(given, one.given)]
    if one.withdrawn_at:
        said.append(_by(_("Withdrawn %(when)s") % {"when": minute(one.withdrawn_at)}, one.withdrawn))
    return tuple(said)


def _by(said: str, noted: Noted | None) -> str:
    """Who noted it and how it was said, where that is known."""
    if noted is None:
        return said
    own = _("by themselves, on their page") if noted.own else ""
    noted_by = _("noted by %(name)s") % {"name": noted.by} if noted.by else ""
    return " · ".join(words for words in (said, own, str(WAYS.get(noted.way, noted.way)), noted_by) if words)


def _language(code: str) -> str:
    """By its own name; a source may bring codes that nobody here knows."""
    try:
        return str(get_language_info(code.lower())["name_local"]) if code else ""
    except KeyError:
        return code
