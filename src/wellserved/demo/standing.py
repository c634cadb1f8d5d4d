"""What of the demo organisation this installation holds. Its marks are audit lines, found by their index."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from wellserved.journey.models import Journey
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import AuditLine, Customer
from wellserved.people.services import audit
from wellserved.platform.refusals import Refused

BEGUN, LIVED, LOADED = "demo.begun", "demo.lived", "demo.loaded"
# Any number that nothing else locks in this database.
_LOCK = 5_721_077


class HomeHoldsAnother(Refused):
    """What this installation holds is not the demo organisation that was asked for."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which demo organisation; None leaves it to what stands, else to the default."""

    seed: int | None = None
    until: date | None = None
    scale: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The demo organisation here; `whole` says that its loading came to its end."""

    seed: int
    until: date
    scale: float
    whole: bool


def standing() -> Standing | None:
    """The demo organisation that this installation holds, if it holds one."""
    lines = {line.deed: line.facts for line in AuditLine.objects.filter(object_kind="demo")}
    if BEGUN not in lines:
        return None
    facts = lines[BEGUN]
    return Standing(
        seed=facts["seed"],
        until=date.fromisoformat(facts["until"]),
        scale=facts["scale"],
        whole=LOADED in lines,
    )


def lived() -> bool:
    """Has what its people did with the map been done?"""
    return AuditLine.objects.filter(object_kind="demo", deed=LIVED).exists()


def agreed(wanted: Wanted, *, here: Standing | None, default: Standing) -> Standing:
    """Which organisation to load: what stands here, else what is wanted; a contradiction is refused."""
    if here is None:
        _refuse_real_records()
        return Standing(
            seed=default.seed if wanted.seed is None else wanted.seed,
            until=wanted.until or default.until,
            scale=default.scale if wanted.scale is None else wanted.scale,
            whole=False,
        )
    for name in ("seed", "until", "scale"):
        asked, stands = getattr(wanted, name), getattr(here, name)
        if asked is not None and asked != stands:
            raise HomeHoldsAnother(
                f"This home holds the demo organisation of {name} {stands}, not {asked}. "
                f"Leave --{name} out, or set WELLSERVED_HOME to a new folder for the other one."
            )
    return here


def mark(deed: str, *, of: Standing, now: datetime, **facts: float) -> None:
    audit(
        by=OPERATOR,
        deed=deed,
        kind="demo",
        object_id=of.seed,
        now=now,
        seed=of.seed,
        until=of.until.isoformat(),
        scale=of.scale,
        **facts,
    )


@contextmanager
def alone() -> Iterator[None]:
    """Of two that load at once the second waits, and then finds all done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _refuse_real_records() -> None:
    if Journey.objects.exists() or Customer.objects.exists():
        raise HomeHoldsAnother(
            "This home holds records of its own, and the demo would mix with them. "
            "Set WELLSERVED_HOME to a new folder for the demo, or leave it unset."
        )
