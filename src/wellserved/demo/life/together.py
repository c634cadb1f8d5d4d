"""Customers draw along: an invitation, what they said, and what was made of it."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from numpy.random import Generator

from wellserved.demo.organisation.voices import FELT, PEOPLE, VOICES
from wellserved.demo.simulation.randomness import stream
from wellserved.journey.contracts.inviting import MISSING_STEP, NOTE, Adoption, Holder
from wellserved.journey.queries import drawing_for
from wellserved.journey.queries.inviting import Looked, together_for
from wellserved.journey.services.inviting import (
    adopt,
    adopt_feelings,
    make_invitation,
    put_together,
    say_feeling,
    say_words,
    set_aside,
)

from .drawing import DRAWN, touchpoints
from .people import People

_SAYS_HOW_IT_FELT = 0.6


def draw_together(people: People, *, seed: int, now: datetime) -> None:
    rng = stream(seed, "drawing together")
    begun = now - timedelta(days=21)
    invited = make_invitation(
        by=people.lead,
        journey=DRAWN,
        title="How was your last delivery?",
        welcome="You ordered from us this month. Walk through it once more and tell us where it pinched.",
        audience="customers",
        closes_at=now + timedelta(days=30),
        now=begun,
    )
    holders = [Holder(secret=invited.secret, key=UUID(bytes=rng.bytes(16), version=4)) for _ in range(PEOPLE)]
    at = touchpoints(people.lead, DRAWN, now=now)
    _feel(holders, at=at, rng=rng, begun=begun)
    said = [
        say_words(
            holder=holders[place % PEOPLE],
            kind=MISSING_STEP if voice.missing_step else NOTE,
            text=voice.text,
            touchpoint=at[voice.touchpoint],
            now=begun + timedelta(hours=9 + 17 * place),
        )
        for place, voice in enumerate(VOICES)
    ]
    _sort(people, said, now=now - timedelta(days=4))
    _adopt(people, said, at=at, now=now - timedelta(days=3))


def _feel(holders: list[Holder], *, at: dict[str, int], rng: Generator, begun: datetime) -> None:
    for place, holder in enumerate(holders):
        for name, on_the_whole in FELT.items():
            if rng.random() < _SAYS_HOW_IT_FELT:
                feeling = max(-2, min(2, on_the_whole + int(rng.integers(-1, 2))))
                then = begun + timedelta(hours=8 + 40 * place)
                say_feeling(holder=holder, touchpoint=at[name], feeling=feeling, now=then)


def _sort(people: People, said: list[int], *, now: datetime) -> None:
    alike: dict[str, list[int]] = defaultdict(list)
    for number, voice in zip(said, VOICES, strict=True):
        if voice.alike:
            alike[voice.alike].append(number)
    for title, numbers in alike.items():
        put_together(by=people.lead, journey=DRAWN, contributions=numbers, title=title, now=now)
    aside = [number for number, voice in zip(said, VOICES, strict=True) if "baby" in voice.text]
    set_aside(by=people.lead, journey=DRAWN, contributions=aside, now=now)


def _adopt(people: People, said: list[int], *, at: dict[str, int], now: datetime) -> None:
    by_place = {
        name: [number for number, voice in zip(said, VOICES, strict=True) if voice.touchpoint == name]
        for name in ("packaging", "find-products")
    }
    notes = Adoption(lane="thinking", text="More cardboard than food", touchpoint=at["packaging"])
    adopt(by=people.lead, journey=DRAWN, contributions=by_place["packaging"], adoption=notes, now=now)
    step = Adoption(lane="step", text="Say what may replace it", touchpoint=at["find-products"])
    adopt(by=people.lead, journey=DRAWN, contributions=by_place["find-products"], adoption=step, now=now)
    for name in ("handover", "tracking"):
        _adopt_feeling(people, at[name], now=now)


def _adopt_feeling(people: People, touchpoint: int, *, now: datetime) -> None:
    felt = {
        one.touchpoint: one for one in together_for(people.lead, journey=DRAWN, looked=Looked(), now=now).felt
    }
    version = drawing_for(people.lead, journey=DRAWN, now=now).version
    adopt_feelings(
        by=people.lead,
        journey=DRAWN,
        touchpoint=touchpoint,
        feeling=felt[touchpoint].median,
        seen=version,
        now=now,
    )
