"""The terms in which many texts can be compared and a person be told what they speak of."""

import re
import unicodedata

from .reading import LONGEST

MOST_TERMS = 400
"""Of one text; a long letter is heard by its beginning."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]{1,253}", re.IGNORECASE)
_RUN = re.compile(
    r"(?P<korean>[가-힣]+)|(?P<east>[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+)|"
    r"(?P<word>[^\W_가-힣\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+(?:['’][^\W_]+)*)"
)
_PARTICLE = 2
"""A Korean word loses up to so many syllables at its end, where particles and endings stand."""


def terms_of(text: str) -> frozenset[str]:
    """Words and pairs of neighbouring words; of a Korean word also what precedes its ending; of Chinese and Japanese,
    which set no blanks, runs of two to four characters. Folded in case and width; addresses are left out.
    """
    folded = unicodedata.normalize("NFKC", _ADDRESS.sub(" ", text[:LONGEST])).casefold()
    found: dict[str, None] = {}
    before = ""
    for run in _RUN.finditer(folded):
        if len(found) >= MOST_TERMS:
            break
        whole = run.group()
        if run.lastgroup == "east":
            found.update(
                (whole[start : start + length], None)
                for length in (2, 3, 4)
                for start in range(len(whole) - length + 1)
            )
            before = ""
            continue
        shortest = max(len(whole) - _PARTICLE, 2) if run.lastgroup == "korean" else len(whole)
        found.update((whole[:length], None) for length in range(shortest, len(whole)))
        if len(whole) > 1:
            found[whole] = None
        if before:
            found[f"{before} {whole}"] = None
        before = whole
    return frozenset(list(found)[:MOST_TERMS])
