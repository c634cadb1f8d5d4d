"""What is said of a frame: what answers were weighted by, and why they could not be."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from wellserved.analytics.measurement import FrameFault
from wellserved.insight.contracts import Choices, Measurement
from wellserved.platform.lists import listed
from wellserved.workspace.wording import Words, count

_BY: dict[str, Words] = {
    "segment": pgettext_lazy("answers are weighted by", "segment"),
    "location": pgettext_lazy("answers are weighted by", "location"),
    "channel": pgettext_lazy("answers are weighted by", "channel"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultView:
    said: str
    mend: str


def draw_weighted(found: Measurement) -> str:
    if set(found.frame) == {"segment"}:
        said = _("Weighted: each segment counts by how many customers it has.")
    else:
        said = _("Weighted by %(by)s: each counts by how many customers it has.") % {
            "by": listed(str(_BY[attribute]) for attribute in _BY if attribute in found.frame)
        }
    if found.left_out:
        said += " " + ngettext(
            "%(n)s respondent who is of none of them is left out.",
            "%(n)s respondents who are of none of them are left out.",
            found.left_out,
        ) % {"n": count(found.left_out)}
    return said


def draw_fault(found: Measurement, *, choices: Choices) -> FaultView | None:
    return None if found.frame_fault is None else _fault(found, found.frame_fault, choices)


def _fault(found: Measurement, fault: FrameFault, choices: Choices) -> FaultView:
    if fault.why == "empty":
        attribute = fault.column.removesuffix("_id")
        titles = {
            "segment": {one.key: one.title for one in choices.segments},
            "location": {one.key: one.title for one in choices.locations},
            "channel": {one.key: one.title for one in choices.channels},
        }[attribute]
        name = {"name": titles.get(fault.category, fault.category)}
        # With one attribute alone nobody at all answered of it.
        alone = _("Nobody of “%(name)s” answered.")
        among = _("Nobody of “%(name)s” answered who is of one of the others that you gave a number.")
        return FaultView(
            said=(alone if len(found.frame) == 1 else among) % name,
            mend=_("Leave it empty, or add its customers to another one."),
        )
    if fault.why == "totals":
        sums = listed(
            _("by %(by)s %(n)s")
            % {"by": _BY[attribute], "n": count(int(sum(found.frame[attribute].values())))}
            for attribute in _BY
            if attribute in found.frame
        )
        return FaultView(
            said=_("The numbers add up to different customers: %(sums)s.") % {"sums": sums},
            mend=_("Give numbers of the same customers each time."),
        )
    if fault.why == "no_end":
        return FaultView(
            said=_("No weights give all of these their numbers: of some combinations nobody answered."),
            mend=_("Join small ones, or leave one attribute empty."),
        )
    return FaultView(
        said=_("Nobody answered who is of one of each that you gave a number."),
        mend=_("Give numbers for those of whom somebody answered."),
    )
