"""The portal's pages made ready: what is offered, what is promised, what was found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellserved.cases.queries.voting import said_publicly
from wellserved.journey.queries.telling import PromiseTold
from wellserved.people.contracts import Person
from wellserved.platform.matching import Match, match
from wellserved.portal.track.asking import numbers_in
from wellserved.portal.track.page import spaced
from wellserved.tracking.domain.keys import is_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A page of this place, by its name and in a sentence."""

    title: str
    words: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyPromises:
    title: str
    slug: str
    promises: tuple[PromiseTold, ...]


def offers(person: Person, *, told: Sequence[PromiseTold]) -> tuple[Offer, ...]:
    """Only rooms that are built and have something in them for this person."""
    words = _("What went wrong, what was good, what you want to know: somebody reads it and answers.")
    found = [Offer(title=_("Tell us"), words=words, href=reverse("tell_us"))]
    if told:
        words = ngettext(
            "One promise is in force: how long it takes, how it is done, in plain words.",
            "%(n)s promises are in force: how long it takes, how it is done, in plain words.",
            len(told),
        )
        found.append(
            Offer(title=_("What we promise"), words=words % {"n": len(told)}, href=reverse("promise"))
        )
    public = said_publicly()
    if public.open or public.mended:
        words = (
            _("What we are working on and what we have mended. Say whether it happened to you too.")
            if public.open
            else _("What customers told us was wrong, and what we have done about it.")
        )
        found.append(Offer(title=_("You said, we did"), words=words, href=reverse("you_said")))
    if person.customer_key:
        words = _("Everything that is held on you: see it, take it with you, or have it erased.")
        found.append(Offer(title=_("Your things"), words=words, href=reverse("yours")))
    if not person.is_authenticated:
        words = _("With a code by e-mail, a password or a passkey. Then you find your own things here.")
        found.append(Offer(title=_("Sign in"), words=words, href=reverse("account_login")))
    return tuple(found)


def by_journey(told: Sequence[PromiseTold]) -> tuple[JourneyPromises, ...]:
    return tuple(
        JourneyPromises(title=title, slug=slug, promises=tuple(promises))
        for (slug, title), promises in groupby(told, key=lambda one: (one.journey, one.journey_title))
    )


def draw_findings(person: Person, *, text: str, told: Sequence[PromiseTold]) -> tuple[Offer, ...]:
    """Promises and pages that answer to `text`, the best first."""
    ranked = [
        (max(match(title, text), match(words, text)), Offer(title=title, words=words, href=href))
        for title, words, href in _findable(person, told=told)
    ]
    found = [one for one in ranked if one[0] > Match.NONE]
    findings = tuple(offer for _match, offer in sorted(found, key=lambda one: -one[0]))
    return (*_numbers(text), *findings)


def _numbers(text: str) -> Iterator[Offer]:
    """Whoever types a number into the search means what travels under it."""
    numbers = numbers_in(text)
    if numbers and all(is_plain(one) and len(one) >= 6 and any(map(str.isdigit, one)) for one in numbers):
        asked = f"{reverse('track')}?{urlencode({'numbers': ','.join(numbers)})}"
        yield Offer(
            title=_("Follow %(number)s") % {"number": ", ".join(map(spaced, numbers))},
            words=_("Where it is, and when it comes."),
            href=asked,
        )


def _findable(person: Person, *, told: Sequence[PromiseTold]) -> Iterator[tuple[str, str, str]]:
    words = _("Where a parcel, a return or a repair is, and when it comes, by its number.")
    yield _("Follow a parcel"), words, reverse("track")
    for offer in offers(person, told=told):
        yield offer.title, offer.words, offer.href
    if person.customer_key:
        yield (
            _("Take it with you"),
            _("One ZIP file with everything that is held on you."),
            f"{reverse('yours')}#take",
        )
        yield _("Have it erased"), _("Everything that names you, at once."), f"{reverse('yours')}#erase"
    for one in told:
        where = f"{one.journey_title} · {one.where}"
        yield one.told, where, f"{reverse('promise')}#{one.journey}"
