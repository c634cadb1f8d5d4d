"""What customers are written to, in the language in force."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from .models import Mending
from .queries.causes import title_in


def letter(mending: Mending, *, said_at: datetime, link: str) -> str:
    """What became of it; with a link, also whether it helped."""
    language = get_language() or "en"
    facts = {
        "day": date_format(
            localtime(said_at), pgettext("format of a date, see Django's date filter", "j M Y")
        ),
        "said": title_in(mending.said, language) or title_in(mending.cause.titles, language),
        "did": title_in(mending.did, language),
    }
    parts = [
        _("Hello,"),
        _("On %(day)s you told us: “%(said)s”") % facts,
        _("We have mended what was behind it: %(did)s") % facts,
        _("Thank you for telling us. It was because of you and others who did that we found it."),
    ]
    if link:
        parts.append(_("Has it helped you? One tap tells us: %(link)s") % {"link": link})
    return "\n\n".join(parts)


def kinds_said(counts: dict[str, int]) -> str:
    """How many of each kind, in words: 3 complaints, 1 praise."""
    said = {
        "complaint": ngettext("%(n)s complaint", "%(n)s complaints", counts.get("complaint", 0)),
        "question": ngettext("%(n)s question", "%(n)s questions", counts.get("question", 0)),
        "praise": _("praised %(n)s times"),
        "suggestion": ngettext("%(n)s suggestion", "%(n)s suggestions", counts.get("suggestion", 0)),
    }
    return ", ".join(said[kind] % {"n": counts[kind]} for kind in said if counts.get(kind))
