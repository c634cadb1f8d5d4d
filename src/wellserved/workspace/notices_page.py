"""Notices made ready for their pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language_info, gettext_lazy

from wellserved.tracking.queries.notices import Dead, Wording
from wellserved.workspace.wording import minute

PLACES = (
    ("{number}", gettext_lazy("its number")),
    ("{title}", gettext_lazy("the state, in two or three words")),
    ("{happened}", gettext_lazy("what happened, with its reason")),
    ("{next}", gettext_lazy("what happens next")),
    ("{window}", gettext_lazy("when it will come, if that is known")),
    ("{you_can}", gettext_lazy("what the customer can do")),
    ("{link}", gettext_lazy("the address of its page")),
)
_CAUSES = {
    "smtp": gettext_lazy("The mail server refused it (%(code)s)."),
    "no_smtp": gettext_lazy("The mail server could not be reached."),
    "http": gettext_lazy("The other side answered %(code)s."),
    "not_https": gettext_lazy("The address is no plain https address."),
    "not_public": gettext_lazy("The host does not lead to a public address."),
    "no_host": gettext_lazy("The host is not known."),
    "no_answer": gettext_lazy("The other side did not answer in time, or broke off."),
    "no_web": gettext_lazy("The other side did not answer as a web server does."),
}
_CHANNELS = {
    "email": gettext_lazy("e-mail"),
    "web_push": gettext_lazy("device"),
    "webhook": gettext_lazy("webhook"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingLink:
    language: str
    code: str
    href: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingRow:
    name: str
    links: tuple[WordingLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadRow:
    id: int
    number: str
    occasion: str
    channel: str
    answer: str
    made: str


def language_name(code: str) -> str:
    return str(get_language_info(code)["name_local"])


def draw_wordings(found: Mapping[str, Iterable[Wording]]) -> tuple[WordingRow, ...]:
    rows = []
    for wordings in found.values():
        those = tuple(wordings)
        links = tuple(
            WordingLink(
                language=language_name(one.language),
                code=one.language,
                href=reverse("workspace:notice_text", args=[one.occasion, one.language]),
                own=one.own,
            )
            for one in those
        )
        rows.append(WordingRow(name=those[0].name, links=links))
    return tuple(rows)


def draw_dead(found: Iterable[Dead]) -> tuple[DeadRow, ...]:
    return tuple(
        DeadRow(
            id=one.id,
            number=one.number,
            occasion=one.occasion,
            channel=str(_CHANNELS[one.channel]),
            answer=_cause(one.answer),
            made=minute(one.made_at),
        )
        for one in found
    )


def _cause(answer: str) -> str:
    cause, _blank, code = answer.partition(" ")
    said = _CAUSES.get(cause)
    return str(said) % {"code": code} if said else answer
