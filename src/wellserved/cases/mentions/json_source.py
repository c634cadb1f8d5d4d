"""Any JSON over HTTP, by a mapping that says where each fact stands."""

import hashlib
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
from django.utils.translation import gettext as _

from wellserved.cases.domain.json_paths import found_at, is_path
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

__all__ = ["FIELDS", "JsonSource"]

FIELDS = ("items", "id", "text", "title", "author", "link", "at", "rating", "language", "next")
"""Paths; `items` leads to the list and `next` to the address of the next page, the others lead on within an item."""
MOST = 1000


class JsonSource(Adapter):
    kind = "json"
    accepts = "application/json"

    def wrong(self, place: Place) -> tuple[str, str] | None:
        mapping = place.mapping
        for name in FIELDS:
            if mapping.get(name) and not is_path(mapping[name]):
                return name, _("This is no path. Write names with dots between them: user.name, or tags[0].")
        if not mapping.get("text") and not mapping.get("rating"):
            return "text", _("Say where the words stand, or at least the rating.")
        if mapping.get("scale") and _number(mapping["scale"]) is None:
            return "scale", _("Say how many stars there are at most, as a number.")
        return None

    def read(self, got: Got, place: Place) -> Found:
        try:
            whole = msgspec.json.decode(got.body)
        except (msgspec.DecodeError, RecursionError) as error:
            raise SourceUnreadable("This is no JSON, or it breaks off.") from error
        mapping = place.mapping
        items = found_at(whole, mapping.get("items", ""))
        if not isinstance(items, list):
            where = mapping.get("items") or _("the top")
            raise SourceUnreadable(_("There is no list at %(where)s.") % {"where": where})
        mentions, faults = [], []
        for number, item in enumerate(items[:MOST], start=1):
            try:
                mentions.append(_mention(item, mapping))
            except ValueError as error:
                mend = _("Look at the mapping, or leave it out.")
                faults.append(Fault(place=_("item %(n)s") % {"n": number}, why=str(error), mend=mend))
        if len(items) > MOST:
            faults.append(cut_off(MOST))
        return Found(mentions=tuple(mentions), faults=tuple(faults), more=_more(whole, got, mapping))


def _mention(item: Any, mapping: Any) -> Mention:
    def said(name: str) -> Any:
        return found_at(item, mapping[name]) if mapping.get(name) else None

    text, title = _words(said("text"))[:MOST_TEXT], _words(said("title"))[:200]
    rating, scale = _number(said("rating")), _number(mapping.get("scale")) or 5.0
    if rating is not None and not 0 <= rating <= scale:
        raise ValueError(
            _("The rating %(n)s is not on the scale up to %(most)s.")
            % {"n": f"{rating:g}", "most": f"{scale:g}"}
        )
    if not (text or title or rating is not None):
        raise ValueError(_("There are neither words nor a rating."))
    link, at, author = link_of(said("link")), said("at"), _words(said("author"))[:120]
    moment = moment_of(at)
    if at is not None and moment is None:
        raise ValueError(_("“%(text)s” is no time.") % {"text": str(at)[:40]})
    id_ = said("id")
    name = link if id_ in (None, "") else str(id_)
    return Mention(
        # Without an id of its own it is known by its author and time: a changed text is a change, not another review.
        external_id=name
        or hashlib.sha256(
            f"{author}\0{at}\0{'' if author and moment else text + title}".encode()
        ).hexdigest(),
        text=text or title,
        title=title,
        author=author,
        link=link,
        at=moment,
        rating=rating,
        scale=scale,
        language=language_of(said("language")),
    )


def _words(given: Any) -> str:
    """Text, or HTML made text."""
    if isinstance(given, dict | list) or given is None:
        return ""
    text = str(given)
    return text_of(text) if "<" in text or "&" in text else text.strip()


def _number(given: Any) -> float | None:
    try:
        found = float(str(given).strip().replace(",", "."))
    except ValueError:
        return None
    return found if abs(found) < 1e6 else None


def _more(whole: Any, got: Got, mapping: Any) -> str:
    """The next page, on the same host: a token is for nobody else."""
    given = found_at(whole, mapping["next"]) if mapping.get("next") else None
    if not isinstance(given, str) or not given.strip():
        return ""
    try:
        address = urljoin(got.url, given.strip())
        same = urlsplit(address)[:2] == urlsplit(got.url)[:2]
    except ValueError:
        return ""
    return address if same and address != got.url else ""
