"""Places in a reply's text that are filled in: the customer's name, the number, whoever answers, what it is about."""

import re
from collections.abc import Mapping

PLACES = ("name", "number", "agent", "subject")
_PLACE = re.compile(r"\{([a-z]+)\}")


def filled(body: str, places: Mapping[str, str]) -> str:
    """The body with every place that is known; one that is unknown or empty stays, so that somebody notices."""
    return _PLACE.sub(lambda found: places.get(found[1]) or found[0], body)


def unknown_places(body: str) -> list[str]:
    """Places in a body that nothing fills in."""
    return sorted({found for found in _PLACE.findall(body) if found not in PLACES})
