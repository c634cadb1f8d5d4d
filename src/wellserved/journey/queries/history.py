"""How promises and beliefs came to be what they are: who changed what, when, from what to what, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from django.apps import apps

from wellserved.people.contracts import Person
from wellserved.people.models import ApiToken
from wellserved.people.queries import names_of_accounts

Kind = Literal["promise", "belief"]
Deed = Literal["set", "changed", "corrected", "ended"]
_LEVEL: dict[Kind, str] = {"promise": "standard", "belief": "believed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelChange:
    """One change. `was` is the level before it, None without one; `level` None says that it ended.

    `by` names the member of staff, `program` the API token; where both are empty nobody knows: it came from the
    command line, or from outside of Wellserved.
    """

    kind: Kind
    deed: Deed
    journey: str
    touchpoint: str
    measure: str
    segment: str | None
    at: datetime
    by: str
    program: str
    was: float | None
    level: float | None
    told: str
    valid_from: datetime
    valid_to: datetime | None
    why: str


def history_for(
    person: Person, *, journey: str, touchpoint: str | None = None, measure: str | None = None
) -> tuple[LevelChange, ...]:
    """The changes of a journey's promises and beliefs, the latest first; narrowed to a measure where one is named.

    They come from the database's own event rows, so that a change by any way in is among them.
    """
    if not person.may("map:read"):
        return ()
    place = {"touchpoint__journey__slug": journey, "touchpoint__slug": touchpoint, "slug": measure}
    chosen = {f"measure__{name}": slug for name, slug in place.items() if slug is not None}
    changes = [change for kind in _LEVEL for change in _changes(kind, chosen)]
    # Several changes of one transaction share its time: then the later row is the later change.
    changes.sort(key=lambda found: (found[1].at, found[0]), reverse=True)
    return tuple(change for _, change in changes)


def _changes(kind: Kind, chosen: dict[str, str]) -> Iterator[tuple[int, LevelChange]]:
    events: Any = apps.get_model("journey", f"{kind.title()}Event")
    rows = (
        events.objects.filter(**chosen)
        .select_related("measure__touchpoint__journey", "segment", "pgh_context")
        .order_by("pgh_id")
    )
    by_place = defaultdict(list)
    for row in rows:
        by_place[row.measure_id, row.segment_id].append(row)
    names = _Names(row for events in by_place.values() for row in events)
    for events in by_place.values():
        yield from _of_one_place(kind, events, names)


def _of_one_place(kind: Kind, events: Iterable[Any], names: "_Names") -> Iterator[tuple[int, LevelChange]]:
    """What the events of one measure and segment say, deed by deed."""
    stands: dict[int, Any] = {}
    for _deed, group in groupby(events, key=lambda row: (row.pgh_context_id, row.pgh_created_at)):
        together = list(group)
        begins = {row.valid_from for row in together if row.pgh_label == "insert"}
        stood = tuple(stands.values())
        for row in together:
            before = stands.get(row.pgh_obj_id)
            # An open one that ended because its successor began: the successor's line says so.
            if not (row.pgh_label != "insert" and row.valid_to in begins):
                yield row.pgh_id, _change(kind, row, before=before, others=stood, names=names)
            stands[row.pgh_obj_id] = row


def _change(kind: Kind, row: Any, *, before: Any, others: Iterable[Any], names: "_Names") -> LevelChange:
    level = getattr(row, _LEVEL[kind])
    noted = row.pgh_context.metadata if row.pgh_context else {}
    # The row says who set it, which is not who changed it later.
    setter = row.set_by_id if row.pgh_label == "insert" else None
    if row.pgh_label == "insert":
        before = next((o for o in others if _in_force(o, row.valid_from)), None)
        deed: Deed = "changed" if before else "set"
    else:
        deed = "ended" if before and _says(kind, before) == _says(kind, row) and row.valid_to else "corrected"
    touchpoint = row.measure.touchpoint
    return LevelChange(
        kind=kind,
        deed=deed,
        journey=touchpoint.journey.slug,
        touchpoint=touchpoint.slug,
        measure=row.measure.slug,
        segment=row.segment.slug if row.segment else None,
        at=row.pgh_created_at,
        by=names.staff(noted.get("account") or noted.get("user") or setter),
        program=names.token(noted.get("token")),
        was=None if before is None else getattr(before, _LEVEL[kind]),
        level=None if deed == "ended" else level,
        told=getattr(row, "told", ""),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        why=noted.get("why", "") if deed == "ended" else row.why,
    )


def _says(kind: Kind, row: Any) -> tuple[float, str]:
    return getattr(row, _LEVEL[kind]), getattr(row, "told", "")


def _in_force(row: Any, at: datetime) -> bool:
    return bool(row.valid_from <= at and (row.valid_to is None or row.valid_to > at))


class _Names:
    """Names of those who made the changes, in two queries."""

    def __init__(self, rows: Iterable[Any]) -> None:
        accounts: set[int | None] = set()
        tokens: set[int | None] = set()
        for row in rows:
            noted = row.pgh_context.metadata if row.pgh_context else {}
            accounts |= {noted.get("account"), noted.get("user"), row.set_by_id}
            tokens.add(noted.get("token"))
        self._staff = names_of_accounts(accounts)
        self._tokens = dict(
            ApiToken.objects.filter(pk__in=[one for one in tokens if one is not None]).values_list(
                "pk", "name"
            )
        )

    def staff(self, account_id: int | None) -> str:
        return self._staff.get(account_id, "") if account_id is not None else ""

    def token(self, token_id: int | None) -> str:
        return self._tokens.get(token_id, "") if token_id is not None else ""
