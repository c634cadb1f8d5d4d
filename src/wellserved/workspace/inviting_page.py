"""Drawing together, the facilitator's pages with every text formed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

import segno
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellserved.journey.contracts.inviting import (
    ADOPTED,
    MISSING_STEP,
    SET_ASIDE,
    TAKEN_OFF,
    ClusterSeen,
    ContributionSeen,
    Felt,
    InvitationLine,
    MappedTouchpoint,
    Together,
)
from wellserved.journey.queries.inviting import Looked
from wellserved.platform.lists import listed

from .drawing_page import FEELINGS
from .inviting_forms import LANES, STEP
from .wording import count, day

TEXT_AT_MOST = 300
BAR = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    id: int
    kind: str
    text: str
    where: str
    about: str
    cluster: str
    state: str
    said: str
    may_choose: bool
    adopt_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    word: str
    n: str
    height: int
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeltView:
    bars: tuple[Bar, ...]
    label: str
    says: str
    on_map: str
    adopted: str
    adopt: str
    feeling: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A touchpoint, or the start of a stage, with what was said there."""

    id: str
    title: str
    channel: str
    felt: FeltView | None
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRows:
    title: str
    goal: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterView:
    id: int
    title: str
    about: str
    adopt_href: str
    rename_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView:
    id: int
    title: str
    about: str
    says: str
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TogetherPage:
    journey: str
    title: str
    heading: str
    says: str
    version: int
    stages: tuple[StageRows, ...]
    clusters: tuple[ClusterView, ...]
    invited: bool
    choosable: bool
    clustered: bool
    resting: bool
    silent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptPage:
    title: str
    said: tuple[Card, ...]
    stands: tuple[tuple[str, str], ...]
    place: str
    lane: str
    text: str


def draw_together(together: Together, *, looked: Looked) -> TogetherPage:
    cards: dict[tuple[str, int], list[Card]] = defaultdict(list)
    clusters = {one.id: one.title for one in together.clusters}
    shown = {t.id for stage in together.stages for t in stage.touchpoints}
    for one in together.contributions:
        cards[_place(one, shown=shown)].append(_card(one, together=together, clusters=clusters))
    felt = {one.touchpoint: one for one in together.felt}
    stages = [
        StageRows(
            title=stage.title,
            goal=stage.goal,
            rows=tuple(_rows(stage.id, stage.touchpoints, cards=cards, felt=felt, journey=together.journey)),
        )
        for stage in together.stages
    ]
    shown_cards = [card for some in cards.values() for card in some]
    gone = cards[("gone", 0)]
    if gone:
        row = Row(id="gone", title=_("Where it was is gone"), channel="", felt=None, cards=tuple(gone))
        stages.append(StageRows(title=_("Not on the map any more"), goal="", rows=(row,)))
    return TogetherPage(
        journey=together.journey,
        title=together.title,
        heading=together.goal or together.title,
        says=_says(together, looked=looked),
        version=together.version,
        stages=tuple(stage for stage in stages if stage.rows),
        clusters=tuple(_cluster(one, journey=together.journey) for one in together.clusters),
        invited=bool(together.invitations),
        choosable=any(card.may_choose for card in shown_cards),
        clustered=any(card.cluster for card in shown_cards),
        resting=any(card.state in {SET_ASIDE, TAKEN_OFF} for card in shown_cards),
        silent=_silent(stages, together=together),
    )


def draw_invitations(lines: Iterable[InvitationLine]) -> tuple[InvitationView, ...]:
    return tuple(
        InvitationView(
            id=one.id,
            title=one.title,
            about=" · ".join(part for part in (_audience(one.audience), one.by, day(one.created_at)) if part),
            says=_invitation_says(one),
            open=one.open,
        )
        for one in lines
    )


