"""Which fields an element of the map has, and what may stand in them."""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from wellserved.journey.contracts import Value

JOURNEY, STAGE, TOUCHPOINT, MEASURE = "journey", "stage", "touchpoint", "measure"
FACTS = ("unit", "better", "scale_low", "scale_high", "satisfied")
"""What moments are counted by: fixed from a measure's first moment on."""


class Broken(ValueError):
    """A rule that a deed breaks; `rule` names the sentence that says so, `facts` fill it in."""

    def __init__(self, rule: str, *, field: str = "", **facts: object) -> None:
        super().__init__(f"{rule} {field} {facts}")
        self.rule, self.field, self.facts = rule, field, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    longest: int
    needed: bool = False

    def checked(self, field: str, value: Value) -> Value:
        if not isinstance(value, str):
            raise Broken("words_wanted", field=field)
        if any(unicodedata.category(c) in {"Cc", "Cs"} and not c.isspace() for c in value):
            raise Broken("characters_unprintable", field=field)
        text = " ".join(value.split())
        if self.needed and not text:
            raise Broken("words_missing", field=field)
        if len(text) > self.longest:
            raise Broken("words_too_long", field=field, longest=self.longest, length=len(text))
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    choices: tuple[str, ...]

    def checked(self, field: str, value: Value) -> Value:
        if value not in self.choices:
            raise Broken("choice_unknown", field=field, choices=self.choices)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """Any finite number, or none."""

    def checked(self, field: str, value: Value) -> Value:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise Broken("number_wanted", field=field)
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise Broken("number_wanted", field=field)
        return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A whole number from `low` to `high`, or none."""

    low: int
    high: int

    def checked(self, field: str, value: Value) -> Value:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not self.low <= value <= self.high:
            raise Broken("whole_number_wanted", field=field, low=self.low, high=self.high)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Slug:
    """The short name of something that stands elsewhere, or none."""

    def checked(self, field: str, value: Value) -> Value:
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise Broken("words_wanted", field=field)
        if not re.fullmatch(r"[-a-zA-Z0-9_]{1,60}", value):
            raise Broken("slug_wanted", field=field)
        return value


Rule = Words | OneOf | Number | Whole | Slug
_LANE = Words(longest=300)
FIELDS: Mapping[str, Mapping[str, Rule]] = {
    JOURNEY: {"title": Words(longest=160, needed=True), "goal": _LANE},
    STAGE: {"title": Words(longest=120, needed=True), "goal": _LANE},
    TOUCHPOINT: {
        "title": Words(longest=120, needed=True),
        "channel": Words(longest=40),
        "side": OneOf(choices=("frontstage", "backstage")),
        "owner": Whole(low=1, high=2**31 - 1),
        "owner_team": Words(longest=80),
        "doing": _LANE,
        "thinking": _LANE,
        "feeling": Whole(low=-2, high=2),
        "frontstage": _LANE,
        "backstage": _LANE,
        "support": _LANE,
        "inner": Slug(),
    },
    MEASURE: {
        "title": Words(longest=160, needed=True),
        "unit": Words(longest=40, needed=True),
        "better": OneOf(choices=("higher", "lower")),
        "scale_low": Number(),
        "scale_high": Number(),
        "satisfied": Number(),
    },
}


def checked(kind: str, field: str, value: Value) -> Value:
    """The value as it is kept; Broken where it may not stand there."""
    if kind not in FIELDS:
        raise Broken("kind_unknown", field="kind", kinds=tuple(FIELDS))
    if field not in FIELDS[kind]:
        raise Broken("field_unknown", field="field", fields=tuple(FIELDS[kind]))
    return FIELDS[kind][field].checked(field, value)


def check_scale(measure: Mapping[str, Value]) -> None:
    """Broken where a scale's low end is not below its high end."""
    low, high = measure["scale_low"], measure["scale_high"]
    if isinstance(low, (int, float)) and isinstance(high, (int, float)) and low >= high:
        raise Broken("scale_is_no_range", field="scale_low")
