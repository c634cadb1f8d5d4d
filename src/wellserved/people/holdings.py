"""What each room holds on a customer: how it is handed over, and how it is erased."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

Rows = Iterable[Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One room's part. Rows are given as they are read, so that a long history needs no memory.

    `erase` removes whatever is personal, within the caller's transaction, and says whether rows are left that
    carry the customer's bare key. `stays` names those of the files whose rows are kept, as nobody's.
    """

    name: str
    held: Callable[[UUID], Iterable[tuple[str, Rows]]]
    erase: Callable[[UUID], bool]
    stays: frozenset[str] = frozenset()


_holdings: dict[str, Holding] = {}


def register_holding(
    *,
    name: str,
    held: Callable[[UUID], Iterable[tuple[str, Rows]]],
    erase: Callable[[UUID], bool],
    stays: Collection[str] = (),
) -> None:
    """Called once by every room that keeps anything under a customer's key, in its AppConfig.ready()."""
    if name in _holdings:
        raise ValueError(f"The holding '{name}' is registered twice; give each room's its own name.")
    _holdings[name] = Holding(name=name, held=held, erase=erase, stays=frozenset(stays))


def holdings() -> tuple[Holding, ...]:
    return tuple(_holdings.values())