def draw_adoption(
    said: Sequence[ContributionSeen], *, together: Together, cluster: ClusterSeen | None
) -> AdoptPage:
    """What will be adopted, and the likeliest place and words for it."""
    clusters = {one.id: one.title for one in together.clusters}
    points = {t.id: t for stage in together.stages for t in stage.touchpoints}
    place = _likeliest(said, points=points)
    stands = points.get(int(place[2:])) if place.startswith("t-") else None
    texts = " · ".join(" ".join(one.text.split()) for one in said)
    step = all(one.kind == MISSING_STEP for one in said)
    return AdoptPage(
        title=_("Put on the map"),
        said=tuple(_card(one, together=together, clusters=clusters) for one in said),
        stands=tuple(
            (str(LANES[lane]), words) for lane in LANES if stands and (words := getattr(stands, lane))
        ),
        place=place,
        lane=STEP if step else "thinking",
        text=(cluster.title if cluster else texts)[: 120 if step else TEXT_AT_MOST],
    )


def qr_code(link: str) -> SafeString:
    """The link as a picture for telephones: black on white in any colours of the page."""
    drawn = segno.make(link, error="m", micro=False)
    svg = drawn.svg_inline(dark="#1c2024", light="#ffffff", border=3, omitsize=True, svgclass="qr-code")
    return mark_safe(svg)  # noqa: S308  drawn from the link's bits, no text of it stands in there


def _place(one: ContributionSeen, *, shown: set[int]) -> tuple[str, int]:
    if one.touchpoint is None:
        return "s", one.stage
    return ("t", one.touchpoint) if one.touchpoint in shown else ("gone", 0)


def _rows(
    stage: int,
    touchpoints: Iterable[MappedTouchpoint],
    *,
    cards: dict[tuple[str, int], list[Card]],
    felt: dict[int, Felt],
    journey: str,
) -> Iterable[Row]:
    """Those about which something was said."""
    if cards[("s", stage)]:
        start = tuple(cards[("s", stage)])
        yield Row(id=f"s-{stage}", title=_("At the start"), channel="", felt=None, cards=start)
    for t in touchpoints:
        if cards[("t", t.id)] or t.id in felt:
            yield Row(
                id=f"t-{t.id}",
                title=t.title,
                channel=t.channel,
                felt=_felt(felt[t.id], touchpoint=t, journey=journey) if t.id in felt else None,
                cards=tuple(cards[("t", t.id)]),
            )


def _felt(felt: Felt, *, touchpoint: MappedTouchpoint, journey: str) -> FeltView:
    most = max(felt.counts)
    looks = dict(zip((-2, -1, 0, 1, 2), ("low", "low", "middle", "high", "high"), strict=True))
    counted = dict(zip((-2, -1, 0, 1, 2), felt.counts, strict=True))
    word = str(FEELINGS[felt.median])
    on_map = str(FEELINGS[touchpoint.feeling]) if touchpoint.feeling is not None else ""
    return FeltView(
        bars=tuple(
            Bar(word=str(FEELINGS[f]), n=count(n), height=round(BAR * n / most), look=looks[f])
            for f, n in counted.items()
        ),
        label=listed(f"{FEELINGS[f]}: {count(n)}" for f, n in counted.items()),
        says=_("Median: %(word)s. n %(n)s") % {"word": word, "n": count(felt.n)},
        on_map=_("The map says: %(word)s") % {"word": on_map} if on_map else _("The map says nothing yet"),
        adopted=_adopted(felt.adopted_by, felt.adopted_at) if not felt.waiting else "",
        adopt=_("Adopt “%(word)s”") % {"word": word} if felt.waiting else "",
        feeling=felt.median,
        href=reverse("workspace:adopt_feelings", args=[journey, touchpoint.id]),
    )


def _card(one: ContributionSeen, *, together: Together, clusters: dict[int, str]) -> Card:
    several = len(together.invitations) > 1
    waits = one.state not in {ADOPTED, TAKEN_OFF, SET_ASIDE}
    states = {
        ADOPTED: _adopted(one.adopted_by, one.adopted_at),
        TAKEN_OFF: _("Adopted, then undone on the map"),
        SET_ASIDE: _("Set aside"),
    }
    adopt = reverse("workspace:adopt", args=[together.journey])
    return Card(
        id=one.id,
        kind=_("Missing step") if one.kind == MISSING_STEP else _("Note"),
        text=one.text,
        where=_where(one, together=together),
        about=f"{day(one.at)} · {one.invitation_title}" if several else day(one.at),
        cluster=clusters.get(one.cluster, "") if one.cluster else "",
        state=one.state,
        said=states.get(one.state, ""),
        may_choose=one.state != ADOPTED,
        adopt_href=f"{adopt}?{urlencode({'c': one.id})}" if waits else "",
    )


