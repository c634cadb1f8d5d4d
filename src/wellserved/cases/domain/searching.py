"""How words of any language are cut for search.

Letters that stand in words with spaces between them go to PostgreSQL's own English reading. Korean, Chinese and
Japanese are cut into pairs of neighbouring characters: a Korean word changes its ending and Chinese has no spaces, yet the
pairs within what is looked for are within the text.
"""

import re
import unicodedata
from dataclasses import dataclass

_CJK = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_RUN = re.compile(f"[{_CJK}]+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST = 64
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Cut:
    """`plain` is what PostgreSQL reads, `pairs` are taken as they are."""

    plain: str
    pairs: tuple[str, ...]


def cut(text: str, *, most: int = 20_000) -> Cut:
    """A text cut for the index; past `most` characters it is not looked at."""
    folded = unicodedata.normalize("NFKC", text[:most]).casefold()
    pairs: dict[str, None] = {}
    for run in _RUN.findall(folded):
        pairs.update(dict.fromkeys(_pairs(run)))
        pairs.update(dict.fromkeys(run))
    words = [word[:LONGEST] for word in _WORD.findall(_RUN.sub(" ", folded))]
    return Cut(" ".join(words), tuple(pairs))


def wanted(text: str) -> Cut:
    """What is looked for: pairs where there are two characters of a run, the character itself where it stands alone."""
    folded = unicodedata.normalize("NFKC", text[:500]).casefold()
    pairs: dict[str, None] = {}
    for run in _RUN.findall(folded):
        pairs.update(dict.fromkeys(_pairs(run) or [run]))
    words = [word[:LONGEST] for word in _WORD.findall(_RUN.sub(" ", folded))][:MOST_WORDS]
    return Cut(" ".join(words), tuple(pairs)[: 4 * MOST_WORDS])


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]
