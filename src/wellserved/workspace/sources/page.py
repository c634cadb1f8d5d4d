"""Sources made ready: what each is, what it brought, and what is wrong with it in a sentence with its mend."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellserved.cases.domain.ratings import stars
from wellserved.cases.mentions import Found, Mention
from wellserved.cases.queries.mentions import SourceSeen
from wellserved.cases.services.mentions import Counts
from wellserved.workspace.wording import minute

from .forms import SOURCE_KINDS

__all__ = ["MentionView", "SourceView", "counts_said", "draw_found", "draw_sources", "trouble_said"]

_KINDS = dict(SOURCE_KINDS)
_TROUBLES: dict[str, Promise] = {
    "no_host": gettext_lazy("Its host is not known. Look at the address."),
    "not_https": gettext_lazy("It leads to something else than a plain https address. Look at the address."),
    "not_public": gettext_lazy("Its host lies within our own network, where no source is read."),
    "no_answer": gettext_lazy("Its host did not answer in time, or broke off. It is asked again."),
    "no_web": gettext_lazy("Its host does not answer as a web server does. Look at the address."),
    "redirects": gettext_lazy("The address leads on and on. Give the one that it ends at."),
    "too_large": gettext_lazy("It answers with more than 5 MB. Ask for less, by the address."),
    "refused": gettext_lazy("It does not let us in. Look at the secret."),
    "gone": gettext_lazy("There is nothing at this address any more. Look at the address."),
    "too_often": gettext_lazy("We asked too often. It is left alone for as long as it wants."),
    "status": gettext_lazy("It answers with an error of its own. It is asked again."),
    "unreadable": gettext_lazy("It answers, but not what this kind of source says."),
    "no_token": gettext_lazy("The settings know no secret of this name for its host any more."),
    "failed": gettext_lazy("Reading it failed on our side; the log names the place. It is asked again."),
    "partly": gettext_lazy("Not all of it could be read; the rest has gone in."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    slug: str
    name: str
    kind: str | Promise
    address: str
    says: str
    brought: int
    last: str
    trouble: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionView:
    text: str
    facts: tuple[str, ...]
    link: str


def draw_sources(sources: Sequence[SourceSeen]) -> tuple[SourceView, ...]:
    return tuple(
        SourceView(
            slug=one.slug,
            name=one.name,
            kind=_KINDS[one.kind],
            address=one.address,
            says=_says(one),
            brought=one.brought,
            last=minute(one.last_at) if one.last_at else "–",
            trouble=trouble_said(one.trouble) if one.trouble else "",
            detail=one.trouble_detail,
        )
        for one in sources
    )


def trouble_said(trouble: str) -> str:
    return str(_TROUBLES.get(trouble, _TROUBLES["status"]))


def draw_found(found: Found) -> tuple[MentionView, ...]:
    return tuple(
        MentionView(text=one.text[:400], facts=tuple(_facts(one)), link=one.link)
        for one in found.mentions[:5]
    )


def counts_said(counts: Counts) -> str:
    new = ngettext("%(n)s new case.", "%(n)s new cases.", counts.new) % {"n": counts.new}
    changed = ngettext("%(n)s was changed.", "%(n)s were changed.", counts.changed) % {"n": counts.changed}
    known = ngettext("%(n)s was known.", "%(n)s were known.", counts.known) % {"n": counts.known}
    return " ".join([new, *([changed] if counts.changed else []), *([known] if counts.known else [])])


def _says(one: SourceSeen) -> str:
    if one.kind == "csv":
        return _("by file, last on %(when)s") % {"when": minute(one.read_at)} if one.read_at else _("by file")
    every = ngettext("every minute", "every %(n)s minutes", one.every_minutes) % {"n": one.every_minutes}
    if one.read_at is None:
        return _("%(every)s, not read yet") % {"every": every}
    return _("%(every)s, last read %(when)s") % {"every": every, "when": minute(one.read_at)}


def _facts(one: Mention) -> list[str]:
    rated = stars(one.rating, scale=one.scale) if one.rating is not None else ""
    when = minute(one.at) if one.at else ""
    return [words for words in (one.title, one.author, one.handle, rated, when, one.language) if words]
