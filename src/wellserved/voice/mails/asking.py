"""A letter that asks: its first question can be answered in it, by links that carry the answer.

Following one stores nothing: programs that look through mail follow every link. The page that it leads to shows the
answer, and one more tap sends it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parseaddr
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wellserved.voice.domain.definition import Choice, Definition, Item
from wellserved.voice.domain.layout import UNSURE, scale_of
from wellserved.voice.domain.texts import piped, worded
from wellserved.voice.domain.walking import Screen, shown

__all__ = ["Ask", "letter", "link_to"]

MOST_NUMBERS = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What one letter needs: whom, by which link, what, about what; `subject` and `letter` are the rule's own words."""

    id: int
    to: str
    secret: str
    definition: Definition
    screens: tuple[Screen, ...]
    facts: Mapping[str, object]
    subject: Mapping[str, str]
    letter: Mapping[str, str]
    until: datetime | None
    reminds: bool = False


@dataclass(frozen=True, slots=True)
class _Button:
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class _Question:
    """`buttons` lie side by side where they are numbers, below each other where they are words."""

    text: str
    buttons: tuple[_Button, ...]
    numbers: bool
    low: str
    high: str


def letter(ask: Ask, *, now: datetime) -> EmailMultiAlternatives:
    """In the language in force."""
    title = _say(ask, ask.definition.title)
    subject = _say(ask, ask.subject) or title or _("How was it?")
    # A header has one line, whatever was put into its words.
    subject = " ".join(
        (_("Reminder: %(subject)s") % {"subject": subject} if ask.reminds else subject).split()
    )
    no_more = link_to(ask.secret) + "/no-more"
    context = {
        "subject": subject,
        "language": get_language(),
        "letter": _say(ask, ask.letter)
        or _say(ask, ask.definition.welcome)
        or _("You have dealt with us lately. Would you tell us how it was? It takes a minute."),
        "question": _question(ask),
        "link": link_to(ask.secret),
        "until": _day(ask.until),
        "reminds": ask.reminds,
        "no_more": no_more,
    }
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("voice/mail/asking.txt", context),
        to=[ask.to],
        headers={
            **_headers(ask, now=now),
            "List-Unsubscribe": f"<{no_more}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    mail.attach_alternative(render_to_string("voice/mail/asking.html", context), "text/html")
    return mail


def link_to(secret: str, /, **answer: object) -> str:
    query = f"?{urlencode(answer)}" if answer else ""
    return f"{settings.BASE_URL.rstrip('/')}/a/{secret}{query}"


def _question(ask: Ask) -> _Question | None:
    """The first question, where one tap answers it: a row of numbers, or one of several options."""
    item = _first(ask)
    scale = scale_of(item) if item else None
    if item is None or not (
        isinstance(item, Choice) or (scale and item.parts == ("",) and not hasattr(item, "rows"))
    ):
        return None
    if isinstance(item, Choice):
        options = [(option.key, _say(ask, option.words)) for option in item.options]
    elif scale is not None and scale.high - scale.low < MOST_NUMBERS:
        options = [(str(number), str(number)) for number in range(scale.low, scale.high + 1)]
    else:
        return None
    buttons = tuple(_Button(words, link_to(ask.secret, **{item.key: value})) for value, words in options)
    if item.unsure and not isinstance(item, Choice):
        buttons += (_Button(_("I can't say"), link_to(ask.secret, **{item.key: UNSURE})),)
    return _Question(
        text=_say(ask, item.text),
        buttons=buttons,
        numbers=not isinstance(item, Choice),
        low=_say(ask, scale.low_words) if scale else "",
        high=_say(ask, scale.high_words) if scale else "",
    )


def _first(ask: Ask) -> Item | None:
    seen = {item.key: item for item in shown(ask.definition, answers={}, facts=ask.facts).items}
    return next((seen[key] for screen in ask.screens for key in screen.items if key in seen), None)


def _say(ask: Ask, words: Mapping[str, str]) -> str:
    language = get_language() or ask.definition.language
    text = worded(dict(words), language=language, fallback=ask.definition.language)

    def put_in(kind: str, name: str) -> str:
        value = ask.facts.get(f"{name}:{language}", ask.facts.get(name)) if kind == "fact" else None
        return "" if value is None else str(value)

    return piped(text, of=put_in)


def _day(when: datetime | None) -> str:
    """The last one: midnight belongs to the day before."""
    return formats.date_format(timezone.localtime(when - when.resolution), "DATE_FORMAT") if when else ""


def _headers(ask: Ask, *, now: datetime) -> dict[str, str]:
    # The same whenever this letter is sent, so that a double folds into the first.
    domain = (
        parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or urlsplit(settings.BASE_URL).hostname
    )
    first = f"<ask-{ask.id}.wellserved@{domain}>"
    found = {
        "Message-ID": f"<ask-{ask.id}-again.wellserved@{domain}>" if ask.reminds else first,
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
    }
    return found | ({"In-Reply-To": first, "References": first} if ask.reminds else {})
