"""Pages while they are drawn from another program's parts, in the order in which it shows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from wellserved.voice.domain.conditions import named
from wellserved.voice.domain.definition import (
    Condition,
    Definition,
    Item,
    Page,
    Unreadable,
    Words,
    read,
    written,
)

from .carrying import Carried, FileRefused, Keys, Notes, joined
from .comparing import any_of, checked, with_both

__all__ = ["Pages"]


@dataclass(slots=True)
class Pages:
    """`names` are the file's own of our items and pages."""

    notes: Notes
    keys: Keys = field(default_factory=Keys)
    names: dict[str, str] = field(default_factory=dict)
    done: list[Page] = field(default_factory=list)
    _open: dict[str, Any] = field(default_factory=dict)
    _items: list[Item] = field(default_factory=list)

    def begin(self, name: str, **about: Any) -> None:
        """A page of this name in the file; the one before is over."""
        self.end()
        self._open = {"name": name, **about}

    def end(self) -> None:
        if self._items or self._open.get("lead"):
            about = dict(self._open)
            name = about.pop("name", "")
            # Files call questions 'p1', and never with a dash.
            key = self.keys.of(f"page-{len(self.done) + 1}")
            self.names[key] = name
            self.done.append(Page(key=key, items=tuple(self._items), **about))
        self._items = []
        self._open = {
            one: said for one, said in self._open.items() if one not in ("lead", "title", "ends_if")
        }

    def say(self, words: Words, *, show_if: Condition | None) -> None:
        """Words that ask nothing: above what follows them, or on a page of their own where they hang on an answer."""
        if show_if is not None:
            kept = dict(self._open)
            self.end()
            self._open = {**kept, "lead": words, "show_if": with_both(kept.get("show_if"), show_if)}
            self.end()
            self._open = {one: said for one, said in kept.items() if one not in ("lead", "title")}
            return
        if self._items:
            self.end()
        lead = self._open.get("lead") or {}
        self._open["lead"] = joined(lead, words, by="\n\n")

    def ask(self, items: Sequence[Item], *, name: str, show_if: Condition | None) -> None:
        for item in items:
            self.names[item.key] = name
            self._items.append(msgspec.structs.replace(item, show_if=show_if))

    def also_if(
        self, pages: range, first: Condition | None, other: Condition | None
    ) -> tuple[range, Condition | None]:
        """What stands in several places of the file is asked in the first, of whoever comes by any of them.

        A condition on what is asked only later leaves it as it is.
        """
        earlier = {item.key for page in self.done[: pages.start] for item in page.items}
        if first is None or any(
            when.item and when.item.partition(".")[0] not in earlier for when in named(other)
        ):
            return pages, first
        wider = None if other is None else any_of([first, other])
        for n in pages:
            if self.done[n].show_if == first:
                self.done[n] = msgspec.structs.replace(self.done[n], show_if=wider)
        return pages, wider

    def ends_if(self, condition: Condition, *, decided_here: bool = False) -> bool:
        """After the last page; whether that can be said: a page that may be hidden ends nothing, unless what decides it
        stands on that very page.
        """
        self.end()
        if not self.done or not (decided_here or self.done[-1].show_if in (None, condition)):
            return False
        last = self.done[-1]
        both = any_of([one for one in (last.ends_if, condition) if one is not None])
        self.done[-1] = msgspec.structs.replace(last, ends_if=both)
        return True

    def carried(self, *, title: Words, language: str, welcome: Words, thanks: Words) -> Carried:
        """Raises FileRefused where nothing of the file can be asked, or where it is too much."""
        self.end()
        pages = checked(self.done, names=self.names, notes=self.notes)
        if not any(page.items for page in pages):
            raise FileRefused(_("None of its questions can be asked here.") + self._first())
        definition = Definition(title=title, language=language, welcome=welcome, thanks=thanks, pages=pages)
        try:
            # Read as any other, so that what is stored is what can be read again.
            definition = read(written(definition))
        except Unreadable as error:
            raise FileRefused(
                _("It cannot be kept as one questionnaire: %(why)s") % {"why": str(error)}
            ) from error
        return Carried(definition, tuple(self.notes.said))

    def _first(self) -> str:
        first = next(iter(self.notes.said), None)
        return f" {first.name}: {first.said}" if first else ""