def _where(one: ContributionSeen, *, together: Together) -> str:
    for stage in together.stages:
        if one.touchpoint is None and stage.id == one.stage:
            return _("At the start of “%(stage)s”") % {"stage": stage.title}
        for touchpoint in stage.touchpoints:
            if touchpoint.id == one.touchpoint:
                return touchpoint.title
    return ""


def _adopted(by: str, at: datetime | None) -> str:
    if at is None:
        return ""
    if not by:
        return _("Adopted on %(day)s") % {"day": day(at)}
    return _("Adopted by %(by)s, %(day)s") % {"by": by, "day": day(at)}


def _cluster(one: ClusterSeen, *, journey: str) -> ClusterView:
    about = ngettext("%(n)s contribution", "%(n)s contributions", one.size) % {"n": count(one.size)}
    if one.waiting < one.size:
        about = _("%(contributions)s, %(n)s waiting") % {"contributions": about, "n": count(one.waiting)}
    adopt = reverse("workspace:adopt", args=[journey])
    return ClusterView(
        id=one.id,
        title=one.title,
        about=about,
        adopt_href=f"{adopt}?{urlencode({'cluster': one.id})}" if one.waiting else "",
        rename_href=reverse("workspace:rename_cluster", args=[journey, one.id]),
    )


def _says(together: Together, *, looked: Looked) -> str:
    people, things = sum(i.people for i in together.invitations), together.found
    if looked.state != "open" or looked.kind or looked.invitation is not None:
        said = ngettext(
            "%(n)s note or missing step is in this choice.",
            "%(n)s notes and missing steps are in this choice.",
            things,
        )
        sentence = said % {"n": count(things)}
    else:
        said = ngettext(
            "%(n)s note or missing step waits for you to sort and adopt it.",
            "%(n)s notes and missing steps wait for you to sort and adopt them.",
            things,
        )
        took = ngettext("One person has taken part.", "%(n)s people have taken part.", people)
        sentence = f"{took % {'n': count(people)}} {said % {'n': count(things)}}"
    left = things - len(together.contributions)
    if left > 0:
        more = _("The latest %(shown)s are shown.") % {"shown": count(len(together.contributions))}
        return f"{sentence} {more}"
    return sentence


def _silent(stages: Iterable[StageRows], *, together: Together) -> str:
    told = {row.id for stage in stages for row in stage.rows}
    rest = [t.title for s in together.stages for t in s.touchpoints if f"t-{t.id}" not in told]
    if not rest or not told:
        return ""
    return _("Nothing in this choice about: %(titles)s.") % {"titles": listed(rest[:30])}


def _audience(audience: str) -> str:
    return _("for staff") if audience == "staff" else _("for customers")


def _invitation_says(one: InvitationLine) -> str:
    # It closes at midnight: people call that the day before.
    facts = {"day": day(localtime(one.closes_at - timedelta(microseconds=1)))}
    until = (_("Open until %(day)s.") if one.open else _("Closed since %(day)s.")) % facts
    if not one.contributions:
        return " ".join((until, _("Nobody has said anything yet.")))
    said = ngettext("%(n)s contribution", "%(n)s contributions", one.contributions)
    people = ngettext("%(n)s person", "%(n)s people", one.people)
    counted = {
        "contributions": said % {"n": count(one.contributions)},
        "people": people % {"n": count(one.people)},
    }
    return " ".join((until, _("%(people)s: %(contributions)s.") % counted))


def _likeliest(said: Sequence[ContributionSeen], *, points: dict[int, MappedTouchpoint]) -> str:
    """Where most of it was said."""
    places = [
        f"t-{one.touchpoint}" if one.touchpoint in points else f"s-{one.stage}"
        for one in said
        if one.touchpoint is None or one.touchpoint in points
    ]
    return max(dict.fromkeys(places), key=places.count, default="")
