"""What the buttons of the editor and its drag and drop send: a deed in one word, `do`."""

from collections.abc import Mapping

import msgspec

from wellserved.voice.domain.deeds import (
    KINDS,
    AddItem,
    AddPage,
    Copy,
    Deed,
    MoveItem,
    MovePage,
    PutBack,
    Remove,
    Step,
)
from wellserved.voice.domain.definition import Item, Page

__all__ = ["NotUnderstood", "deed_of"]


class NotUnderstood(ValueError):
    """This is no command of the editor."""


def deed_of(posted: Mapping[str, str]) -> Deed:
    """Raises NotUnderstood."""
    words = posted.get("do", "").split(":")
    deed = _made(words, posted) or _moved(words)
    if deed is None:
        raise NotUnderstood(f"'{':'.join(words)[:60]}' is no command of the editor. Load the page again.")
    return deed


def _made(words: list[str], posted: Mapping[str, str]) -> Deed | None:
    match words:
        case ["add", "page"]:
            return AddPage()
        case ["add", "item", page] if posted.get("kind") in KINDS:
            return AddItem(page=page, kind=posted["kind"])
        case ["copy", "item", key]:
            return Copy(key=key)
        case ["back", "item" | "page" as what]:
            return _put_back(what, posted)
    return None


def _moved(words: list[str]) -> Deed | None:
    match words:
        case ["up" | "down" as way, "item" | "page" as what, key]:
            return Step(what=what, key=key, up=way == "up")
        case ["move", "item", key, page, before]:
            return MoveItem(key=key, page=page, before=before)
        case ["move", "page", key, before]:
            return MovePage(key=key, before=before)
        case ["remove", "item" | "page" as what, key]:
            return Remove(what=what, key=key)
    return None


def _put_back(what: str, posted: Mapping[str, str]) -> PutBack:
    try:
        part = msgspec.json.decode(posted.get("part", ""), type=Page if what == "page" else Item)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotUnderstood("What was removed did not come along. Load the page again.") from error
    return PutBack(part=part, page=posted.get("page", ""), before=posted.get("before", ""))
