"""The words of HTML; nothing of its markup is kept, so nothing of it can run or be fetched."""

import re
from html.parser import HTMLParser

__all__ = ["text_of"]

_BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "ul", "ol"})
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript"})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the base class's
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag in _BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in _BREAKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.said.append(re.sub(r"\s+", " ", data))


def text_of(html: str) -> str:
    """Lines of text, as a reader would see them."""
    words = _Words()
    words.feed(html[:1_000_000])
    words.close()
    lines = [" ".join(line.split()) for line in "".join(words.said).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
