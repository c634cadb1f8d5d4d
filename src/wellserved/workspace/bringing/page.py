"""What became of a file, in sentences and a table of the lines that did not go in."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellserved.tracking.carriers import Fault
from wellserved.tracking.services import Announced, Outcome, Result
from wellserved.workspace.wording import count

__all__ = ["BroughtView", "LineView", "draw_announced", "draw_scans"]

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    line: int
    place: str
    said: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtView:
    """`more` is how many lines are wrong beyond those that are shown."""

    says: str
    aside: str
    wrong: tuple[LineView, ...]
    more: int


def draw_scans(taken: Iterable[tuple[int, Outcome]]) -> BroughtView:
    """Reads it to its end: what is told of a scan is durable by then."""
    counts: Counter[Result] = Counter()
    wrong: list[LineView] = []
    for line, outcome in taken:
        counts[outcome.result] += 1
        if outcome.result is Result.REFUSED and len(wrong) < MOST_SHOWN:
            wrong.append(LineView(line=line, place=outcome.place, said=outcome.said, mend=outcome.mend))
    aside = counts[Result.SET_ASIDE]
    return BroughtView(
        says=_scans_said(counts),
        aside=ngettext(
            "%(n)s scan was set aside, because its clock cannot be right.",
            "%(n)s scans were set aside, because their clocks cannot be right.",
            aside,
        )
        % {"n": count(aside)}
        if aside
        else "",
        wrong=tuple(wrong),
        more=counts[Result.REFUSED] - len(wrong),
    )


def draw_announced(done: Sequence[tuple[int, Announced | Fault]]) -> BroughtView:
    made = [one for _line, one in done if isinstance(one, Announced)]
    wrong = [
        LineView(line=line, place=one.place, said=one.why, mend=one.mend)
        for line, one in done
        if isinstance(one, Fault)
    ]
    return BroughtView(
        says=_announced_said(len(made), known=sum(one.before for one in made), refused=len(wrong)),
        aside="",
        wrong=tuple(wrong[:MOST_SHOWN]),
        more=max(0, len(wrong) - MOST_SHOWN),
    )


def _announced_said(n: int, *, known: int, refused: int) -> str:
    if not n + refused:
        return _("There is no parcel in this file.")
    new = n - known
    said = [ngettext("%(n)s was announced.", "%(n)s were announced.", new) % {"n": count(new)}]
    if known:
        words = ngettext(
            "%(n)s was known already, and is now as the file says.",
            "%(n)s were known already, and are now as the file says.",
            known,
        )
        said.append(words % {"n": count(known)})
    return " ".join([*said, *refused_said(refused)])


def _scans_said(counts: Counter[Result]) -> str:
    if not counts:
        return _("There is no scan in this file.")
    new, known, refused = (counts[one] for one in (Result.RECORDED, Result.ALREADY_THERE, Result.REFUSED))
    said = [ngettext("%(n)s scan was taken in.", "%(n)s scans were taken in.", new) % {"n": count(new)}]
    if known:
        said.append(
            ngettext("%(n)s was known already.", "%(n)s were known already.", known) % {"n": count(known)}
        )
    return " ".join([*said, *refused_said(refused)])


def refused_said(refused: int) -> list[str]:
    if not refused:
        return []
    return [ngettext("%(n)s line was refused.", "%(n)s lines were refused.", refused) % {"n": count(refused)}]
