"""The tree of causes, in somebody's language."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import get_language

from wellserved.cases.models import Cause

__all__ = ["BELOW", "CauseLine", "branch_of", "causes", "ids_below", "title_in"]

_BRANCH = """below AS (
    SELECT id FROM cases_cause WHERE {root}
    UNION SELECT child.id FROM cases_cause child JOIN below ON child.parent_id = below.id
)"""
BELOW = _BRANCH.format(root="id = %(cause)s")
"""A cause with all below it, for WITH RECURSIVE."""
_NAMED = _BRANCH.format(root="slug = %(cause)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseLine:
    """`path` has the titles from the root down to this one."""

    id: int
    slug: str
    parent_id: int | None
    title: str
    titles: dict[str, str]
    path: tuple[str, ...]
    retired: bool

    @property
    def depth(self) -> int:
        return len(self.path) - 1


def causes(*, retired: bool = False) -> tuple[CauseLine, ...]:
    """Every cause in the order of the tree, titled in the language now in force, else in English."""
    below: dict[int | None, list[Cause]] = defaultdict(list)
    for row in Cause.objects.order_by("position", "pk"):
        if retired or row.retired_at is None:
            below[row.parent_id].append(row)
    found: list[CauseLine] = []
    _walk(None, (), below, found)
    return tuple(found)


def branch_of(slug: str) -> tuple[int, ...]:
    """The ids of this cause and of all below it, retired ones too; none where there is no such cause."""
    return _ids(_NAMED, slug)


def ids_below(cause_id: int) -> tuple[int, ...]:
    """This cause and all below it: of a list PostgreSQL knows how many cases to expect, of a query within it does not."""
    return _ids(BELOW, cause_id)


def title_in(titles: dict[str, str], language: str) -> str:
    """The title in this language, else in its script's or another of its kind, else in English."""
    folded = {code.lower(): text for code, text in titles.items()}
    code = language.lower()
    return folded.get(code) or folded.get(code.partition("-")[0]) or folded.get("en", "")


def _ids(branch: str, cause: int | str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"WITH RECURSIVE {branch} SELECT id FROM below", {"cause": cause})  # noqa: S608  our own words
        return tuple(found for (found,) in cursor.fetchall())


def _walk(
    parent: int | None,
    path: tuple[str, ...],
    below: dict[int | None, list[Cause]],
    found: list[CauseLine],
) -> None:
    for row in below.get(parent, ()):
        title = title_in(row.titles, get_language() or "en")
        found.append(
            CauseLine(
                id=row.pk,
                slug=row.slug,
                parent_id=row.parent_id,
                title=title,
                titles=row.titles,
                path=(*path, title),
                retired=row.retired_at is not None,
            )
        )
        _walk(row.pk, found[-1].path, below, found)
