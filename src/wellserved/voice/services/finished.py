"""A response that is complete, on its way to be stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

__all__ = ["Finished"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A response that is complete: with the digest of its link's secret, or with a program's own id.

    `segment_id` and `location_id` are people's; `facts` those of the occasion; `aside` says why it is kept apart.
    """

    questionnaire_id: int
    version_id: int
    secret_digest: bytes | None = None
    seed: int = 0
    invitation_id: int | None = None
    door_id: int | None = None
    source: str = ""
    source_id: str = ""
    customer_key: UUID | None = None
    segment_id: int | None = None
    location_id: int | None = None
    language: str = ""
    channel: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    started_at: datetime
    finished_at: datetime
    answers: Mapping[str, object]
    aside: str = ""
