"""All questionnaires at a glance: what was published of each, what the draft has more, how many answered."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from wellserved.people.contracts import NotFound, Person

__all__ = ["ANSWERS_AT_MOST", "Overview", "OverviewLine", "VersionLine", "overview_for"]

MOST = 100
VERSIONS = 5
ANSWERS_AT_MOST = 10_000
_DRAFTS = """
SELECT q.id, q.slug, q.title, d.changed_at, q.archived_at IS NOT NULL,
  (SELECT v.definition FROM voice_version v WHERE v.questionnaire_id = q.id ORDER BY v.number DESC LIMIT 1)
    IS DISTINCT FROM d.definition
FROM voice_questionnaire q JOIN voice_draft d ON d.questionnaire_id = q.id
WHERE (q.archived_at IS NOT NULL) = %s ORDER BY d.changed_at DESC, q.id LIMIT %s OFFSET %s
"""
# As many as one wants to know of, of each version by itself: a busy one has millions.
_VERSIONS = """
SELECT v.questionnaire_id, v.number, v.published_at, n.answers
FROM unnest(%s::bigint[]) AS q (id),
  LATERAL (SELECT * FROM voice_version WHERE questionnaire_id = q.id ORDER BY number DESC LIMIT %s) v,
  LATERAL (SELECT count(*) AS answers FROM (
    SELECT FROM voice_response r WHERE r.version_id = v.id AND r.finished_at IS NOT NULL AND r.aside = ''
      AND (%s::bigint[] IS NULL OR r.location_id = ANY(%s)) LIMIT %s) few) n
ORDER BY v.number DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """`answers` are the finished responses that this person may see and that were not set aside, counted up to ten
    thousand; None for who may see no single answer.
    """

    number: int
    published_at: datetime
    answers: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewLine:
    """`changed` says that the draft is not what was published last; `versions` are the latest five, newest first."""

    slug: str
    title: str
    changed_at: datetime
    archived: bool
    changed: bool
    versions: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    lines: tuple[OverviewLine, ...]
    more: bool


def overview_for(person: Person, *, archived: bool = False, page: int = 1) -> Overview:
    """A page of a hundred, the last changed first. Raises NotFound for whoever may see none."""
    if not person.may("surveys:read"):
        raise NotFound("There is no questionnaire for this person to see.")
    with connection.cursor() as cursor:
        cursor.execute(_DRAFTS, [archived, MOST + 1, MOST * (page - 1)])
        found = cursor.fetchall()
        drafts = found[:MOST]
        places = None if person.location_ids is None else sorted(person.location_ids)
        counts = person.may("answers:read")
        most = ANSWERS_AT_MOST if counts else 0
        cursor.execute(_VERSIONS, [[row[0] for row in drafts], VERSIONS, places, places, most])
        versions = defaultdict(list)
        for questionnaire_id, number, published_at, answers in cursor.fetchall():
            line = VersionLine(number=number, published_at=published_at, answers=answers if counts else None)
            versions[questionnaire_id].append(line)
    lines = tuple(
        OverviewLine(
            slug=slug,
            title=title,
            changed_at=changed_at,
            archived=gone,
            changed=changed,
            versions=tuple(versions[id_]),
        )
        for id_, slug, title, changed_at, gone, changed in drafts
    )
    return Overview(lines=lines, more=len(found) > MOST)
