"""RSS and Atom, as shops of programs, forums and watchers of the web offer them."""

import calendar
import hashlib
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it brings no types

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
    cut_off,
    language_of,
    link_of,
    moment_of,
)
from .feed_text import made_ready

__all__ = ["Feed"]

MOST = 500
# What feedparser raises over what no program should ever have written.
_BROKEN = (
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)
# Where shops put their stars beside what the standards know.
_RATINGS = ("im_rating", "rating", "r_rating", "review_rating", "star_rating")


class Feed(Adapter):
    kind = "feed"
    accepts = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"

    def read(self, got: Got, place: Place) -> Found:  # noqa: ARG002  a feed says itself what it is
        body = made_ready(got)
        try:
            # As a stream: what is given as bytes feedparser would first try to open as the name of a file.
            parsed = feedparser.parse(
                BytesIO(body),
                response_headers={
                    "content-type": "application/xml; charset=utf-8",
                    "content-location": got.url,
                },
                sanitize_html=False,
            )
        except _BROKEN as error:
            raise SourceUnreadable("This feed is built in a way that cannot be read.") from error
        if not parsed.get("version") and not parsed.get("entries"):
            raise SourceUnreadable("This is no RSS or Atom feed, or it breaks off.")
        language = language_of(parsed.get("feed", {}).get("language"))
        mentions, faults = [], []
        for number, entry in enumerate(parsed.entries[:MOST], start=1):
            found = _mention(entry, language)
            if found is None:
                why = "It has neither words nor stars."
                faults.append(Fault(place=f"entry {number}", why=why, mend="The others have gone in."))
            else:
                mentions.append(found)
        if len(parsed.entries) > MOST:
            faults.append(cut_off(MOST))
        return Found(mentions=tuple(mentions), faults=tuple(faults))


def _mention(entry: Mapping[str, Any], language: str) -> Mention | None:
    contents = entry.get("content") or []
    html = next((one.get("value", "") for one in contents), "") or entry.get("summary", "")
    text, title = text_of(html)[:MOST_TEXT], text_of(entry.get("title", ""))[:200]
    rating = next((found for name in _RATINGS if (found := _number(entry.get(name))) is not None), None)
    if not (text or title or rating is not None):
        return None
    link = link_of(entry.get("link"))
    name = str(entry.get("id") or link)
    author = text_of(str(entry.get("author") or ""))[:120]
    return Mention(
        external_id=name
        or hashlib.sha256(f"{title}\0{author}\0{entry.get('published')}".encode()).hexdigest(),
        text=text or title,
        title=title,
        author=author,
        link=link,
        at=_at(entry.get("published_parsed") or entry.get("updated_parsed")),
        rating=rating,
        language=language_of(entry.get("language")) or language,
    )


def _number(given: object) -> float | None:
    try:
        found = float(str(given).strip())
    except ValueError:
        return None
    return found if 0 <= found <= 5 else None


def _at(given: time.struct_time | None) -> datetime | None:
    try:
        return moment_of(datetime.fromtimestamp(calendar.timegm(given), UTC).isoformat()) if given else None
    except (ValueError, OverflowError, OSError):
        return None
