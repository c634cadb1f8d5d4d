"""Which fonts a printed map is set in, and where they are."""

from functools import cache
from importlib.resources import files

import typst

_LATIN = ("Inter", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans")
_HANGUL = ("Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic")
_TRADITIONAL = ("Noto Sans TC", "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei")
_SIMPLIFIED = ("Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei")
_ORDER = {
    "ko": (_HANGUL, _TRADITIONAL, _SIMPLIFIED),
    "zh-hant": (_TRADITIONAL, _SIMPLIFIED, _HANGUL),
    "zh-hans": (_SIMPLIFIED, _TRADITIONAL, _HANGUL),
}


def stack(language: str) -> str:
    """The families of a map in this language, the best first: Chinese characters have the reader's own forms."""
    groups = _ORDER.get(language.lower(), _ORDER["ko"])
    families = [*_LATIN, *(family for group in groups for family in group)]
    return ", ".join([*(f"'{family}'" if " " in family else family for family in families), "sans-serif"])


@cache
def fonts() -> typst.Fonts:
    """Those of the machine and one that has all of our languages' letters; found once, which takes a while."""
    return typst.Fonts(font_paths=[str(files("noto_cjk_sans_otc"))])
