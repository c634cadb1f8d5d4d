"""From SVG to PNG and PDF, set by Typst: on one page as large as the map."""

import re
import typing

import typst
from django.utils.translation import gettext as _

from .fonts import fonts

_PAGE = """#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)
#set document(title: sys.inputs.title)
#image(bytes(sys.inputs.svg), format: "svg", width: {width}pt, alt: sys.inputs.title)
"""
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
PIXELS = 144
MOST_PIXELS = 30_000_000
"""A larger picture would take more memory than one answer may: its points are set less densely."""
LONGEST = 14_000
"""Points; readers of PDF open no longer page. A larger map is set smaller."""
# PDF/A-2u: to be kept, text can be found and copied; and it refuses a letter that no font has.
STANDARD: typing.Final = "a-2u"


class LettersMissing(ValueError):
    """No font here has some letters of the map."""


def pdf(svg: str, *, title: str) -> bytes:
    return _set(svg, title=title, form="pdf")


def png(svg: str, *, title: str) -> bytes:
    # Set as PDF first: Typst draws an empty box in a picture where it refuses a PDF.
    _set(svg, title=title, form="pdf")
    return _set(svg, title=title, form="png")


def _set(svg: str, *, title: str, form: typing.Literal["pdf", "png"]) -> bytes:
    width, height = _size(svg)
    smaller = min(1.0, LONGEST / max(width, height))
    width, height = width * smaller, height * smaller
    compiler = typst.Compiler(
        _PAGE.format(width=width, height=height).encode(),
        font_paths=fonts(),
        sys_inputs={"svg": svg, "title": title},
    )
    points = (MOST_PIXELS / (width * height)) ** 0.5 * 72
    try:
        made = compiler.compile(
            format=form,
            ppi=min(PIXELS, points),
            pdf_standards=STANDARD if form == "pdf" else [],
        )
    except typst.TypstError as error:
        missing = "".join(dict.fromkeys("".join(_MISSING.findall(error.diagnostic))))
        if not missing:
            raise
        raise LettersMissing(
            _(
                "No font on this server has these letters: %(letters)s. Install fonts that have them (Noto Sans CJK "
                "for Korean and Chinese: the package fonts-noto-cjk on Debian), or export the map as SVG."
            )
            % {"letters": missing[:40]}
        ) from error
    return b"".join(made) if isinstance(made, list) else made or b""


def _size(svg: str) -> tuple[float, float]:
    found = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    if found is None:
        raise ValueError("The SVG says no size: begin it with width and height.")
    return float(found.group(1)), float(found.group(2))
