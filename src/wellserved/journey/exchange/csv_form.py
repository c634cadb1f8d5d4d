"""A map as a sheet: a row a touchpoint. Short names, moments and who owns what are not in it."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.domain.slugs import slug_of
from wellserved.platform.lists import listed

from .checking import MOST_MEASURES, ImportRefused, checked_plan, is_full

_PLAIN = ("channel", "side", "owner_team", "doing", "thinking")
_BEHIND = ("frontstage", "backstage", "support")
COLUMNS = (
    "journey",
    "journey goal",
    "stage",
    "stage goal",
    "touchpoint",
    *_PLAIN,
    "feeling",
    *_BEHIND,
    "inner",
    "measures",
)
NEEDED = ("stage", "touchpoint")
# A cell that begins like this is a formula to a spreadsheet, in full width to some as well.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_SEPARATOR = " | "
_ESCAPED = re.compile(r"\\(.)")


def written(plan: JourneyPlan) -> bytes:
    """UTF-8 with a byte order mark, by which spreadsheets know it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for stage in plan.stages or (None,):
        for touchpoint in (stage.touchpoints if stage else ()) or (None,):
            cells = _cells(plan, stage, touchpoint)
            writer.writerow([cells.get(column, "") for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def read(data: bytes) -> JourneyPlan:
    """The plan in a sheet; rows of one stage stand together. ImportRefused names the line and the column."""
    rows = list(_rows(_text(data)))
    head = rows[0][1]
    stages, firsts, lines = _stages(rows)
    plan = JourneyPlan(
        slug="imported",
        title=head["journey"] or _("Imported map"),
        goal=head["journey goal"],
        stages=tuple(stages),
    )
    return checked_plan(plan, place=lambda *n: _place(_line_of(n, firsts, lines), ""))


def _stages(
    rows: Sequence[tuple[int, dict[str, str]]],
) -> tuple[list[StagePlan], list[int], dict[tuple[int, int], int]]:
    """The stages, the line that each begins at, and the line of each touchpoint."""
    stages: list[StagePlan] = []
    firsts: list[int] = []
    lines: dict[tuple[int, int], int] = {}
    taken: set[str] = set()
    for line, row in rows:
        if is_full(len(stages), len(taken)):
            break
        if _is_only_a_journey(row) and len(rows) == 1:
            continue
        if not row["stage"]:
            raise ImportRefused(_("The stage is missing. Write its title."), place=_place(line, "stage"))
        if not stages or (stages[-1].title, stages[-1].goal) != (row["stage"], row["stage goal"]):
            slug = slug_of(row["stage"], kind="stage", taken={s.slug for s in stages})
            stages.append(StagePlan(slug=slug, title=row["stage"], goal=row["stage goal"]))
            firsts.append(line)
        if row["touchpoint"]:
            touchpoint = _touchpoint(row, line=line, taken=taken)
            taken.add(touchpoint.slug)
            lines[len(stages) - 1, len(stages[-1].touchpoints)] = line
            stages[-1] = replace(stages[-1], touchpoints=(*stages[-1].touchpoints, touchpoint))
    return stages, firsts, lines


def _is_only_a_journey(row: dict[str, str]) -> bool:
    return not any(text for name, text in row.items() if not name.startswith("journey"))


def _line_of(numbers: Sequence[int], firsts: Sequence[int], lines: dict[tuple[int, int], int]) -> int:
    if len(numbers) >= 2:
        return lines[numbers[0], numbers[1]]
    return firsts[numbers[0]] if numbers else 2


def _cells(plan: JourneyPlan, stage: StagePlan | None, t: TouchpointPlan | None) -> dict[str, str]:
    cells = {"journey": plan.title, "journey goal": plan.goal}
    if stage is not None:
        cells |= {"stage": stage.title, "stage goal": stage.goal}
    if t is not None:
        cells |= {"touchpoint": t.title, "inner": t.inner or ""}
        cells |= {name: getattr(t, name) for name in (*_PLAIN, *_BEHIND)}
        cells["measures"] = "\n".join(_measure_written(measure) for measure in t.measures)
    guarded = {name: f"'{text}" if _FORMULA.match(text) else text for name, text in cells.items()}
    if t is not None and t.feeling is not None:
        # A number is no formula, and is wanted as a number.
        guarded["feeling"] = str(t.feeling)
    return guarded


def _measure_written(m: MeasurePlan) -> str:
    parts = [m.title, m.unit, m.better, *("" if v is None else repr(v) for v in _numbers(m))]
    return _SEPARATOR.join(part.replace("\\", "\\\\").replace("|", "\\p") for part in parts)


def _numbers(m: MeasurePlan) -> tuple[float | None, ...]:
    return m.scale_low, m.scale_high, m.satisfied


def _text(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ImportRefused(
            _("This is not UTF-8. Save the sheet as 'CSV UTF-8', then import it again."),
            place=_place(line, ""),
        ) from error


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its first line, by the columns' names."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    # The last column may hold several lines, so rows are counted by where the reader stands.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _know(names)
        line = reader.line_num + 1
        found = False
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found = True
                if len(cells) > len(names):
                    raise ImportRefused(
                        _("The row has more cells than there are columns. Put text with commas in quotes."),
                        place=_place(line, ""),
                    )
                row = dict.fromkeys(COLUMNS, "")
                row |= {name: _unguarded(cell) for name, cell in zip(names, cells, strict=False)}
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise ImportRefused(
            _("The sheet breaks off or is not CSV (%(error)s). Save it as 'CSV UTF-8' again.")
            % {"error": error},
            place=_place(reader.line_num, ""),
        ) from error
    if not found:
        raise ImportRefused(_("The sheet has no rows below its head. Write a row for each touchpoint."))


def _know(names: Sequence[str]) -> None:
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise ImportRefused(
            _("There is no column '%(missing)s'. The first row names the columns: %(columns)s.")
            % {"missing": missing[0], "columns": listed(COLUMNS)},
            place=_place(1, ""),
        )
    odd = [name for name in names if name not in COLUMNS or names.count(name) > 1]
    if odd:
        raise ImportRefused(
            _("The column '%(odd)s' is not known, or stands twice. Known are: %(columns)s.")
            % {"odd": odd[0][:80], "columns": listed(COLUMNS)},
            place=_place(1, ""),
        )


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def _touchpoint(row: dict[str, str], *, line: int, taken: set[str]) -> TouchpointPlan:
    measures: list[MeasurePlan] = []
    for text in row["measures"].splitlines():
        if text.strip() and len(measures) <= MOST_MEASURES:
            measures.append(_measure(text, line=line, taken={m.slug for m in measures}))
    return TouchpointPlan(
        slug=slug_of(row["touchpoint"], kind="touchpoint", taken=taken),
        title=row["touchpoint"],
        channel=row["channel"],
        side=row["side"] or "frontstage",
        owner_team=row["owner_team"],
        doing=row["doing"],
        thinking=row["thinking"],
        frontstage=row["frontstage"],
        backstage=row["backstage"],
        support=row["support"],
        feeling=_feeling(row["feeling"], line=line),
        inner=row["inner"] or None,
        measures=tuple(measures),
    )


def _feeling(text: str, *, line: int) -> int | None:
    plain = text.strip().replace("\u2212", "-")
    if not plain:
        return None
    if not re.fullmatch(r"[-+]?\d{1,3}(\.0+)?", plain):
        raise ImportRefused(
            _("'%(text)s' is no feeling. Write a whole number from -2 to 2, or nothing.")
            % {"text": text[:40]},
            place=_place(line, "feeling"),
        )
    return int(float(plain))


def _measure(text: str, *, line: int, taken: set[str]) -> MeasurePlan:
    parts = [_ESCAPED.sub(_unescaped, part.strip()) for part in text.split("|")]
    if not 3 <= len(parts) <= 6:
        raise ImportRefused(
            _("'%(text)s' is no measure. Write title | unit | higher or lower | low | high | satisfied.")
            % {"text": text[:80]},
            place=_place(line, "measures"),
        )
    title, unit, better, *numbers = parts
    low, high, satisfied = (_number(n, line=line) for n in [*numbers, "", "", ""][:3])
    return MeasurePlan(
        slug=slug_of(title, kind="measure", taken=taken),
        title=title,
        unit=unit,
        better=better,
        scale_low=low,
        scale_high=high,
        satisfied=satisfied,
    )


def _unescaped(found: re.Match[str]) -> str:
    return "|" if found.group(1) == "p" else found.group(1)


def _number(text: str, *, line: int) -> float | None:
    try:
        return float(text) if text else None
    except ValueError as error:
        raise ImportRefused(
            _("'%(text)s' is no number. Write one with a point, or nothing.") % {"text": text[:40]},
            place=_place(line, "measures"),
        ) from error


def _place(line: int, column: str) -> str:
    facts = {"line": line, "column": column}
    return _("line %(line)s, column '%(column)s'") % facts if column else _("line %(line)s") % facts
