"""What customers are written to, in the language in force."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from .domain.joining import Obstacle
from .domain.opening import HoursFault, HoursWrong
from .models import Mending
from .queries.causes import title_in


def letter(
    mending: Mending, *, said_at: datetime, link: str, voted_for: Mapping[str, str] | None = None
) -> str:
    """What became of it; with a link, also whether it helped. `voted_for` is what happened to them too, by language."""
    facts = _facts(mending, said_at=said_at, said=voted_for or mending.said)
    first = (
        _("On %(day)s you told us that this happened to you too: “%(said)s”")
        if voted_for
        else _("On %(day)s you told us: “%(said)s”")
    )
    parts = [
        _("Hello,"),
        first % facts,
        _("We have mended what was behind it: %(did)s") % facts,
        _("Thank you for telling us. It was because of you and others who did that we found it."),
    ]
    if link:
        parts.append(_("Has it helped you? One tap tells us: %(link)s") % {"link": link})
    return "\n\n".join(parts)


def words_to_post(mending: Mending, *, said_at: datetime, link: str) -> str:
    """What became of it, short and without anything private, for a person to post where somebody wrote of it."""
    facts = _facts(mending, said_at=said_at, said=mending.said)
    parts = [
        _("Hello! On %(day)s you wrote about this: “%(said)s”") % facts,
        _("We have mended it: %(did)s") % facts,
        _("Thank you for saying so. Has it helped you?"),
    ]
    return "\n".join([*parts, *([link] if link else [])])


def _facts(mending: Mending, *, said_at: datetime, said: Mapping[str, str]) -> dict[str, str]:
    language = get_language() or "en"
    return {
        "day": date_format(
            localtime(said_at), pgettext("format of a date, see Django's date filter", "j M Y")
        ),
        "said": title_in(dict(said), language) or title_in(mending.cause.titles, language),
        "did": title_in(mending.did, language),
    }


def kinds_said(counts: dict[str, int]) -> str:
    """How many of each kind, in words: 3 complaints, 1 praise."""
    said = {
        "complaint": ngettext("%(n)s complaint", "%(n)s complaints", counts.get("complaint", 0)),
        "question": ngettext("%(n)s question", "%(n)s questions", counts.get("question", 0)),
        "praise": _("praised %(n)s times"),
        "suggestion": ngettext("%(n)s suggestion", "%(n)s suggestions", counts.get("suggestion", 0)),
    }
    return ", ".join(said[kind] % {"n": counts[kind]} for kind in said if counts.get(kind))


def obstacle_said(there: Obstacle) -> str:
    """What stands in the way of a merge, and what to do."""
    said = {
        Obstacle.ITSELF: _("A case is not merged into itself. Choose another one."),
        Obstacle.GONE_MERGED: _("This case was merged into another one. Do it there."),
        Obstacle.OTHER_MERGED: _("The other case was merged itself. Choose the one that it leads to."),
        Obstacle.QUARANTINED: _("One of them is in quarantine. Let it in first."),
        Obstacle.TWO_CUSTOMERS: _("These are cases of two customers: each would read the other's words."),
        Obstacle.GOING_OUT: _("A reply of this case is just going out. Merge it in a minute."),
    }
    return said[there]


def hours_wrong_said(wrong: HoursWrong) -> str:
    """What is wrong with business hours, and what to do."""
    said = {
        HoursFault.TIME_ZONE: _("There is no such time zone; Asia/Seoul is one."),
        HoursFault.WEEK: _("There is no business time within ten years. Open on some day."),
        HoursFault.COUNTRY: _(
            "We know no holidays of this place. Choose a country and one of its parts, or none."
        ),
        HoursFault.CLOSED_DAYS: _("These are too many days. Take away those that are past."),
    }
    return wrong.detail or said[wrong.fault]
