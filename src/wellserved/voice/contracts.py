"""What neighbours may see of voice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from .domain.definition import Definition, Unreadable, read, written
from .domain.faults import Fault, faults
from .domain.flags import Flag
from .domain.layout import Column, layout
from .domain.texts import piped, worded

__all__ = [
    "MISSING",
    "AttachmentSeen",
    "Column",
    "Columns",
    "Definition",
    "DraftSeen",
    "Fault",
    "Figures",
    "Flag",
    "FlagCounts",
    "Measured",
    "QuestionnaireLine",
    "ResponseIn",
    "ResponseSeen",
    "ResponsesSeen",
    "RuleIn",
    "Unreadable",
    "VersionSeen",
    "faults",
    "layout",
    "piped",
    "read",
    "worded",
    "written",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireLine:
    """A questionnaire in a list; `version` is None before it is first published, `changed` where the draft differs."""

    id: int
    slug: str
    title: str
    version: int | None
    published_at: datetime | None
    changed_at: datetime
    edition: int
    archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSeen:
    """What is written on; `edition` is what to save it with."""

    questionnaire_id: int
    slug: str
    definition: Definition
    edition: int
    changed_at: datetime
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSeen:
    """A version as it was published; the definition is never changed."""

    id: int
    questionnaire_id: int
    slug: str
    number: int
    definition: Definition
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseIn:
    """A whole response as a program sends it. The source and its own id make it one and the same response."""

    questionnaire: str
    source: str
    source_id: str
    answers: Mapping[str, object]
    started_at: datetime
    finished_at: datetime
    version: int | None = None
    """The number of the version that was seen; None is the latest."""
    customer: UUID | None = None
    segment: str | None = None
    location: str | None = None
    language: str = ""
    channel: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentSeen:
    id: int
    item: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseSeen:
    """One response; `answers` by item, as the definition of `version` asked for them."""

    id: int
    questionnaire: str
    version: int
    customer: UUID | None
    segment: str | None
    location: str | None
    language: str
    channel: str
    facts: Mapping[str, object]
    started_at: datetime
    finished_at: datetime | None
    seconds: int | None
    answers: Mapping[str, object]
    flags: Flag
    aside: str
    counted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsesSeen:
    """One page, the latest finished first; `next` opens the page after it, None where there is none."""

    responses: tuple[ResponseSeen, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagCounts:
    """How many were finished, and how many of them each rule flagged; `counted` of the flagged count all the same."""

    finished: int
    flagged: int
    counted: int
    aside: int
    by_flag: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Which measure of the map an item or dimension becomes; `dimension` is empty for an item without one."""

    key: str
    dimension: str
    kind: str
    journey: str
    touchpoint: str
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Figures of many responses: `rows[i][j]` is response i's figure in `columns[j]`, None where there is none."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleIn:
    """A rule as staff give it; `when` is a condition of a questionnaire's definition over the moment's facts."""

    name: str
    questionnaire: str
    journey: str
    touchpoint: str
    measure: str
    level: str = ""
    when: Mapping[str, object] | None = None
    delay_minutes: int = 0
    sampling: float = 1.0
    quota: int | None = None
    quota_days: int = 30
    total: int | None = None
    expires_after_days: int = 30
    remind_after_days: int | None = None
    again_after_days: tuple[int, ...] = ()
    subject: Mapping[str, str] = field(default_factory=dict)
    letter: Mapping[str, str] = field(default_factory=dict)


MISSING = -32_768
"""In `Figures.values`: nothing was said, or no number."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figures:
    """Figures of very many responses: `values[i, j]` (int16) is response i's figure in `columns[j]`, or MISSING.

    `segment_ids` and `location_ids` (int32, 0 for none) and `finished_at` (microseconds since 1970, UTC) are of the same
    responses, in the same order. `channel_places` (int32) are where each one's channel stands in the list that was given,
    from 1; 0 for any other.
    """

    columns: tuple[Column, ...]
    values: NDArray[np.int16]
    segment_ids: NDArray[np.int32]
    location_ids: NDArray[np.int32]
    finished_at: NDArray[np.int64]
    channel_places: NDArray[np.int32]
