"""A wide survey file: a row a respondent, a column an item and a level. Each item becomes a moment."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from wellserved.journey.imports.mapping.errors import MappingError, or_near
from wellserved.journey.imports.mapping.shape import Moment, Unpivot

LEVELS = ("expected", "believed", "standard", "delivered", "told", "perceived")


def unpivoted(moments: Sequence[Moment], unpivot: Unpivot, columns: Sequence[str]) -> list[Moment]:
    """Each moment once per item, {item} replaced by its name and its levels taken from the item's columns."""
    levels = _levels_by_item(unpivot, columns)
    return [_moment(moment, unpivot, item, levels[item]) for moment in moments for item in unpivot.items]


def _levels_by_item(unpivot: Unpivot, columns: Sequence[str]) -> dict[str, dict[str, str]]:
    try:
        pattern = re.compile(unpivot.columns)
    except re.error as error:
        raise MappingError(f"[unpivot] columns is not a regular expression: {error}.") from error
    if not {"item", "level"} <= set(pattern.groupindex):
        raise MappingError("[unpivot] columns needs the groups (?P<item>...) and (?P<level>...).")
    found: dict[str, dict[str, str]] = {}
    for column in columns:
        match = pattern.search(column)
        if match is None:
            continue
        item, mark = match["item"], match["level"]
        if item not in unpivot.items or mark not in unpivot.levels:
            what, known = ("item", unpivot.items) if item not in unpivot.items else ("level", unpivot.levels)
            named = item if what == "item" else mark
            raise MappingError(
                f"column {column!r} is of the {what} {named!r}, which [unpivot.{what}s] does not list.{or_near(named, known)}"
            )
        level = unpivot.levels[mark]
        if level in found.setdefault(item, {}):
            raise MappingError(
                f"columns {found[item][level]!r} and {column!r} are both item {item}, {level}."
            )
        found[item][level] = column
    for item in unpivot.items:
        if missing := set(unpivot.levels.values()) - set(found.get(item, {})):
            raise MappingError(
                f"the file has no column for item {item} ({', '.join(sorted(missing))}): no header matches {unpivot.columns!r} so."
            )
    return found


def _moment(moment: Moment, unpivot: Unpivot, item: str, levels: dict[str, str]) -> Moment:
    named = unpivot.items[item]
    fields: dict[str, Any] = {
        key: value.replace("{item}", item) if isinstance(value, str) else value
        for key, value in msgspec.structs.asdict(moment).items()
    }
    fields |= {level: f"col({column!r})" for level, column in levels.items()}
    for key in ("touchpoint", "measure"):
        fields[key] = (
            fields[key]
            .replace("{item.touchpoint}", named.touchpoint)
            .replace("{item.measure}", named.measure)
        )
    return Moment(**fields)
