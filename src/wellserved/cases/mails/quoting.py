"""Where in a mail its writer's own words end and what a mail program repeated begins."""

from mailparser_reply.parser import EmailMessage

__all__ = ["split_reply"]

_LANGUAGES = ["en", "de", "es", "fr", "it", "ja", "ko", "nl", "zh"]
_HEADER = EmailMessage(text="", languages=_LANGUAGES).HEADER_REGEX
# The library's expressions take time by the square of a line, and of blank lines: of no line that a mail program writes over
# what it repeats, and of no letter that somebody wrote, is more needed.
_LONGEST_LINE = 300
_MOST_LOOKED_AT = 30_000


def split_reply(whole: str) -> tuple[str, str]:
    """What was written new, and what was repeated below it. A mail of quotes alone is all new."""
    lines = whole.strip().split("\n")
    looked_at = "\n".join(_looked_at(lines))
    found = _HEADER.search(looked_at)
    if found is None:
        return "\n".join(lines), ""
    begins = found.end() - len(found[0].lstrip())
    above = looked_at.count("\n", 0, begins)
    new, quoted = "\n".join(lines[:above]).strip(), "\n".join(lines[above:]).strip()
    return (new, quoted) if new else (quoted, "")


def _looked_at(lines: list[str]) -> list[str]:
    found: list[str] = []
    left = _MOST_LOOKED_AT
    for line in lines:
        plain = line.strip()
        found.append(plain if len(plain) <= _LONGEST_LINE else "-")
        left -= len(found[-1]) + 1
        if left < 0:
            break
    return found
