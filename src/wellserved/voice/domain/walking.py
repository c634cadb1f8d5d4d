"""Which screen comes next, and what is asked on it.

The screens of a response are cut once, from the definition and the response's seed alone; answers only decide which
of them are passed over. So every way leads forward and ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from .conditions import holds, named
from .definition import Definition, Item, Option, Page

__all__ = [
    "Screen",
    "Shown",
    "before",
    "missing",
    "next_after",
    "options_in_order",
    "ordered",
    "screens",
    "shown",
]

Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Screen:
    """What is seen at once: a page, or a stretch of it. `begins` says that the page's title and lead stand on it."""

    page: str
    items: tuple[str, ...]
    begins: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """What the answers so far let be asked; `answers` without those to items that are hidden now."""

    pages: frozenset[str]
    items: tuple[Item, ...]
    answers: dict[str, object]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(item.key for item in self.items)


def ordered(page: Page, *, seed: int) -> tuple[Item, ...]:
    """A page's items as this response sees them: as written, or mixed by the seed."""
    if not page.shuffle:
        return page.items
    return tuple(sorted(page.items, key=lambda item: _lot(seed, page.key, item.key)))


def options_in_order(options: tuple[Option, ...], *, item: str, seed: int) -> tuple[Option, ...]:
    """Mixed by the seed; 'Other, namely' stays last, where it is looked for."""
    return tuple(sorted(options, key=lambda one: (one.words_wanted, _lot(seed, item, one.key))))


def screens(definition: Definition, *, seed: int) -> tuple[Screen, ...]:
    """Cut where a screen is full, and before an item whose condition asks for an answer on the same screen."""
    found: list[Screen] = []
    for page in definition.pages:
        stretches: list[list[str]] = [[]]
        for item in ordered(page, seed=seed):
            asks_for = {when.item.partition(".")[0] for when in named(item.show_if)}
            full = bool(page.at_once) and len(stretches[-1]) >= page.at_once
            if full or not asks_for.isdisjoint(stretches[-1]):
                stretches.append([])
            stretches[-1].append(item.key)
        found += [Screen(page.key, tuple(items), begins=n == 0) for n, items in enumerate(stretches)]
    return tuple(found)


def shown(definition: Definition, *, answers: Answers, facts: Answers) -> Shown:
    """Decided from the front, so that an answer to what is hidden decides nothing."""
    pages: set[str] = set()
    items: list[Item] = []
    said: dict[str, object] = {}
    for page in definition.pages:
        if not holds(page.show_if, said=said, facts=facts):
            continue
        pages.add(page.key)
        for item in page.items:
            if not holds(item.show_if, said=said, facts=facts):
                continue
            items.append(item)
            said.update({name: answers[name] for name in (item.key, f"{item.key}.words") if name in answers})
        if page.ends_if is not None and holds(page.ends_if, said=said, facts=facts):
            break
    return Shown(frozenset(pages), tuple(items), said)


def next_after(cut: tuple[Screen, ...], *, seen: Shown, at: int) -> int | None:
    """The number of the next screen on which something is shown; None when all is done. `at` is -1 at the start."""
    return next((n for n in range(at + 1, len(cut)) if _is_shown(cut[n], seen)), None)


def before(cut: tuple[Screen, ...], *, seen: Shown, at: int) -> int | None:
    """The screen to go back to; None on the first."""
    return next((n for n in range(min(at, len(cut)) - 1, -1, -1) if _is_shown(cut[n], seen)), None)


def missing(seen: Shown, *, among: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Which of the shown items must be answered and are not, wholly."""
    return tuple(
        item.key
        for item in seen.items
        if item.required and (among is None or item.key in among) and not _is_whole(item, seen.answers)
    )


def _is_whole(item: Item, answers: Answers) -> bool:
    answer = answers.get(item.key)
    if answer is None or answer in ("", []):
        return False
    wanted = (
        [row.key for row in item.rows] if hasattr(item, "rows") else [part for part in item.parts if part]
    )
    return not wanted or (isinstance(answer, Mapping) and all(part in answer for part in wanted))


def _is_shown(screen: Screen, seen: Shown) -> bool:
    if screen.page not in seen.pages:
        return False
    return not screen.items or not seen.keys.isdisjoint(screen.items)


def _lot(seed: int, *place: str) -> bytes:
    return sha256(f"{seed}:{':'.join(place)}".encode()).digest()
