"""Whether a condition holds: data over earlier answers and the occasion's facts, never a program."""

from collections.abc import Iterator, Mapping

from .definition import AllOf, AnyOf, Condition, Not, When

__all__ = ["COMPARISONS", "depth", "holds", "named"]

Said = Mapping[str, object]
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=", "among", "includes", "answered", "unanswered")
DEEPEST = 8


def holds(condition: Condition | None, *, said: Said, facts: Said) -> bool:
    """No condition always holds. Compared with what was not answered, nothing holds but 'unanswered' and Not."""
    match condition:
        case None:
            return True
        case When():
            return _compare(condition, said=said, facts=facts)
        case AllOf():
            return all(holds(one, said=said, facts=facts) for one in condition.of)
        case AnyOf():
            return any(holds(one, said=said, facts=facts) for one in condition.of)
        case Not():
            return not holds(condition.of, said=said, facts=facts)


def named(condition: Condition | None) -> Iterator[When]:
    """Every comparison in it."""
    match condition:
        case When():
            yield condition
        case AllOf() | AnyOf():
            for one in condition.of:
                yield from named(one)
        case Not():
            yield from named(condition.of)
        case None:
            return


def depth(condition: Condition | None) -> int:
    match condition:
        case AllOf() | AnyOf():
            return 1 + max((depth(one) for one in condition.of), default=0)
        case Not():
            return 1 + depth(condition.of)
        case _:
            return 1


def _compare(when: When, *, said: Said, facts: Said) -> bool:
    there = facts.get(when.fact) if when.fact else _answer(when.item, said)
    missing = there in (None, "", [])
    if when.is_ in ("answered", "unanswered"):
        return missing == (when.is_ == "unanswered")
    if missing:
        return False
    if when.is_ == "among":
        return isinstance(when.value, tuple) and any(_same(there, one) for one in when.value)
    if when.is_ == "includes":
        return isinstance(there, list | tuple) and any(_same(one, when.value) for one in there)
    if when.is_ in ("=", "!="):
        return _same(there, when.value) == (when.is_ == "=")
    return _ordered(there, when.is_, when.value)


def _answer(place: str, said: Said) -> object:
    item, _dot, part = place.partition(".")
    answer = said.get(item)
    if not part:
        return answer
    return answer.get(part) if isinstance(answer, Mapping) else None


def _same(one: object, other: object) -> bool:
    mine, theirs = _number(one), _number(other)
    return mine == theirs if mine is not None and theirs is not None else str(one) == str(other)


def _ordered(one: object, is_: str, other: object) -> bool:
    mine, theirs = _number(one), _number(other)
    if mine is None or theirs is None:
        return False
    return {"<": mine < theirs, "<=": mine <= theirs, ">": mine > theirs, ">=": mine >= theirs}.get(
        is_, False
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
