"""Mastodon's REST API: a hashtag's timeline, a search, or who mentions the account of the token.

The newest page is read at each visit, so that what its author changed lately is seen; where more came than it holds, what
lies between it and the last visit follows by `min_id`, the oldest first.
"""

from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import msgspec
from django.utils.translation import gettext as _

from wellserved.platform.html_text import text_of

from .adapter import (
    MOST_TEXT,
    Adapter,
    Fault,
    Found,
    Got,
    Mention,
    Place,
    SourceUnreadable,
    language_of,
    link_of,
    moment_of,
)

__all__ = ["WATCHES", "Mastodon"]

LIMIT = 40
WATCHES = ("hashtag", "search", "mentions")


class Mastodon(Adapter):
    """`mapping` has 'watch', one of WATCHES, and 'words': the hashtag or what is looked for."""

    kind = "mastodon"
    accepts = "application/json"

    def wrong(self, place: Place) -> tuple[str, str] | None:
        watch, words = place.mapping.get("watch", ""), place.mapping.get("words", "").strip()
        if watch not in WATCHES:
            return "watch", _("Choose what to watch: a hashtag, a search, or who mentions the account.")
        if watch != "mentions" and not words:
            return "words", _("Say which hashtag, or which words to look for.")
        return None

    def first(self, place: Place) -> str:
        return _address(place)

    def read(self, got: Got, place: Place) -> Found:
        rows = _rows(got.body, place.mapping.get("watch", ""))
        mentions, faults = [], []
        for number, row in enumerate(rows, start=1):
            status = row.get("status") if place.mapping.get("watch") == "mentions" else row
            try:
                if isinstance(status, dict) and not status.get("reblog"):
                    mentions.append(_mention(status))
            except (KeyError, TypeError, AttributeError):
                why = "It is no post as Mastodon writes them."
                faults.append(Fault(place=f"post {number}", why=why, mend="The others have gone in."))
        ids = sorted((str(row.get("id", "")) for row in rows), key=_age)
        return Found(
            mentions=tuple(mentions),
            faults=tuple(faults),
            more=_more(got, place, ids),
            cursor=ids[-1] if ids else "",
        )


def _address(place: Place, *, min_id: str = "") -> str:
    words = place.mapping.get("words", "").strip()
    asked: dict[str, str] = {"limit": str(LIMIT)} | ({"min_id": min_id} if min_id else {})
    path = {
        "hashtag": f"/api/v1/timelines/tag/{quote(words.lstrip('#'), safe='')}",
        "search": "/api/v2/search",
        "mentions": "/api/v1/notifications",
    }[place.mapping["watch"]]
    if place.mapping["watch"] == "search":
        asked |= {"q": words, "type": "statuses"}
    if place.mapping["watch"] == "mentions":
        asked |= {"types[]": "mention"}
    return f"{place.address.rstrip('/')}{path}?{urlencode(asked)}"


def _more(got: Got, place: Place, ids: list[str]) -> str:
    """At the first visit the newest page is enough; later, whatever came since the last one."""
    if not place.cursor or len(ids) < LIMIT:
        return ""
    inside = dict(parse_qsl(urlsplit(got.url).query)).get("min_id")
    if inside:
        return _address(place, min_id=ids[-1]) if _age(ids[-1]) > _age(inside) else ""
    return _address(place, min_id=place.cursor) if _age(ids[0]) > _age(place.cursor) else ""


def _age(name: str) -> tuple[int, str]:
    """Ids are numbers too long for many programs, so they come as text; a longer one is a later one."""
    return len(name), name


def _rows(body: bytes, watch: str) -> list[dict[str, Any]]:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceUnreadable("This is no JSON, or it breaks off.") from error
    rows = found.get("statuses") if watch == "search" and isinstance(found, dict) else found
    if not isinstance(rows, list):
        raise SourceUnreadable("This is no list of posts: is it the address of a Mastodon server?")
    return [row for row in rows if isinstance(row, dict)]


def _mention(status: dict[str, Any]) -> Mention:
    account = status["account"]
    words = [text_of(str(status.get("spoiler_text") or "")), text_of(str(status.get("content") or ""))]
    shown = [one for one in status.get("media_attachments") or [] if isinstance(one, dict)]
    words += [str(one.get("description") or "") for one in shown]
    text = "\n\n".join(one for one in words if one)[:MOST_TEXT]
    return Mention(
        external_id=str(status.get("uri") or status["id"]),
        text=text or "–",
        author=str(account.get("display_name") or account.get("acct") or "")[:120],
        handle=f"@{account.get('acct') or ''}"[:200],
        link=link_of(status.get("url")) or link_of(status.get("uri")),
        at=moment_of(status.get("created_at")),
        language=language_of(status.get("language")),
    )
