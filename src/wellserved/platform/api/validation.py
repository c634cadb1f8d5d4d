"""From pydantic's errors to faults with a place and a mend."""

from collections.abc import Mapping, Sequence
from typing import Any

from .problems import Fault

_MENDS = {
    "missing": "Add it.",
    "extra_forbidden": "Remove it, or mend its spelling.",
    "string_pattern_mismatch": "Use only the characters that the pattern allows.",
    "string_too_long": "Make it shorter.",
    "string_too_short": "Give at least that many characters.",
    "timezone_aware": "Add the zone, such as Z or +09:00.",
    "value_error": "Mend it as said.",
    "finite_number": "Give a finite number, or leave it away.",
}
_OTHERWISE = "Give it as the description at /api/v1/docs says."
_MOST = 100


def faults_of(errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
    return [
        Fault(
            place=place(error["loc"]),
            said=error["msg"].removeprefix("Value error, "),
            mend=_MENDS.get(error["type"], _OTHERWISE),
        )
        for error in errors[:_MOST]
    ]


def place(loc: Sequence[str | int]) -> str:
    """`("body", "plan", "stages", 0, "slug")` is `body.stages[0].slug`: the second is our argument's name."""
    source, *path = loc
    if source != "path" and len(path) > 1:
        path = path[1:]
    elif source == "body":
        path = []
    return str(source) + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
