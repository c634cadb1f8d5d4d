"""What was done to a map, and by whom, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellserved.journey.contracts import EditLine
from wellserved.platform.lists import listed

from .wording import Words, minute

FIELDS: dict[str, Words] = {
    "title": gettext_lazy("Name"),
    "goal": gettext_lazy("The customer's goal"),
    "channel": gettext_lazy("Channel"),
    "side": gettext_lazy("Seen by customers"),
    "owner": gettext_lazy("Owner"),
    "owner_team": gettext_lazy("Owning team"),
    "doing": gettext_lazy("What the customer does"),
    "thinking": gettext_lazy("What the customer thinks"),
    "feeling": gettext_lazy("How it feels"),
    "frontstage": gettext_lazy("Frontstage"),
    "backstage": gettext_lazy("Backstage"),
    "support": gettext_lazy("Support"),
    "inner": gettext_lazy("Journey that it opens into"),
    "place": gettext_lazy("Place on the map"),
    "removed": gettext_lazy("Still on the map"),
    "unit": gettext_lazy("Unit"),
    "better": gettext_lazy("Better is"),
    "scale_low": gettext_lazy("Scale from"),
    "scale_high": gettext_lazy("Scale to"),
    "satisfied": gettext_lazy("Satisfied from"),
}


def field_words(field: str) -> str:
    return str(FIELDS.get(field, field))


DONE: dict[str, Words] = {
    "set_field": gettext_lazy("%(who)s changed “%(what)s”"),
    "add_stage": gettext_lazy("%(who)s added the stage “%(what)s”"),
    "add_touchpoint": gettext_lazy("%(who)s added “%(what)s”"),
    "add_measure": gettext_lazy("%(who)s added the measure “%(what)s”"),
    "move": gettext_lazy("%(who)s moved “%(what)s”"),
    "copy": gettext_lazy("%(who)s copied “%(what)s”"),
    "remove": gettext_lazy("%(who)s removed “%(what)s”"),
    "put_back": gettext_lazy("%(who)s put “%(what)s” back"),
    "undo": gettext_lazy("%(who)s undid a change of “%(what)s”"),
    "redo": gettext_lazy("%(who)s did a change of “%(what)s” again"),
}
MINE: dict[str, Words] = {
    "set_field": gettext_lazy("You changed “%(what)s”"),
    "add_stage": gettext_lazy("You added the stage “%(what)s”"),
    "add_touchpoint": gettext_lazy("You added “%(what)s”"),
    "add_measure": gettext_lazy("You added the measure “%(what)s”"),
    "move": gettext_lazy("You moved “%(what)s”"),
    "copy": gettext_lazy("You copied “%(what)s”"),
    "remove": gettext_lazy("You removed “%(what)s”"),
    "put_back": gettext_lazy("You put “%(what)s” back"),
    "undo": gettext_lazy("You undid a change of “%(what)s”"),
    "redo": gettext_lazy("You did a change of “%(what)s” again"),
}
PAST: dict[str, Words] = {
    "set_field": gettext_lazy("changed “%(what)s”"),
    "add_stage": gettext_lazy("added the stage “%(what)s”"),
    "add_touchpoint": gettext_lazy("added “%(what)s”"),
    "add_measure": gettext_lazy("added the measure “%(what)s”"),
    "move": gettext_lazy("moved “%(what)s”"),
    "copy": gettext_lazy("copied “%(what)s”"),
    "remove": gettext_lazy("removed “%(what)s”"),
    "put_back": gettext_lazy("put “%(what)s” back"),
}


def edit_words(line: EditLine, *, account_id: int | None, among: Sequence[EditLine] = ()) -> str:
    """One edit as a sentence without its full stop; `among` are others, to say what an undoing undid."""
    own = account_id is not None and line.by_account == account_id
    who = line.by or _("Somebody")
    original = _original(line, among=among)
    if line.deed in {"undo", "redo"} and original and original.deed in PAST:
        facts = {"who": who, "what": _past(original)}
        if line.deed == "undo":
            return (_("Undone: %(what)s") if own else _("%(who)s undid: %(what)s")) % facts
        return (_("Done again: %(what)s") if own else _("%(who)s did again: %(what)s")) % facts
    words = (MINE if own else DONE).get(line.deed)
    if words is None:
        words = gettext_lazy("You changed the map") if own else gettext_lazy("%(who)s changed the map")
    return str(words) % {"who": who, "what": _titles(line)}


def _original(line: EditLine, *, among: Sequence[EditLine]) -> EditLine | None:
    """The edit that was undone; of a redo, the one whose undoing was undone."""
    numbered = {other.number: other for other in among}
    original = numbered.get(line.undoes or 0)
    return numbered.get(original.undoes) if original and original.undoes is not None else original


def _past(line: EditLine) -> str:
    return str(PAST[line.deed]) % {"what": _titles(line)}


def latest_words(edits: Sequence[EditLine], *, account_id: int | None) -> str:
    """Who changed what last, and when; nothing where nobody has."""
    return "".join(
        _("Last change: %(what)s, %(when)s.")
        % {"what": edit_words(line, account_id=account_id, among=edits), "when": minute(line.at)}
        for line in edits[:1]
    )


def undo_words(edits: Sequence[EditLine], *, account_id: int | None) -> str:
    """What the next undo takes back, as far as the last edits tell."""
    gone = {line.undoes for line in edits if line.undoes is not None}
    own = (line for line in edits if line.by_account == account_id and line.undoes is None)
    target = next((line for line in own if line.number not in gone), None)
    if target is None or target.deed not in PAST:
        return _("Undo your last change")
    return _("Undo: %(what)s") % {"what": _past(target)}


def _titles(line: EditLine) -> str:
    """One or two names, the rest counted; what was copied or removed with something goes without saying."""
    names = list(dict.fromkeys(line.titles))
    if line.deed in {"copy", "remove", "put_back"}:
        names = names[:1]
    if len(names) > 2:
        return _("%(first)s and %(more)s more") % {"first": names[0], "more": len(names) - 1}
    return listed(names) or _("the journey")
