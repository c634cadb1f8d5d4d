"""The pages behind an invitation's link, with every text formed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from wellserved.journey.contracts.inviting import (
    FEELING,
    LONGEST_TEXT,
    MISSING_STEP,
    Invited,
    InvitedStage,
    InvitedTouchpoint,
    OwnContribution,
)

FACES: dict[int, tuple[str, Promise]] = {
    -2: ("M7.5 17q4.5-5 9 0", pgettext_lazy("how it felt", "Awful")),
    -1: ("M8 16.4q4-2.6 8 0", pgettext_lazy("how it felt", "Bad")),
    0: ("M8 15.6h8", pgettext_lazy("how it felt", "So-so")),
    1: ("M8 14.8q4 2.8 8 0", pgettext_lazy("how it felt", "Good")),
    2: ("M7.2 14q4.8 5.4 9.6 0z", pgettext_lazy("how it felt", "Great")),
}
WRONG: dict[str, Promise] = {
    "empty": gettext_lazy("There are no words yet. Write what you want to say, then send it."),
    "too_long": gettext_lazy("This is longer than we can keep. Please shorten it to 600 characters."),
    "own_limit": gettext_lazy(
        "You have said 200 things, as many as we can keep from one person. Take something back to make room."
    ),
    "limit": gettext_lazy("So much was said that no more fits here. Please tell whoever sent you this link."),
    "place": gettext_lazy("This step is not on the map any more. Thank you all the same."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What could not be kept: where on the page, why in words, and the text, so that nobody types twice."""

    place: str
    words: str
    text: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLink:
    href: str
    title: str
    goal: str
    about: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    value: int
    word: str
    mouth: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    id: int
    what: str
    text: str
    where: str
    adopted: bool
    touchpoint: int | None = None
    wrong: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A field to say something in; `wrong` opens it again with what was typed."""

    wrong: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    id: int
    title: str
    channel: str
    question: str
    faces: tuple[Face, ...]
    felt: str
    felt_id: int
    felt_adopted: bool
    mine: tuple[Mine, ...]
    note: Ask
    missing: Ask
    thanks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomePage:
    title: str
    welcome: str
    journey_title: str
    goal: str
    asks: str
    open: bool
    until: str
    stages: tuple[StageLink, ...]
    begin: str
    mine: tuple[Mine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePage:
    title: str
    goal: str
    step: str
    stage: int
    stages: tuple[StageLink, ...]
    points: tuple[Point, ...]
    at_start: tuple[Mine, ...]
    start: Ask
    start_thanks: bool
    back: StageLink
    onward: StageLink
    last: bool
    longest: int = LONGEST_TEXT


def draw_welcome(invited: Invited, *, secret: str) -> WelcomePage:
    stages = tuple(_link(stage, invited, secret=secret) for stage in invited.stages)
    return WelcomePage(
        title=invited.title,
        welcome=invited.welcome,
        journey_title=invited.journey_title,
        goal=invited.goal,
        asks=_asks(invited),
        open=invited.open,
        until=_until(invited),
        stages=stages,
        begin=stages[0].href if stages else "",
        mine=_mine(invited.own, invited=invited),
    )


def draw_stage(
    invited: Invited, stage: InvitedStage, *, secret: str, said: str = "", refused: Refused | None = None
) -> StagePage:
    """`said` is the place at which something was just noted."""
    place = invited.stages.index(stage)
    links = tuple(_link(one, invited, secret=secret, current=one is stage) for one in invited.stages)
    home = StageLink(href=reverse("with_us", args=[secret]), title=invited.title, goal="", about="")
    own = [one for one in invited.own if one.stage == stage.id]
    beginning = [one for one in own if one.touchpoint is None]
    last = place == len(links) - 1
    return StagePage(
        title=stage.title,
        goal=stage.goal,
        step=_("Part %(n)s of %(all)s") % {"n": place + 1, "all": len(links)},
        stage=stage.id,
        stages=links,
        points=tuple(
            _point(
                one,
                own=[c for c in own if c.touchpoint == one.id],
                invited=invited,
                said=said,
                refused=refused,
            )
            for one in stage.touchpoints
        ),
        at_start=_mine(beginning, invited=invited, refused=refused),
        start=_ask("start", MISSING_STEP, refused),
        start_thanks=said == "start",
        back=links[place - 1] if place else home,
        onward=home if last else links[place + 1],
        last=last,
    )


def _asks(invited: Invited) -> str:
    if invited.audience == "staff":
        return _(
            "You see this journey every day. Say how each step feels to customers, what you notice, and what is missing."
        )
    return _("You have been through this. Say how each step felt, what happened, and what was missing.")


def _until(invited: Invited) -> str:
    # It closes at midnight: people call that the day before.
    at = localtime(invited.closes_at - timedelta(microseconds=1))
    return date_format(at, pgettext("format of a date, see Django's date filter", "j M Y"))


def _link(stage: InvitedStage, invited: Invited, *, secret: str, current: bool = False) -> StageLink:
    n = sum(one.stage == stage.id for one in invited.own)
    about = ngettext("%(n)s step", "%(n)s steps", len(stage.touchpoints)) % {"n": len(stage.touchpoints)}
    if n:
        said = ngettext("you said %(n)s thing", "you said %(n)s things", n) % {"n": n}
        about = f"{about} · {said}"
    return StageLink(
        href=reverse("with_us_stage", args=[secret, stage.slug]),
        title=stage.title,
        goal=stage.goal,
        about=about,
        current=current,
    )


def _point(
    touchpoint: InvitedTouchpoint,
    *,
    own: list[OwnContribution],
    invited: Invited,
    said: str,
    refused: Refused | None,
) -> Point:
    felt = next((one for one in own if one.kind == FEELING), None)
    words = [one for one in own if one.kind != FEELING]
    place = f"t-{touchpoint.id}"
    return Point(
        id=touchpoint.id,
        title=touchpoint.title,
        channel=touchpoint.channel,
        question=_("How does this feel to customers?")
        if invited.audience == "staff"
        else _("How did this feel?"),
        faces=tuple(
            Face(value=value, word=str(word), mouth=mouth, chosen=felt is not None and felt.feeling == value)
            for value, (mouth, word) in FACES.items()
        ),
        felt=str(FACES[felt.feeling][1]) if felt and felt.feeling is not None else "",
        felt_id=felt.id if felt else 0,
        felt_adopted=felt is not None and felt.adopted,
        mine=_mine(words, invited=invited, refused=refused),
        note=_ask(place, "note", refused),
        missing=_ask(place, MISSING_STEP, refused),
        thanks=said == place or said in {f"c-{one.id}" for one in own},
    )


def _ask(place: str, kind: str, refused: Refused | None) -> Ask:
    if refused is None or (refused.place, refused.kind) != (place, kind):
        return Ask()
    return Ask(wrong=refused.words, typed=refused.text)


def _mine(
    own: Iterable[OwnContribution], *, invited: Invited, refused: Refused | None = None
) -> tuple[Mine, ...]:
    titles = {t.id: t.title for stage in invited.stages for t in stage.touchpoints}
    starts = {stage.id: stage.title for stage in invited.stages}
    found = []
    for one in own:
        wrong = refused if refused and refused.place == f"c-{one.id}" else None
        found.append(
            Mine(
                id=one.id,
                what=_what(one),
                text=one.text or str(FACES[one.feeling or 0][1]),
                where=titles.get(one.touchpoint, "") if one.touchpoint else starts.get(one.stage, ""),
                adopted=one.adopted,
                touchpoint=one.touchpoint,
                wrong=wrong.words if wrong else "",
                typed=wrong.text if wrong else one.text,
            )
        )
    return tuple(found)


def _what(one: OwnContribution) -> str:
    if one.kind == FEELING:
        return _("How it felt")
    if one.kind == MISSING_STEP:
        return _("Missing after this") if one.touchpoint else _("Missing before this")
    return _("You said")
