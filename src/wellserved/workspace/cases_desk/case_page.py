"""One case made ready: what was said with every text formed, what is due, what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from wellserved.cases.queries import AttachmentSeen, CaseSeen, MessageSeen, OtherSeen, number_of
from wellserved.people.contracts import Person
from wellserved.platform.lists import listed
from wellserved.workspace.parcels_words import money
from wellserved.workspace.wording import minute

from .words import (
    CHANNELS,
    KINDS,
    QUARANTINES,
    REFUSED,
    STATES,
    TOLD_BY,
    URGENCIES,
    Words,
    due_words,
    language_name,
    span,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlongView:
    id: int
    name: str
    says: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidView:
    """`style` is 'in', 'out' or 'note'; `seconds` how long it can still be taken back."""

    id: int
    style: str
    who: str
    way: Words
    at: datetime
    when: str
    text: str
    quoted: str
    says: str
    seconds: int
    undone: bool
    failed: bool
    to_post: bool
    quarantine: Words
    spam: bool
    along: tuple[AlongView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    title: str
    number: str
    says: str
    due: tuple[tuple[str, bool], ...]
    said: tuple[SaidView, ...]
    facts: tuple[tuple[str, Words], ...]
    contact: tuple[str, ...]
    others: str
    quarantine: Words
    merged: str
    split: str
    told: str
    helped: str
    afterwards: bool
    may_split: bool


def draw_case(case: CaseSeen, *, person: Person, now: datetime) -> CaseView:
    return CaseView(
        title=case.title or _("Without a title"),
        number=case.number,
        says=_says(case, person),
        due=tuple(_due(case, now)),
        said=tuple(_said(one, case, now=now) for one in case.messages),
        facts=tuple(_facts(case)),
        contact=tuple(word for word in (case.contact.email, case.contact.phone, case.contact.handle) if word),
        others=others_words(case.others),
        quarantine=QUARANTINES.get(case.quarantine, case.quarantine),
        merged=number_of(case.merged_into) if case.merged_into else "",
        split=number_of(case.split_from) if case.split_from else "",
        told=_told(case),
        helped=_helped(case),
        # Before there is an answer there is nothing to be told of, and nothing that could have helped.
        afterwards=not case.merged_into
        and not case.quarantine
        and bool(case.answered_at or case.done_at or case.told_at or case.help_asked_at),
        may_split=sum(one.direction == "in" and not one.quarantine for one in case.messages) > 1,
    )


def others_words(others: Sequence[OtherSeen]) -> str:
    """Who else has it open, whoever writes first; nothing where nobody has."""
    writing = [one.name for one in others if one.writing]
    if writing:
        return ngettext("%(who)s is writing an answer.", "%(who)s are writing an answer.", len(writing)) % {
            "who": listed(writing)
        }
    if others:
        names = listed(one.name for one in others)
        return ngettext("%(who)s has this open, too.", "%(who)s have this open, too.", len(others)) % {
            "who": names
        }
    return ""


def _says(case: CaseSeen, person: Person) -> str:
    owner = (
        _("yours") if case.owner_id and case.owner_id == person.staff_id else case.owner or _("nobody's yet")
    )
    return _("%(kind)s, %(way)s, %(when)s. %(state)s, %(owner)s.") % {
        "kind": KINDS[case.kind],
        "way": CHANNELS[case.channel],
        "when": minute(case.made_at),
        "state": STATES[case.state],
        "owner": owner,
    }


def _due(case: CaseSeen, now: datetime) -> list[tuple[str, bool]]:
    found = []
    if case.done_at is not None:
        return []
    if case.answered_at is None and case.first_due_at is not None:
        words, late = due_words(case.first_due_at, now=now)
        found.append((_("First answer: %(due)s") % {"due": words}, late))
    if case.resolve_due_at is not None:
        words, late = due_words(case.resolve_due_at, now=now)
        found.append((_("Settled: %(due)s") % {"due": words}, late))
    return found


def _said(one: MessageSeen, case: CaseSeen, *, now: datetime) -> SaidView:
    held = (
        one.sending == "held" and one.held_until is not None and one.held_until > now and not one.last_answer
    )
    return SaidView(
        id=one.id,
        style=one.direction,
        who=one.staff
        or one.sender_name
        or (case.contact.name if one.direction == "in" else "")
        or pgettext("of a case", "Customer"),
        way=CHANNELS[one.channel] if one.direction != "note" else _("note among colleagues"),
        at=one.at,
        when=minute(one.at),
        text=one.text,
        quoted=one.quoted,
        says=_sending(one),
        seconds=max(1, int((one.held_until - now).total_seconds())) if held and one.held_until else 0,
        undone=one.sending == "undone",
        failed=one.sending == "failed",
        to_post=one.sending == "to_post",
        quarantine=QUARANTINES.get(one.quarantine, one.quarantine),
        spam=one.quarantine == "spam",
        along=tuple(_along(each) for each in one.attachments),
    )


def _sending(one: MessageSeen) -> str:
    if one.sending == "undone":
        return _("Taken back; the customer never got it.")
    if one.sending == "to_post":
        return _("Prepared: copy it, open the post, answer there, and say so here.")
    if one.sending == "failed":
        return _("It could not be handed over: %(why)s") % {"why": one.last_answer}
    if one.sending in {"held", "sending"}:
        return _("On its way out.") if not one.last_answer else _("It will be tried again.")
    return ""


def _along(one: AttachmentSeen) -> AlongView:
    size = f"{one.size / 1_000_000:.1f} MB" if one.size >= 100_000 else f"{max(1, one.size // 1000)} kB"
    says: Words = REFUSED.get(one.refused, _("not kept")) if one.refused else size
    return AlongView(id=0 if one.refused else one.id, name=one.name, says=says)


def _facts(case: CaseSeen) -> list[tuple[str, Words]]:
    rows: list[tuple[str, Words]] = [
        (_("Cause"), case.cause or "–"),
        (_("Touchpoint"), case.touchpoint or "–"),
        (_("Urgency"), URGENCIES[case.urgency]),
        (_("Location"), case.location),
        (_("Segment"), case.segment),
        (_("Language"), language_name(case.language)),
        (_("Value at stake"), money(case.value, case.currency)),
        (_("What was done"), case.did),
        (_("What it cost"), money(case.cost, case.cost_currency)),
        (_("First answer after"), span(case.answered_at - case.made_at) if case.answered_at else ""),
    ]
    return [(name, words) for name, words in rows if words]


def _told(case: CaseSeen) -> str:
    if case.told_at is None:
        return ""
    way = TOLD_BY.get(case.told_by_way, "")
    return f"{minute(case.told_at)}, {way}" if way else minute(case.told_at)


def _helped(case: CaseSeen) -> str:
    if case.helped is not None:
        return pgettext("did it help", "Yes") if case.helped else pgettext("did it help", "No")
    return _("asked, no answer yet") if case.help_asked_at else ""
