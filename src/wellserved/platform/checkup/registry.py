"""Checks: each says in a sentence what it found, and how to mend it where it is wrong."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wellserved.platform.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class Finding:
    name: str
    ok: bool
    said: str
    mend: str = ""


Check = Callable[[], Finding]

# Checks of the rooms, added in their AppConfig.ready(). They may use the database; each runs on its own.
_of_rooms: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    _of_rooms[name] = check


def of_rooms() -> dict[str, Check]:
    return dict(_of_rooms)


def run(checks: Iterable[tuple[str, Check]]) -> list[Finding]:
    """What every check found; one that breaks down is itself a finding, and the others still run."""
    return [_run(name, check) for name, check in checks]


def _run(name: str, check: Check) -> Finding:
    try:
        return check()
    except Refused as refusal:
        return Finding(
            name=name, ok=False, said=str(refusal), mend="Do what it says, then run the doctor again."
        )
    except Exception as error:  # noqa: BLE001  the doctor must survive whatever is ill
        said = f"The check broke down ({type(error).__name__})."
        return Finding(
            name=name, ok=False, said=said, mend="Mend the findings above it first, then look again."
        )
