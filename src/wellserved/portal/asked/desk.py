"""What is answered to whoever comes: a screen, a way on, or words. The same for Django's views and the raw handler."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils import translation
from django.utils.translation import gettext as _

from wellserved.platform.link_secrets import new_secret
from wellserved.portal.track.visitor import language_of
from wellserved.voice.domain.walking import next_after, shown
from wellserved.voice.queries.answering import Asked, asked_at_door, asked_by
from wellserved.voice.services.answering import Given, Outcome, Step
from wellserved.voice.services.flooding import Flow, count_miss, is_guessing

from .framing import framing_of
from .page import Page, day_of, draw_end, draw_screen, draw_words, html_of, last_day_of

__all__ = ["Came", "Reply", "given_of", "guessing", "refused", "reply_to", "shown_to"]

_signer = Signer(salt="wellserved.asked")
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Somebody at the address of a personal link (`secret`) or of an open door (`door`)."""

    secret: str = ""
    door: str = ""
    query: Fields = field(default_factory=dict)
    posted: Fields = field(default_factory=dict)
    cookie_language: str = ""
    accepted_languages: str = ""
    address: str = ""
    customer: UUID | None = None
    now: datetime

    @property
    def action(self) -> str:
        return f"/ask/{self.door}" if self.door else f"/a/{self.secret}"

    def language(self, asked: Asked | None) -> str:
        """The one on the form or in the address, else the one that the customer was written to in, else the browser's."""
        said = _one(self.query, "_lang") or _one(self.posted, "_l") or (asked.language if asked else "")
        return language_of(asked=said, cookie=self.cookie_language, accepted=self.accepted_languages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`location` leads on; otherwise `html` is the page."""

    status: int = 200
    html: str = ""
    location: str = ""
    language: str = "en"
    headers: Mapping[str, str] = field(default_factory=dict)


def shown_to(came: Came) -> Reply:
    """The screen where somebody is, or what there is to say instead."""
    secret = came.secret or new_secret()
    version = _whole(_one(came.query, "_v"))
    if came.door:
        asked = asked_at_door(came.door, secret=secret, version=version)
    else:
        asked = asked_by(secret, version=version)
    reply = _shown(came, asked, secret=secret)
    return replace(reply, headers={**reply.headers, **framing_of(asked)})


def _shown(came: Came, asked: Asked | None, *, secret: str) -> Reply:
    language = came.language(asked)
    with translation.override(language):
        if asked is None:
            return _unknown(came, language)
        if (instead := _instead(asked, came)) is not None:
            return _said(*instead, language=language)
        page = draw_screen(
            asked,
            at=_place(asked, _whole(_one(came.query, "_s"))),
            action=came.action,
            language=language,
            began=int(came.now.timestamp()),
            begun=_signed(secret, came),
            # A letter's first question can be answered in the letter: its link says what was chosen.
            fields=came.query if _is_answered_in(came.query, asked) else None,
        )
        return Reply(html=html_of(page), language=language)


def given_of(came: Came, *, flooded: bool = False) -> Given:
    """What was sent, as the room takes it."""
    began = _whole(_one(came.posted, "_t"))
    language = language_of(
        asked=_one(came.posted, "_l"), cookie=came.cookie_language, accepted=came.accepted_languages
    )
    return Given(
        secret=came.secret or _begun(came),
        door=came.door,
        at=min(_whole(_one(came.posted, "_s")) or 0, 10_000),
        fields=came.posted,
        back=_one(came.posted, "_go") == "back",
        version=_whole(_one(came.posted, "_v")),
        began_at=datetime.fromtimestamp(min(began, 1 << 33), UTC) if began else None,
        language=language,
        customer=came.customer,
        flooded=flooded,
    )


def reply_to(given: Given, step: Step, came: Came) -> Reply:
    """What to answer to a screen that was taken."""
    language = given.language
    without_file = bool(given.wrongs) and step.asked is not None and step.asked.finished_at is not None
    if step.outcome is Outcome.FINISHED and not without_file:
        return Reply(status=303, location=f"/a/{given.secret}", language=language)
    if step.outcome is Outcome.NEXT:
        return Reply(
            status=303, location=f"/a/{given.secret}?{urlencode({'_s': step.at})}", language=language
        )
    with translation.override(language):
        if step.asked is None:
            return _unknown(came, language)
        if step.outcome is Outcome.WRONG:
            page = draw_screen(
                step.asked,
                at=step.at,
                action=came.action,
                language=language,
                began=int((given.began_at or came.now).timestamp()),
                begun=_signed(given.secret, came),
                fields=given.fields,
                wrongs=step.wrongs,
            )
            headers = framing_of(step.asked)
            return Reply(status=422, html=html_of(page), language=language, headers=headers)
        said = _without_file() if without_file else _kept_apart(step)
        return replace(_said(*said, language=language), headers=framing_of(step.asked))


def refused(given: Given, came: Came) -> Reply:
    """Far too much comes from there: nothing is stored, and all that was typed stands on the page once more."""
    asked = asked_at_door(came.door, secret=given.secret, version=given.version)
    with translation.override(given.language):
        if asked is None:
            return _unknown(came, given.language)
        page = draw_screen(
            asked,
            at=given.at,
            action=came.action,
            language=given.language,
            began=int(came.now.timestamp()),
            begun=_signed(given.secret, came),
            fields=given.fields,
        )
        words = _(
            "Very many answers come from where you are just now. Yours still stands below: please send it again in ten minutes."
        )
        html = html_of(replace(page, wrong=words))
    headers = {"Retry-After": "600", **framing_of(asked)}
    return Reply(status=429, html=html, language=given.language, headers=headers)


def guessing(came: Came) -> Reply | None:
    """What an address that has guessed at links is told without looking: what it sent goes along, to be sent again."""
    if not came.secret or not is_guessing(address=came.address, now=came.now):
        return None
    language = came.language(None)
    with translation.override(language):
        page = Page(
            title=_("Please wait a little"),
            heading=_("Please wait a little"),
            lead=_(
                "Too many unknown links were asked for from where you are. What you wrote goes along with this page: please send it again in ten minutes."
            ),
            fields=tuple((name, value) for name, values in came.posted.items() for value in values),
            action=came.action,
            asks=True,
            last=True,
        )
        html = html_of(page)
    headers = {"Retry-After": "600", **framing_of(None)}
    return Reply(status=429, html=html, language=language, headers=headers)


def _signed(secret: str, came: Came) -> str:
    """What a door's form carries, so that it goes on with the same response when it comes back; nothing in a personal link's."""
    return _signer.sign(f"{came.door}:{secret}") if came.door else ""


def _begun(came: Came) -> str:
    """The secret that our form carried: nobody chooses the one of a response, or takes one along to another door."""
    try:
        door, _, secret = _signer.unsign(_one(came.posted, "_r")).partition(":")
    except BadSignature:
        return new_secret()
    return secret if door == came.door else new_secret()


def _instead(asked: Asked, came: Came) -> tuple[int, Page] | None:
    if asked.is_of_another(came.customer):
        return 403, _strangers()
    if asked.finished_at is not None:
        if asked.aside == "expired":
            return 200, _late()
        page = draw_end(asked, language=came.language(asked))
        just_now = came.now - asked.finished_at < timedelta(minutes=5)
        if just_now:
            return 200, page
        day = day_of(asked.finished_at)
        words = _("You answered on %(day)s, and nothing of it can be changed any more.") % {"day": day}
        return 200, draw_words(page.heading, words, title=page.title)
    if asked.is_over(came.now):
        day = last_day_of(asked.ends_at or came.now)
        heading = _("This questionnaire is closed")
        return 410, draw_words(
            heading, _("It could be answered until %(day)s. Thank you for looking in.") % {"day": day}
        )
    return None


def _kept_apart(step: Step) -> tuple[int, Page]:
    if step.outcome is Outcome.LATE:
        return 410, _late()
    if step.outcome is Outcome.STRANGER:
        return 403, _strangers()
    if step.beside is None:
        words = _(
            "These questions were answered before, and that stays as it is. What you sent since then is kept beside it; this time it is too much, and is not."
        )
        return 409, draw_words(_("You have answered already"), words)
    words = _(
        "These questions were answered before, and that stays as it is. What you have just sent is kept beside it, and somebody of ours will read it."
    )
    return 409, draw_words(_("You have answered already"), words)


def _without_file() -> tuple[int, Page]:
    words = _(
        "These questions were answered before, and that stays as it is. The file that you have just sent could not be kept."
    )
    return 409, draw_words(_("You have answered already"), words)


def _late() -> Page:
    words = _(
        "The time for this questionnaire is over. We have kept what you wrote, and somebody of ours will read it."
    )
    return draw_words(_("It came a little late"), words)


def _strangers() -> Page:
    words = _(
        "This link was sent to another customer than the one who is signed in here. Sign out to answer it."
    )
    return draw_words(_("This link is somebody else's"), words)


def _unknown(came: Came, language: str) -> Reply:
    flow = count_miss(address=came.address, now=came.now)
    if flow is Flow.REFUSED:
        words = _(
            "Too many unknown links were asked for from where you are. Please come back in ten minutes."
        )
        reply = _said(429, draw_words(_("Please wait a little"), words), language=language)
        return replace(reply, headers={"Retry-After": "600", **framing_of(None)})
    words = _("Nothing is asked at this address. Please open the link as it stands in your letter, whole.")
    reply = _said(404, draw_words(_("This link leads nowhere"), words), language=language)
    return replace(reply, headers=framing_of(None))


def _said(status: int, page: Page, *, language: str) -> Reply:
    return Reply(status=status, html=html_of(page), language=language)


def _place(asked: Asked, wanted: int | None) -> int:
    """The screen that was asked for, if anything is on it; else where the first answer is missing."""
    seen = shown(asked.definition, answers=asked.answers, facts=asked.facts)
    cut = asked.screens
    if wanted is not None:
        return next_after(cut, seen=seen, at=min(wanted, len(cut) - 1) - 1) or 0
    if asked.response_id is None:
        return next_after(cut, seen=seen, at=-1) or 0
    open_ = {item.key for item in seen.items if item.key not in seen.answers}
    return next((n for n, screen in enumerate(cut) if not open_.isdisjoint(screen.items)), 0)


def _is_answered_in(query: Fields, asked: Asked) -> bool:
    names = {key.partition(".")[0] for key in query}
    return any(item.key in names for page in asked.definition.pages for item in page.items)


def _one(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    return values[-1] if values else ""


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
