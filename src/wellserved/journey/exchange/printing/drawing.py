"""The few shapes that a printed map is made of, as SVG."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

INK, INK_2, INK_3 = "#1c2024", "#545c64", "#646c74"
PAPER, PANEL, LINE, EDGE = "#fbfaf7", "#ffffff", "#e6e3dc", "#8d8a83"
ACCENT, ACCENT_SOFT, BAD = "#0f5e5a", "#e3efed", "#b53a2a"
SCALE = ("#f4f1ea", "#fbe3c4", "#f7c48c", "#ee9a5d", "#d96a3f", "#b53a2a", "#7f1d1d")
DARK_FROM = 5
"""From this step of the scale on, text on it is white."""


_NOT_XML = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FEW = (
    '<defs><pattern id="few" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="#faf8f3"/>'
    '<rect width="3" height="6" fill="#efece4"/></pattern></defs>'
)
"""The hatching of cells with too few cases."""


@dataclass(slots=True)
class Canvas:
    """Shapes in the order in which they are drawn."""

    shapes: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 11,
        weight: int = 400,
        fill: str = INK,
        anchor: str = "",
    ) -> None:
        more = f' text-anchor="{anchor}"' if anchor else ""
        bold = f' font-weight="{weight}"' if weight != 400 else ""
        self.shapes.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}"{bold} fill="{fill}"{more}>{clean(text)}</text>'
        )

    def box(self, x: float, y: float, width: float, height: float, *, fill: str, radius: float = 0) -> None:
        rounded = f' rx="{radius:g}"' if radius else ""
        self.shapes.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{rounded} fill="{fill}"/>'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = LINE, dashed: bool = False
    ) -> None:
        dashes = ' stroke-dasharray="4 4"' if dashed else ""
        self.shapes.append(
            f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{stroke}"{dashes}/>'
        )

    def path(self, d: str, *, stroke: str, width: float) -> None:
        self.shapes.append(f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{width:g}"/>')

    def dot(self, x: float, y: float, *, radius: float, fill: str) -> None:
        self.shapes.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"/>')

    def whole(
        self, *, width: float, height: float, title: str, description: str, fonts: str, language: str
    ) -> str:
        size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
        names = f"xml:lang={quoteattr(language)} font-family={quoteattr(fonts)}"
        head = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {names}>',
            f"<title>{clean(title)}</title>",
            f"<desc>{clean(description)}</desc>",
            _FEW,
        ]
        return "\n".join([*head, *self.shapes, "</svg>\n"])


def clean(text: str) -> str:
    """Escaped, and without what XML cannot hold."""
    return escape(_NOT_XML.sub("", text))


def smooth(points: list[tuple[float, float]]) -> str:
    """A curve through points from left to right that never leaves the range of its two neighbours."""
    d = f"M{points[0][0]:g} {points[0][1]:g}"
    for (x1, y1), (x2, y2) in pairwise(points):
        middle = (x1 + x2) / 2
        d += f"C{middle:g} {y1:g} {middle:g} {y2:g} {x2:g} {y2:g}"
    return d
