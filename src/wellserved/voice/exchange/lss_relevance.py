"""Conditions of a LimeSurvey file: the relevance equation of its expression manager, and the older table of conditions.

Of the language only comparisons of one answer with one value, tied by 'and', 'or', 'not' and brackets, and is_empty(); all
else is named as not carried over.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wellserved.voice.domain.definition import Condition, When

from .comparing import Uncarried, Variable, all_of, any_of, compared, not_

__all__ = ["Variables", "never", "plain_name", "relevance_of", "tabled"]

Variables = Mapping[str, Variable]
"""By question code ('Q1', 'Q1_SQ001') and by the name of the answer's column: '123X4X56SQ001', from LimeSurvey 7 on
'Q56_S78'.
"""
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<number>\d++(?:\.\d++)?)(?![A-Za-z_])|(?P<name>[A-Za-z0-9_]+(?:\.[A-Za-z]+)?)"""
    r"""|(?P<sign>==|!=|<=|>=|&&|\|\||[-<>!()=]))""",
    re.DOTALL,
)
_SIGNS = {
    "==": "=",
    "=": "=",
    "eq": "=",
    "!=": "!=",
    "ne": "!=",
    "<": "<",
    "lt": "<",
    "<=": "<=",
    "le": "<=",
    ">": ">",
}
_SIGNS |= {"gt": ">", ">=": ">=", "ge": ">="}
_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_LONGEST = 4000
_DEEPEST = 30


def relevance_of(text: str, variables: Variables) -> Condition | None:
    """None for what is always shown. Raises Uncarried."""
    text = text.strip().removeprefix("{").removesuffix("}").strip()
    if text in ("", "1"):
        return None
    if len(text) > _LONGEST:
        raise Uncarried(text[:60])
    return _Reader(_tokens(text), variables).whole()


def never(text: str) -> bool:
    """Whether this is how a file hides something from everybody."""
    return text.strip().removeprefix("{").removesuffix("}").strip() in ("0", "false")


def tabled(rows: Sequence[Mapping[str, str]], variables: Variables) -> Condition | None:
    """Of the older table: scenarios are ways of several; within one, answers to the same question are ways as well."""
    scenarios: dict[str, dict[str, list[Condition]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        field, method = row.get("cfieldname", ""), row.get("method", "").strip()
        variable = variables.get(field.removeprefix("+").replace("#", "_"))
        if variable is None or method not in _SIGNS:
            raise Uncarried(f"{field} {method}")
        found = _said_of(variable, _SIGNS[method], row.get("value", ""))
        scenarios[row.get("scenario", "1")][field].append(found)
    ways = [all_of([w for one in way.values() if (w := any_of(one))]) for way in scenarios.values()]
    return any_of([way for way in ways if way is not None])


def plain_name(name: str) -> str:
    """Without what says that an answer there need not be one ('.NAOK'); other ends ask for something else than it."""
    plain, _dot, end = name.partition(".")
    return plain if end in ("", "NAOK", "code") else name


def _said_of(variable: Variable, is_: str, value: str) -> Condition:
    if value.strip() in ("", " ") and is_ in ("=", "!="):
        if variable.option:
            chosen = When(item=variable.place, is_="includes", value=variable.option)
            return not_(chosen) if is_ == "=" else chosen
        return When(item=variable.place, is_="unanswered" if is_ == "=" else "answered")
    return compared(variable, is_, value)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Uncarried(text[at : at + 60])
        kind = match.lastgroup or ""
        found.append((kind, match[kind]))
        at = match.end()
    return found


@dataclass(slots=True)
class _Reader:
    tokens: list[tuple[str, str]]
    variables: Variables
    at: int = 0
    depth: int = 0

    def whole(self) -> Condition:
        found = self._any()
        if self.at < len(self.tokens):
            raise Uncarried(self._rest())
        return found

    def _any(self) -> Condition:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Uncarried(self._rest())
        parts = [self._all()]
        while self._next("||", "or"):
            parts.append(self._all())
        self.depth -= 1
        return _there(any_of(parts))

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._next("&&", "and"):
            parts.append(self._one())
        return _there(all_of(parts))

    def _one(self) -> Condition:
        turned = 0
        while self._next("!", "not"):
            turned += 1
        found = self._bracket() if self._next("(") else self._comparison()
        return not_(found) if turned % 2 else found

    def _bracket(self) -> Condition:
        found = self._any()
        self._want(")")
        return found

    def _comparison(self) -> Condition:
        if self._next("is_empty"):
            self._want("(")
            variable = self._variable(self._take())
            self._want(")")
            return _said_of(variable, "=", "")
        first, sign = self._take(), self._peek().lower()
        if sign not in _SIGNS:
            raise Uncarried(f"{first[1]} {self._rest()}")
        self.at += 1
        is_, second = _SIGNS[sign], self._take()
        if first[0] != "name":
            first, second, is_ = second, first, _TURNED[is_]
        if second[0] == "name":
            raise Uncarried(f"{first[1]} {sign} {second[1]}")
        return _said_of(self._variable(first), is_, second[1].strip("\"'"))

    def _variable(self, token: tuple[str, str]) -> Variable:
        found = self.variables.get(plain_name(token[1])) if token[0] == "name" else None
        if found is None:
            raise Uncarried(token[1])
        return found

    def _take(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise Uncarried(self._rest())
        token = self.tokens[self.at]
        self.at += 1
        if token == ("sign", "-") and self.at < len(self.tokens) and self.tokens[self.at][0] == "number":
            token = ("number", f"-{self.tokens[self.at][1]}")
            self.at += 1
        return token

    def _peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def _next(self, *words: str) -> bool:
        if self._peek().lower() in words:
            self.at += 1
            return True
        return False

    def _want(self, word: str) -> None:
        if not self._next(word):
            raise Uncarried(self._rest())

    def _rest(self) -> str:
        return " ".join(text for _kind, text in self.tokens[max(0, self.at - 1) : self.at + 6])


def _there(condition: Condition | None) -> Condition:
    if condition is None:
        raise Uncarried("()")
    return condition
