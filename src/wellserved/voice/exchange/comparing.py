"""Conditions over what a file's questions have become, and their last check against the order of what is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import ge, gt, le, lt

import msgspec
from django.utils.translation import gettext as _

from wellserved.voice.domain.conditions import DEEPEST, depth, named
from wellserved.voice.domain.definition import AllOf, AnyOf, Condition, Item, Not, Page, When

from .carrying import Notes, whole

__all__ = [
    "Uncarried",
    "Variable",
    "all_of",
    "any_of",
    "checked",
    "compared",
    "not_",
    "uncarried",
    "with_both",
]

_ORDERS: Mapping[str, Callable[[int, int], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_OPPOSITES = {"answered": "unanswered", "unanswered": "answered"}


class Uncarried(Exception):
    """A condition that cannot be said here; the words name the part at fault, as the file writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """Something that a file's conditions look at: the place of its answer here, and the file's codes for our values.

    With `option` it is whether that option of several was chosen; without `values` what was written itself counts.
    """

    place: str
    option: str = ""
    values: Mapping[str, str | int] | None = None


def compared(variable: Variable, is_: str, code: str | float) -> Condition:
    """Raises Uncarried for a code that is none of the question's.

    To other programs what was not answered is another answer than any: so 'not' there is Not here.
    """
    if is_ == "!=":
        return not_(compared(variable, "=", code))
    if variable.option:
        chosen = When(item=variable.place, is_="includes", value=variable.option)
        # What other programs write for an option that was chosen; anything else is one that was not.
        return chosen if str(code) in ("Y", "1") else not_(chosen)
    if variable.values is not None:
        return _of_codes(variable.place, variable.values, is_, str(code))
    if is_ != "=":
        raise Uncarried(f"{is_} {code}")
    return When(item=variable.place, is_=is_, value=code)


def _of_codes(place: str, values: Mapping[str, str | int], is_: str, code: str) -> Condition:
    """Options have no order here: 'more than 3' is among those whose figure in the file is more."""
    if is_ == "=" or not all(isinstance(one, str) for one in values.values()):
        if code not in values:
            raise Uncarried(code[:60])
        return When(item=place, is_=is_, value=values[code])
    bound = whole(code)
    figures = {key: figure for one, key in values.items() if (figure := whole(one)) is not None}
    chosen = [key for key, figure in figures.items() if bound is not None and _ORDERS[is_](figure, bound)]
    if not chosen:
        raise Uncarried(f"{is_} {code}"[:60])
    return When(item=place, is_="among", value=tuple(chosen))


def all_of(parts: list[Condition]) -> Condition | None:
    return _joined(AllOf, parts)


def any_of(parts: list[Condition]) -> Condition | None:
    return _joined(AnyOf, parts)


def with_both(one: Condition | None, other: Condition | None) -> Condition | None:
    return all_of([each for each in (one, other) if each is not None])


def not_(condition: Condition) -> Condition:
    if isinstance(condition, When) and condition.is_ in _OPPOSITES:
        return When(item=condition.item, fact=condition.fact, is_=_OPPOSITES[condition.is_])
    return condition.of if isinstance(condition, Not) else Not(of=condition)


def _joined(kind: type[AllOf] | type[AnyOf], parts: list[Condition]) -> Condition | None:
    flat: list[Condition] = []
    for part in parts:
        flat += part.of if isinstance(part, kind) else [part]
    once = list(dict.fromkeys(flat))
    return kind(of=tuple(once)) if len(once) > 1 else (once[0] if once else None)


def checked(pages: list[Page], *, names: Mapping[str, str], notes: Notes) -> tuple[Page, ...]:
    """The pages with only those conditions that can be asked in this order; what is dropped is noted.

    `names` are the file's own of our items and pages.
    """
    earlier: set[str] = set()
    found = []
    for page in pages:
        name = names.get(page.key, page.key)
        keys = _keys(page)
        mixed = page.shuffle and not any(_looks_at(item.show_if, keys) for item in page.items)
        if page.shuffle and not mixed:
            notes.add(name, _("Its questions are not mixed here, for one hangs on another."))
        here = set(earlier)
        items: list[Item] = []
        for item in page.items:
            kept = _kept(item.show_if, here, name=names.get(item.key, item.key), notes=notes)
            items.append(msgspec.structs.replace(item, show_if=kept))
            here.add(item.key)
        found.append(
            msgspec.structs.replace(
                page,
                items=tuple(items),
                shuffle=mixed,
                show_if=_kept(page.show_if, earlier, name=name, notes=notes),
                ends_if=_kept(page.ends_if, here, name=name, notes=notes),
            )
        )
        earlier = here
    return tuple(found)


def _keys(page: Page) -> set[str]:
    return {item.key for item in page.items}


def _looks_at(condition: Condition | None, keys: set[str]) -> bool:
    return any(when.item.partition(".")[0] in keys for when in named(condition))


def _kept(condition: Condition | None, earlier: set[str], *, name: str, notes: Notes) -> Condition | None:
    if depth(condition) > DEEPEST:
        notes.add(name, uncarried(_("nested too deeply")))
        return None
    for when in named(condition):
        key = when.item.partition(".")[0]
        if key and key not in earlier:
            notes.add(name, uncarried(key))
            return None
    return condition


def uncarried(what: str) -> str:
    return _("Its condition is not carried over, so it is always shown: %(what)s.") % {"what": what[:120]}
