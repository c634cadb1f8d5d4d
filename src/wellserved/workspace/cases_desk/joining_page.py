"""A merge, a split and what a case is about, made ready."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from wellserved.cases.queries import CaseSeen, MergeSeen
from wellserved.journey.queries.subjects import SubjectFound, SubjectSeen
from wellserved.workspace.wording import minute

from .words import STATES, SUBJECTS, Words

LONGEST = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeView:
    """`says` is what will happen, `mind` what somebody should look at first; with `refused` nothing can happen."""

    number: str
    id: int
    title: str
    aside: str
    says: tuple[str, ...]
    mind: tuple[str, ...]
    refused: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutView:
    """`seen` is false for whoever may not see it, or where it is gone: then only its kind is named."""

    kind: str
    id: str
    name: Words
    title: str
    excerpt: str
    href: str


def draw_merge(found: MergeSeen) -> MergeView:
    owner = found.owner or _("nobody's yet")
    return MergeView(
        number=found.into,
        id=found.into_id,
        title=found.title or found.into,
        aside=f"{STATES[found.state]} · {owner}",
        says=tuple(_happens(found)),
        mind=tuple(_mind(found)),
        refused=found.refused,
    )


def _happens(found: MergeSeen) -> list[str]:
    names = {"gone": found.gone, "into": found.into, "n": found.messages, "notes": found.notes}
    said = [
        ngettext(
            "%(n)s message of %(gone)s moves into %(into)s and stands there by its time.",
            "%(n)s messages of %(gone)s move into %(into)s and stand there by their time.",
            found.messages,
        )
        % names
    ]
    if found.notes:
        said.append(
            ngettext("%(n)s note moves, too.", "%(n)s notes move, too.", found.notes) % {"n": found.notes}
        )
    said.append(_("%(gone)s is done and leads to %(into)s; it is counted there once.") % names)
    said.append(_("What the customer writes to either number from now on arrives at %(into)s.") % names)
    if found.reopens:
        said.append(_("%(into)s was done and is open again.") % names)
    said.append(_("A merge is not taken back; a message can be split off again."))
    return said


def _mind(found: MergeSeen) -> list[str]:
    said = []
    if found.addresses:
        said.append(
            _("They were written from two addresses, %(one)s and %(other)s. Is it one customer?")
            % {"one": found.addresses[0], "other": found.addresses[1]}
        )
    if found.ties:
        said.append(_("Only one of them belongs to a customer who is known. That customer will read both."))
    return said


def split_choices(case: CaseSeen) -> list[tuple[int, str]]:
    """The customer's messages, each by its time and how it begins."""
    return [
        (one.id, f"{minute(one.at)}: {_beginning(one.text)}")
        for one in case.messages
        if one.direction == "in" and not one.quarantine
    ]


def draw_about(
    about: Iterable[tuple[str, str]], seen: Mapping[tuple[str, str], SubjectSeen]
) -> tuple[AboutView, ...]:
    return tuple(_about(kind, id_, seen.get((kind, id_))) for kind, id_ in about)


def draw_found(found: Iterable[SubjectFound], *, case: CaseSeen) -> tuple[AboutView, ...]:
    """What can still be tied: neither the case itself nor what is tied to it."""
    tied = {*case.about, ("case", str(case.id))}
    return tuple(_about(one.kind, one.id, one.seen) for one in found if (one.kind, one.id) not in tied)


def _about(kind: str, id_: str, seen: SubjectSeen | None) -> AboutView:
    return AboutView(
        kind=kind,
        id=id_,
        name=SUBJECTS.get(kind, kind),
        title=seen.title if seen else pgettext("what a case is about", "not for you, or gone"),
        excerpt=seen.excerpt if seen else "",
        href=seen.href if seen else "",
    )


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
