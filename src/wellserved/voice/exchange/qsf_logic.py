"""Conditions of a QSF file: numbered sets of numbered expressions, 'And' binding closer than 'Or'."""

import re
from collections.abc import Callable, Mapping

from wellserved.voice.domain.definition import Condition, When

from .carrying import fact_of
from .comparing import Uncarried, Variable, all_of, any_of, compared, not_

__all__ = ["Variables", "condition_of", "skipped_if"]

Variables = Mapping[str, Variable]
"""By 'QID1' (one answer), 'QID1#2' (an option of several), 'QID1~2' (a row of a matrix), 'QID1~2#3' (an option of a
row); a column of several side by side is 'QID1#2' before all that."""
_PLACE = re.compile(r"q://(QID[0-9]+(?:(?:#|%23)[0-9]+)?)/(\w+)(?:/(x*[0-9]+))?(?:/(?:\w+/)?(x*[0-9]+))?")
_ORDERED = {
    "EqualTo": "=",
    "NotEqualTo": "!=",
    "GreaterThan": ">",
    "GreaterThanOrEqual": ">=",
    "LessThan": "<",
    "LessThanOrEqual": "<=",
}
_SAME = {"Selected": True, "NotSelected": False}
_EMPTY = {"Empty": True, "NotEmpty": False}


def condition_of(logic: object, variables: Variables) -> Condition | None:
    """Of DisplayLogic, InPageDisplayLogic or BranchLogic. Raises Uncarried."""
    return _joined(logic, lambda one: _joined(one, lambda each: _expression(each, variables)))


def skipped_if(skip: Mapping[str, object], variables: Variables) -> Condition:
    """Under which condition a SkipLogic's way is taken. Raises Uncarried."""
    place, operator = skip.get("ChoiceLocator") or skip.get("Locator"), skip.get("Condition")
    return _compared(str(place or ""), str(operator or ""), skip.get("Value"), variables)


def _joined(parts: object, read: Callable[[Mapping[str, object]], Condition | None]) -> Condition | None:
    """Any of several runs of what holds together; how a part is tied to the one before stands in the part itself."""
    if not isinstance(parts, Mapping):
        return None
    numbered = sorted(
        (int(key), one) for key, one in parts.items() if _is_number(str(key)) and isinstance(one, Mapping)
    )
    runs: list[list[Condition]] = [[]]
    for n, (_key, one) in enumerate(numbered):
        tie = str(one.get("Conjuction") or one.get("Conjunction") or one.get("Type") or "")
        # Of sets of conditions 'ElseIf' is what the page there calls 'or if'.
        if n and tie.lower().startswith(("or", "else")):
            runs.append([])
        found = read(one)
        if found is not None:
            runs[-1].append(found)
    return any_of([run for run in map(all_of, runs) if run is not None])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _expression(one: Mapping[str, object], variables: Variables) -> Condition | None:
    if one.get("Type") not in ("Expression", None):
        return None
    kind, operator = str(one.get("LogicType", "")), str(one.get("Operator", ""))
    left, right = str(one.get("LeftOperand") or one.get("ChoiceLocator") or ""), one.get("RightOperand")
    if kind == "Question":
        return _compared(left, operator, right, variables)
    if kind == "EmbeddedField":
        return _of_fact(left, operator, right)
    raise Uncarried(kind or operator)


def _compared(left: str, operator: str, right: object, variables: Variables) -> Condition:
    found = _PLACE.match(left)
    if found is None:
        raise Uncarried(left or operator)
    question, what, first, second = found[1].replace("%23", "#"), found[2], found[3], found[4]
    if operator in _SAME and first is not None:
        if what == "SelectableAnswer" and second is not None:
            first, second = second, first
        chosen = _chosen(question, first, second, variables)
        return chosen if _SAME[operator] else not_(chosen)
    variable = variables.get(f"{question}~{first}") or variables.get(question)
    if variable is None:
        raise Uncarried(question)
    if operator in _EMPTY:
        return When(item=variable.place, is_="unanswered" if _EMPTY[operator] else "answered")
    if operator not in _ORDERED or not what.endswith(("TextEntryValue", "NumericEntryValue")):
        raise Uncarried(f"{what} {operator}")
    value = _said(right)
    if not value:
        # What the source itself calls 'Invalid Logic'.
        raise Uncarried(f"{what} {operator}")
    return compared(variable, _ORDERED[operator], value)


def _chosen(question: str, first: str, second: str | None, variables: Variables) -> Condition:
    option, row, alone = (variables.get(f"{question}{one}") for one in (f"#{first}", f"~{first}", ""))
    option = option or variables.get(f"{question}~{first}#{second}")
    if option is not None:
        return compared(option, "=", "1")
    if row is not None and second is not None:
        return compared(row, "=", second)
    if alone is not None and alone.values is not None:
        return compared(alone, "=", first)
    raise Uncarried(f"{question}, {first}")


def _of_fact(name: str, operator: str, right: object) -> Condition:
    fact = fact_of(name)
    if operator in _EMPTY:
        return When(fact=fact, is_="unanswered" if _EMPTY[operator] else "answered")
    if operator in ("EqualTo", "Is"):
        return When(fact=fact, is_="=", value=_said(right))
    if operator in ("NotEqualTo", "IsNot"):
        # There a field that is missing is another one, here nothing holds of it.
        return not_(When(fact=fact, is_="=", value=_said(right)))
    raise Uncarried(f"{name} {operator}")


def _said(right: object) -> str:
    return "" if right is None else str(right)
