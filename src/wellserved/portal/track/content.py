"""What stands inside the frame of a tracking page, and with which status it is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, cast

from django.template import Context
from django.template.base import Template
from django.template.loader import get_template
from django.utils.translation import gettext as _

from wellserved.portal.track.page import ParcelPage, draw_line, draw_parcel, draw_unknown
from wellserved.portal.track.pressing import pressed
from wellserved.tracking.queries.public import Followed

TOKEN = "qTokenOfTheFormq"  # noqa: S105  the place where a form's token is put in
# A parcel is nobody's to find who does not look for it.
_UNSEARCHED = {"X-Robots-Tag": "noindex, nofollow"}
STRANGER = "portal/track/doing_stranger.html"


@dataclass(frozen=True, slots=True)
class Content:
    """`html` holds TOKEN where the token of a form belongs; `whole` is False for a part that is put into a page."""

    html: str
    title: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True


def of_number(
    found: Sequence[Followed], *, now: datetime, named: bool = False, part: bool = False
) -> Content:
    """As a stranger sees it: one consignment, a choice between carriers, or that nothing is known.

    `named` says that the carrier was, and so it is in all that the page leads to.
    """
    if not found:
        return unknown()
    if len(found) > 1:
        lines = [draw_line(one, now=now, several=True) for one in found]
        return Content(_html("asked", {"lines": lines}), _("Several carriers use this number"))
    page = draw_parcel(found[0], now=now, several=named)
    return of_part(page) if part else Content(pressed(_strangers, page), page.title, headers=_UNSEARCHED)


def of_parcel(page: ParcelPage, *, doing: str, **more: Any) -> Content:
    """With what is put in the stead of a stranger's doings, and what that template needs."""
    html = _html("parcel", {"page": page, "doing": doing, "token": TOKEN, **more})
    return Content(html, page.title, headers=_UNSEARCHED)


def of_part(page: ParcelPage) -> Content:
    return Content(pressed(_part, page), page.title, headers=_UNSEARCHED, whole=False)


def _part(page: ParcelPage) -> str:
    return _html("part", {"page": page})


def _strangers(page: ParcelPage) -> str:
    return _html("parcel", {"page": page, "doing": STRANGER, "token": TOKEN})


def of_numbers(
    numbers: Sequence[str], found: Sequence[Followed], *, now: datetime, wrong: str = ""
) -> Content:
    """A line for each number, in their order."""
    lines = []
    for number in numbers:
        those = [one for one in found if one.number == number]
        lines += [draw_line(one, now=now, several=len(those) > 1) for one in those] or [draw_unknown(number)]
    context = {
        "lines": lines,
        "unknown": any(not line.known for line in lines),
        "wrong": wrong,
        "typed": "\n".join(numbers),
    }
    return Content(_html("asked", context), _("Follow a parcel"), 422 if wrong else 200)


def unknown() -> Content:
    """The number is not repeated: whatever is not to be seen is answered alike, byte for byte."""
    return Content(_html("unknown", {}), _("We know nothing of this number"), 404)


def not_opened(words: str, *, back: str, status: int) -> Content:
    """No fact of any consignment stands on it: it is the same whether there is one or not."""
    html = _html("not_opened", {"words": words, "token": TOKEN, "back": back})
    return Content(html, _("This did not open"), status)


def refused(*, until: datetime, now: datetime) -> Content:
    seconds = max(1, int((until - now).total_seconds()) + 1)
    html = _html("refused", {"minutes": -(-seconds // 60)})
    return Content(html, _("Please wait a few minutes"), 429, {"Retry-After": str(seconds)})


def _html(name: str, context: dict[str, Any]) -> str:
    return str(_template(name).render(Context(context)))


@cache
def _template(name: str) -> Template:
    # The engine's own template: rendered without a request, since all that the page says is in its context.
    return cast("Template", get_template(f"portal/track/{name}.html").template)  # type: ignore[attr-defined]  # Django's own engine has it
