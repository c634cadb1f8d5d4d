"""The words of HTML; nothing of its markup is kept, so nothing of it can run or be fetched."""

import html
import re

__all__ = ["text_of"]

_BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "ul", "ol"})
_UNSEEN = frozenset({"head", "title", "template", "noscript"})
_RAW = ("script", "style")
MOST = 1_000_000
# Each alternative matches to the end where its own end is missing, as browsers read it: so no place is looked at twice. The
# standard library's parser takes time by the square over a mail of beginnings that never end.
_MARKUP = re.compile(
    r"""<!--.*?(?:-->|\Z)
    |<(?P<end>/?)(?P<tag>[a-z][^\s/>]*+)(?:=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))|[^>=]++|=)*+(?:>|\Z)
    |<[!?/][^>]*+(?:>|\Z)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_RAW_ENDS = {tag: re.compile(f"</{tag}", re.IGNORECASE) for tag in _RAW}


def text_of(markup: str) -> str:
    """Lines of text, as a reader would see them."""
    lines = [" ".join(line.split()) for line in "".join(_said(markup[:MOST])).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _said(markup: str) -> list[str]:
    said: list[str] = []
    unseen = at = 0
    while at < len(markup):
        found = _MARKUP.search(markup, at)
        if not unseen:
            words = markup[at : found.start() if found else len(markup)]
            said.append(html.unescape(re.sub(r"\s+", " ", words)))
        if found is None:
            break
        at = found.end()
        tag = (found["tag"] or "").lower()
        if tag in _BREAKS and not unseen:
            said.append("\n")
        elif tag in _UNSEEN:
            unseen = max(0, unseen - 1) if found["end"] else unseen + 1
        elif tag in _RAW and not found["end"]:
            ends = _RAW_ENDS[tag].search(markup, at)
            at = ends.start() if ends else len(markup)
    return said
