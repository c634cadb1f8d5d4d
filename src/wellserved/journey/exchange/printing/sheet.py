"""A map laid out as a table: a column a touchpoint, a row a lane, every row as high as its fullest cell."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from wellserved.journey.contracts import Drawing, DrawnStage, DrawnTouchpoint, Figures
from wellserved.platform.lists import listed
from wellserved.platform.units import with_unit

from .drawing import (
    ACCENT,
    ACCENT_SOFT,
    BAD,
    DARK_FROM,
    EDGE,
    INK,
    INK_2,
    INK_3,
    LINE,
    PANEL,
    PAPER,
    SCALE,
    Canvas,
    smooth,
)
from .fonts import stack
from .texts import width_of, wrapped

MARGIN, LABELS, COLUMN, PAD, LEADING = 28.0, 128.0, 152.0, 9.0, 15.0
APART = 3.0
"""Between the paragraphs of a cell."""
CURVE, CELL = 96.0, 38.0
LEAST = 760.0


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph in a cell."""

    text: str
    size: float = 11
    weight: int = 400
    fill: str = INK
    soft: bool = False
    """On a ground of its own, as a tag."""


@dataclass(frozen=True, slots=True)
class Column:
    stage: DrawnStage
    touchpoint: DrawnTouchpoint | None
    x: float


class Sheet:
    """One map being laid out, from top to bottom."""

    def __init__(self, drawing: Drawing, figures: Figures | None) -> None:
        self.drawing, self.figures, self.canvas, self.y = drawing, figures, Canvas(), MARGIN
        pairs = [(s, t) for s in drawing.stages for t in (s.touchpoints or (None,))]
        self.columns = [
            Column(stage, touchpoint, MARGIN + LABELS + i * COLUMN)
            for i, (stage, touchpoint) in enumerate(pairs)
        ]
        self.right = max(MARGIN + LABELS + len(pairs) * COLUMN, LEAST)

    def drawn(self) -> str:
        self._head()
        top = self.y
        self._stages()
        self._touchpoints()
        self._curve()
        self._row(_("Does"), lambda t: [Said(t.doing)])
        self._row(_("Thinks"), lambda t: [Said(f"“{t.thinking}”", fill=INK_2)] if t.thinking else [])
        self._row(_("Frontstage"), lambda t: [Said(t.frontstage)])
        if any(t.backstage or t.support for t in self._shown()):
            self.canvas.line(MARGIN, self.y, self.right, self.y, stroke=EDGE, dashed=True)
        self._row(_("Backstage"), lambda t: [Said(t.backstage)])
        self._row(_("Support"), lambda t: [Said(t.support)])
        self._row(_("Responsible"), _responsible)
        self._row(_("Measures"), lambda t: [Said(f"{m.title} ({m.unit})") for m in t.measures])
        self._row(_("Promises"), _promises)
        self._cells()
        self._row(
            _("Improvements"), lambda t: [Said(w.title, fill=ACCENT, soft=True) for w in t.improvements]
        )
        bottom = self.y
        self._foot()
        return self._whole(top, bottom)

    def _shown(self) -> Iterable[DrawnTouchpoint]:
        return (column.touchpoint for column in self.columns if column.touchpoint is not None)

    def _head(self) -> None:
        width = self.right - MARGIN
        for line in wrapped(self.drawing.title, width=width, size=22):
            self.y += 26
            self.canvas.text(MARGIN, self.y, line, size=22, weight=600)
        for line in wrapped(self.drawing.goal, width=width, size=13):
            self.y += 20
            self.canvas.text(MARGIN, self.y, line, size=13, fill=INK_2)
        kind = _("The map as it is to be") if self.drawing.draws == "to_be" else _("The map as it is")
        said = [kind, _("version %(number)s") % {"number": self.drawing.version}]
        if self.figures is not None:
            said.append(self.figures.caption)
        for line in wrapped(" · ".join(said), width=width, size=11):
            self.y += 18
            self.canvas.text(MARGIN, self.y, line, size=11, fill=INK_3)
        self.y += 16

    def _stages(self) -> None:
        """The heads of the stages, each as wide as its touchpoints."""
        spans = []
        for stage in self.drawing.stages:
            own = [column for column in self.columns if column.stage is stage]
            spans.append(
                (own[0].x, len(own) * COLUMN, [Said(stage.title, 13, 600), Said(stage.goal, fill=INK_2)])
            )
        self._placed("", spans)

    def _touchpoints(self) -> None:
        def head(t: DrawnTouchpoint) -> list[Said]:
            side = [_("backstage")] if t.side == "backstage" else []
            inner = [_("opens into %(journey)s") % {"journey": t.inner.title}] if t.inner else []
            below = listed([*([t.channel] if t.channel else []), *side])
            return [
                Said(t.title, 11.5, 600),
                Said(below, 10, fill=INK_3),
                *(Said(i, 10, fill=ACCENT) for i in inner),
            ]

        self._row(_("Touchpoints"), head)

    def _row(self, label: str, said: Callable[[DrawnTouchpoint], list[Said]]) -> None:
        """A lane; one in which nobody said anything is left out."""
        cells = [(c.x, COLUMN, said(c.touchpoint) if c.touchpoint else []) for c in self.columns]
        if any(one.text for _x, _width, told in cells for one in told):
            self._placed(label, cells)

    def _placed(self, label: str, cells: Sequence[tuple[float, float, list[Said]]]) -> None:
        labels = wrapped(label, width=LABELS - 2 * PAD, size=11)
        height = max([_height(told, width) for _x, width, told in cells] + [len(labels) * LEADING], default=0)
        for i, line in enumerate(labels):
            self.canvas.text(MARGIN + PAD, self.y + PAD + 11 + i * LEADING, line, fill=INK_2)
        for x, width, told in cells:
            self._cell(x, width, told)
        self._end(height + 2 * PAD)

    def _cell(self, x: float, width: float, told: list[Said]) -> None:
        y = self.y + PAD
        for one in told:
            room = width - 2 * PAD - (8 if one.soft else 0)
            for line in wrapped(one.text, width=room, size=one.size):
                leading = _leading(one)
                if one.soft:
                    wide = width_of(line, size=one.size) + 8
                    self.canvas.box(
                        x + PAD, y + 1, min(wide, room + 8), leading - 1, fill=ACCENT_SOFT, radius=3
                    )
                left = x + PAD + (4 if one.soft else 0)
                self.canvas.text(left, y + leading - 4, line, size=one.size, weight=one.weight, fill=one.fill)
                y += leading
            y += APART if one.text else 0

    def _curve(self) -> None:
        felt = [(c.x + COLUMN / 2, c.touchpoint.feeling) for c in self.columns if c.touchpoint is not None]
        if all(feeling is None for _x, feeling in felt):
            return
        middle, step = self.y + CURVE / 2, (CURVE - 40) / 4
        self.canvas.text(MARGIN + PAD, self.y + PAD + 11, _("Feels"), fill=INK_2)
        for feeling in (2, 0, -2):
            y = middle - feeling * step
            self.canvas.text(MARGIN + LABELS - PAD, y + 3, _signed(feeling), size=9, fill=INK_3, anchor="end")
            self.canvas.line(MARGIN + LABELS, y, self.right, y)
        for run in _runs(felt):
            points = [(x, middle - feeling * step) for x, feeling in run]
            self.canvas.path(smooth(points), stroke=ACCENT, width=2)
            for (x, y), (_x, feeling) in zip(points, run, strict=True):
                self.canvas.dot(x, y, radius=4, fill=BAD if feeling < 0 else ACCENT)
                self.canvas.text(x + 8, y - 6, _signed(feeling), size=10, weight=600)
        self._end(CURVE)

    def _cells(self) -> None:
        for name, cells in self.figures.rows if self.figures is not None else ():
            for i, line in enumerate(wrapped(name, width=LABELS - 2 * PAD, size=11)[:2]):
                self.canvas.text(MARGIN + PAD, self.y + 16 + i * LEADING, line, fill=INK_2)
            for column in self.columns:
                cell = cells.get(column.touchpoint.slug) if column.touchpoint else None
                if cell is not None:
                    fill = "url(#few)" if cell.step is None else SCALE[cell.step]
                    ink = INK_3 if cell.step is None else PANEL if cell.step >= DARK_FROM else INK
                    self.canvas.box(column.x + 2, self.y + 2, COLUMN - 4, CELL - 4, fill=fill, radius=4)
                    self.canvas.text(column.x + PAD, self.y + 17, cell.figure, size=12, weight=600, fill=ink)
                    self.canvas.text(column.x + PAD, self.y + 30, cell.small, size=9, fill=ink)
            self._end(CELL)

    def _end(self, height: float) -> None:
        self.y += height
        self.canvas.line(MARGIN, self.y, self.right, self.y)

    def _foot(self) -> None:
        number = len(list(self._shown()))
        said = ngettext("%(number)s touchpoint", "%(number)s touchpoints", number) % {"number": number}
        self.y += 20
        self.canvas.text(MARGIN, self.y, f"Wellserved · {said}", size=10, fill=INK_3)

    def _whole(self, top: float, bottom: float) -> str:
        ground = Canvas()
        width, height = self.right + MARGIN, self.y + MARGIN - 8
        ground.box(0, 0, width, height, fill=PAPER)
        ground.box(MARGIN, top, self.right - MARGIN, bottom - top, fill=PANEL)
        ground.line(MARGIN, top, self.right, top)
        starts = [next(c.x for c in self.columns if c.stage is stage) for stage in self.drawing.stages]
        for x in [MARGIN, *starts, self.right]:
            ground.line(x, top, x, bottom, stroke=LINE)
        language = get_language() or "en"
        return Canvas(ground.shapes + self.canvas.shapes).whole(
            width=width,
            height=height,
            title=self.drawing.title,
            description=self.drawing.goal or self.drawing.title,
            fonts=stack(language),
            language=language,
        )


