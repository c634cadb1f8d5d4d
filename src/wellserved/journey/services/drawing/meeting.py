"""What clashes are called, in the reader's language."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from wellserved.journey.contracts import Clash, EditConflict, Value
from wellserved.journey.domain.clashing import Met
from wellserved.journey.domain.fields import STAGE, TOUCHPOINT
from wellserved.journey.domain.sheet import Sheet
from wellserved.journey.models import Edit
from wellserved.people.models import Staff


def conflict(met: Sequence[Met], *, sheet: Sheet, edits: Iterable[Edit], version: int) -> EditConflict:
    """The conflict as people read it: names for ids, words for places."""
    by_number = {edit.number: edit for edit in edits}
    names = _names(met, by_number.values())
    clashes = []
    for one in met:
        edit = by_number[one.edit]
        clashes.append(
            Clash(
                kind=one.key[0],
                id=one.key[1],
                title=str(sheet.elements[one.key]["title"]),
                field=one.field,
                was=_shown(one, one.was, sheet, names[1]),
                theirs=_shown(one, one.theirs, sheet, names[1]),
                mine=_shown(one, one.mine, sheet, names[1]),
                by=names[0].get(edit.by_id, ""),
                at=edit.at,
            )
        )
    return EditConflict(clashes=clashes, version=version)


def _names(met: Sequence[Met], edits: Iterable[Edit]) -> tuple[dict[int | None, str], dict[int, str]]:
    """Names by account and by staff id."""
    accounts = {edit.by_id for edit in edits if edit.by_id is not None}
    owners = {v for m in met if m.field == "owner" for v in (m.was, m.theirs, m.mine) if v is not None}
    rows = Staff.objects.filter(account_id__in=accounts) | Staff.objects.filter(pk__in=owners)
    found = list(rows.values_list("account_id", "pk", "name"))
    return {account: name for account, _pk, name in found}, {pk: name for _account, pk, name in found}


def _shown(one: Met, value: Any, sheet: Sheet, staff: dict[int, str]) -> Value:
    if one.field == "owner":
        return staff.get(value, "") if isinstance(value, int) else None
    if one.field == "place":
        return _place(one, value, sheet)
    if one.field == "removed":
        return _doings(value, sheet) if isinstance(value, list) else value
    return value  # type: ignore[no-any-return]  # the values of fields are plain


def _place(one: Met, value: dict[str, Any], sheet: Sheet) -> str:
    kind = one.key[0]
    stage = sheet.elements.get((STAGE, value["parent"]), {}).get("title", "") if kind == TOUCHPOINT else ""
    following = _next(one, value, sheet)
    facts = {"stage": stage, "next": following}
    if kind == TOUCHPOINT and following:
        return _("in '%(stage)s', before '%(next)s'") % facts
    if kind == TOUCHPOINT:
        return _("in '%(stage)s', at the end") % facts
    return _("before '%(next)s'") % facts if following else _("at the end")


def _next(one: Met, value: dict[str, Any], sheet: Sheet) -> str:
    """The title of what stands behind it on the map."""
    kind, number = one.key
    if "next" in value:
        order = sheet.order(kind, value["parent"])
        rest = order[order.index(value["next"]) :] if value["next"] in order else []
    else:
        order = sheet.order(kind, value["parent"])
        rest = [n for n in order if float(sheet.elements[kind, n]["position"] or 0) > value["position"]]
    shown = (n for n in rest if n != number and sheet.lives((kind, n)))
    return next((str(sheet.elements[kind, n]["title"]) for n in shown), "")


def _doings(changes: Sequence[dict[str, Any]], sheet: Sheet) -> str:
    """What somebody did to an element, one after the other."""
    said = []
    for change in changes:
        title = sheet.elements[change["kind"], change["id"]]["title"]
        facts = {"title": title, "field": change["field"], "value": change["is"]}
        if change["field"] == "removed_at":
            sentence = _("added '%(title)s'") if change["is"] is None else _("removed '%(title)s'")
        elif change["field"] == "place":
            sentence = _("moved '%(title)s'")
        else:
            sentence = _("'%(title)s': %(field)s is now '%(value)s'")
        said.append(sentence % facts)
    return "; ".join(dict.fromkeys(said))
