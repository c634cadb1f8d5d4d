"""How cases are spoken of among staff."""

from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

Words = str | Promise

KINDS: dict[str, Words] = {
    "complaint": pgettext_lazy("kind of case", "Complaint"),
    "question": pgettext_lazy("kind of case", "Question"),
    "praise": pgettext_lazy("kind of case", "Praise"),
    "suggestion": pgettext_lazy("kind of case", "Suggestion"),
}
CHANNELS: dict[str, Words] = {
    "portal": pgettext_lazy("way a case came", "our pages"),
    "email": pgettext_lazy("way a case came", "e-mail"),
    "phone": pgettext_lazy("way a case came", "telephone"),
    "api": pgettext_lazy("way a case came", "a program"),
    "mention": pgettext_lazy("way a case came", "outside"),
    "answer": pgettext_lazy("way a case came", "a questionnaire"),
    "parcel": pgettext_lazy("way a case came", "a parcel's page"),
}
STATES: dict[str, Words] = {
    "new": pgettext_lazy("state of a case", "New"),
    "open": pgettext_lazy("state of a case", "Open"),
    "waiting": pgettext_lazy("state of a case", "Waiting for the customer"),
    "done": pgettext_lazy("state of a case", "Done"),
}
URGENCIES: dict[str, Words] = {
    "low": pgettext_lazy("urgency", "Low"),
    "normal": pgettext_lazy("urgency", "Normal"),
    "high": pgettext_lazy("urgency", "High"),
    "urgent": pgettext_lazy("urgency", "Urgent"),
}
QUARANTINES: dict[str, Words] = {
    "flood": gettext_lazy("Too many at once from one sender"),
    "links": gettext_lazy("Mostly links"),
    "forged": gettext_lazy("The sender may be forged"),
    "loop": gettext_lazy("Machines answering each other"),
    "bounce": gettext_lazy("A mail that came back"),
    "automatic": gettext_lazy("An automatic reply"),
    "unreadable": gettext_lazy("It could not be read"),
    "too_large": gettext_lazy("Too large"),
    "staff": gettext_lazy("Set aside by a colleague"),
    "spam": gettext_lazy("Marked as spam"),
}
TOLD_BY: dict[str, Words] = {
    "phone": pgettext_lazy("way of telling", "by telephone"),
    "email": pgettext_lazy("way of telling", "by e-mail"),
    "letter": pgettext_lazy("way of telling", "by letter"),
    "person": pgettext_lazy("way of telling", "in person"),
    "other": pgettext_lazy("way of telling", "otherwise"),
}
SUBJECTS: dict[str, Words] = {
    "parcel": pgettext_lazy("what a case is about", "Parcel"),
    "return": pgettext_lazy("what a case is about", "Return"),
    "repair": pgettext_lazy("what a case is about", "Repair"),
    "lot": pgettext_lazy("what a case is about", "Lot"),
    "case": pgettext_lazy("what a case is about", "Case"),
    "answer": pgettext_lazy("what a case is about", "Answer"),
    "rising-topic": pgettext_lazy("what a case is about", "Topic"),
}
REFUSED: dict[str, Words] = {
    "too_large": gettext_lazy("too large, not kept"),
    "too_many": gettext_lazy("one of too many, not kept"),
    "type": gettext_lazy("of a kind that we do not keep"),
    "bomb": gettext_lazy("an archive that unpacks without end, not kept"),
}
TABS: dict[str, Words] = {
    "answer": pgettext_lazy("cases", "To answer"),
    "waiting": pgettext_lazy("cases", "Waiting"),
    "done": pgettext_lazy("cases", "Done"),
    "all": pgettext_lazy("cases", "All"),
    "quarantine": pgettext_lazy("cases", "Quarantine"),
}


def language_name(code: str) -> str:
    """A language as its speakers call it; the code itself where it is unknown."""
    if not code:
        return ""
    try:
        return str(get_language_info(code.lower())["name_local"]).capitalize()
    except KeyError:
        return code


def span(length: timedelta) -> str:
    """Minutes below two hours, hours below two days, then days."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}


def due_words(due_at: datetime | None, *, now: datetime) -> tuple[str, bool]:
    """When it is due, and whether that is past; nothing where nothing is promised."""
    if due_at is None:
        return "", False
    late = due_at < now
    text = _("%(span)s late") if late else _("in %(span)s")
    return text % {"span": span(due_at - now)}, late