def _leading(one: Said) -> float:
    return max(LEADING, one.size * 1.35)


def _height(told: list[Said], width: float) -> float:
    return sum(_paragraph(one, width) + APART for one in told if one.text)


def _paragraph(one: Said, width: float) -> float:
    room = width - 2 * PAD - (8 if one.soft else 0)
    return len(wrapped(one.text, width=room, size=one.size)) * _leading(one)


def _responsible(t: DrawnTouchpoint) -> list[Said]:
    return [Said(text) for text in (t.owner.name if t.owner else "", t.owner_team) if text]


def _promises(t: DrawnTouchpoint) -> list[Said]:
    return [
        Said(promise.told or f"{measure.title}: {with_unit(f'{promise.level:g}', measure.unit)}")
        for measure in t.measures
        for promise in measure.promises
    ]


def _runs(felt: Sequence[tuple[float, int | None]]) -> list[list[tuple[float, int]]]:
    """The curve breaks where nobody said how it feels."""
    runs: list[list[tuple[float, int]]] = [[]]
    for x, feeling in felt:
        if feeling is None:
            runs.append([])
        else:
            runs[-1].append((x, feeling))
    return [run for run in runs if run]


def _signed(feeling: int) -> str:
    return f"+{feeling}" if feeling > 0 else str(feeling).replace("-", "−")
