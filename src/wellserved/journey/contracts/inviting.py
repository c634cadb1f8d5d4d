"""What invited people put on a map, as they and the facilitator see it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

NOTE, FEELING, MISSING_STEP = "note", "feeling", "missing_step"
LONGEST_TEXT = 600
WAITING, CLUSTERED, ADOPTED, TAKEN_OFF, SET_ASIDE = (
    "waiting",
    "clustered",
    "adopted",
    "taken_off",
    "set_aside",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds an invitation's link, and the random key by which they find their own contributions again."""

    secret: str
    key: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationMade:
    """`secret` is what the link ends in; it cannot be shown again."""

    id: int
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationLine:
    id: int
    journey: str
    title: str
    welcome: str
    audience: str
    by: str
    created_at: datetime
    closes_at: datetime
    open: bool
    contributions: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnContribution:
    """What the holder said. Once it is on the map it stays as it is."""

    id: int
    kind: str
    stage: int
    touchpoint: int | None
    text: str
    feeling: int | None
    adopted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedTouchpoint:
    id: int
    title: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedStage:
    id: int
    slug: str
    title: str
    goal: str
    touchpoints: tuple[InvitedTouchpoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """The journey as the holder of a link sees it. A customer is shown no backstage."""

    id: int
    title: str
    welcome: str
    audience: str
    open: bool
    closes_at: datetime
    journey_title: str
    goal: str
    stages: tuple[InvitedStage, ...]
    own: tuple[OwnContribution, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionSeen:
    """`state` is one of waiting, clustered, adopted, taken_off (adopted, then undone on the map) and set_aside."""

    id: int
    invitation: int
    invitation_title: str
    kind: str
    stage: int
    touchpoint: int | None
    text: str
    feeling: int | None
    at: datetime
    cluster: int | None
    state: str
    adopted_by: str
    adopted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Felt:
    """How a touchpoint felt: how many said -2, -1, 0, 1 and 2. `median` is the lower one of two middle values."""

    touchpoint: int
    counts: tuple[int, int, int, int, int]
    n: int
    median: int
    waiting: int
    """How many of them were not adopted yet."""
    adopted_by: str = ""
    adopted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSeen:
    """`size` counts everything in it, whatever the page is filtered by."""

    id: int
    title: str
    size: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedTouchpoint:
    id: int
    slug: str
    title: str
    channel: str
    feeling: int | None
    doing: str
    thinking: str
    frontstage: str
    backstage: str
    support: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedStage:
    id: int
    title: str
    goal: str
    touchpoints: tuple[MappedTouchpoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A map with what was said about it. `found` counts the notes and missing steps that the filter lets through."""

    journey: str
    title: str
    goal: str
    version: int
    stages: tuple[MappedStage, ...]
    felt: tuple[Felt, ...]
    contributions: tuple[ContributionSeen, ...]
    found: int
    clusters: tuple[ClusterSeen, ...]
    invitations: tuple[InvitationLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """How notes and missing steps become part of the map.

    `lane` is doing, thinking, frontstage, backstage or support: the text is added to what stands there at
    `touchpoint`. Or it is 'step': the text names a new touchpoint behind `touchpoint`, or first in `stage`.
    """

    lane: str
    text: str
    touchpoint: int | None = None
    stage: int | None = None


class InvitationClosed(ValueError):
    """The invitation's time is over: nothing can be added, changed or taken back any more."""


class ContributionRefused(ValueError):
    """What was said cannot be kept; `why` is 'empty', 'too_long', 'own_limit', 'limit' or 'place'."""

    def __init__(self, said: str, *, why: str) -> None:
        super().__init__(said)
        self.why = why


class AdoptedAlready(ValueError):
    """Somebody has adopted one of these, set it aside or taken it back in the meantime: look again, then adopt."""


class FeltOtherwise(ValueError):
    """More was said about this touchpoint in the meantime, and its median is another one now."""
