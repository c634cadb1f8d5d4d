"""Which words of a form are kept apart. Nothing is thrown away: what was wrongly kept apart is let in from its list."""

import re

from .facts import Quarantine

__all__ = ["MOST_LINKS", "judged"]

MOST_LINKS = 5
_LINK = re.compile(r"(?:https?://|www\.|\[url)[^\s\]]*", re.IGNORECASE)


def judged(text: str, *, flooded: bool = False, by_program: bool = False) -> Quarantine | None:
    """Why these words are kept apart, or None. A customer may show a page or two; who sells brings little else."""
    links = _LINK.findall(text)
    rest = len("".join(_LINK.sub("", text).split()))
    reasons = {
        Quarantine.AUTOMATIC: by_program,
        Quarantine.FLOOD: flooded,
        Quarantine.LINKS: len(links) > MOST_LINKS or (len(links) > 1 and rest < sum(map(len, links)) / 2),
    }
    return next((reason for reason, found in reasons.items() if found), None)
