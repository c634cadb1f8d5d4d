"""Questionnaires made ready for their list."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from wellserved.voice.queries.overview import ANSWERS_AT_MOST, OverviewLine, VersionLine
from wellserved.workspace.wording import count, day

__all__ = ["QuestionnaireView", "draw_list"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    number: int
    since: str
    answers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireView:
    """`state` says what customers are asked, and whether the draft is another."""

    slug: str
    title: str
    state: str
    changed: bool
    changed_on: str
    versions: tuple[VersionView, ...]
    archived: bool


def draw_list(lines: Iterable[OverviewLine]) -> tuple[QuestionnaireView, ...]:
    return tuple(
        QuestionnaireView(
            slug=line.slug,
            title=line.title or line.slug,
            state=_state(line),
            changed=line.changed,
            changed_on=day(timezone.localtime(line.changed_at)),
            versions=tuple(_version(one) for one in line.versions),
            archived=line.archived,
        )
        for line in lines
    )


def _state(line: OverviewLine) -> str:
    if not line.versions:
        return _("A draft: nobody is asked it yet")
    if line.changed:
        return _("Published, and the draft has changed since")
    return _("Published as it stands")


def _version(one: VersionLine) -> VersionView:
    more = (one.answers or 0) >= ANSWERS_AT_MOST
    number = "–" if one.answers is None else count(one.answers)
    return VersionView(
        number=one.number,
        since=day(timezone.localtime(one.published_at)),
        answers=_("%(n)s or more") % {"n": number} if more else number,
    )
