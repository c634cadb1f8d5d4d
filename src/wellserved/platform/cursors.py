"""Where a page of a list ended: the time and the id of its last line, as text that comes back with the next question."""

import base64
from datetime import datetime

__all__ = ["CursorUnreadable", "cursor_of", "place_of_cursor"]

_NOT_OURS = "This cursor is none of ours. Send `next` as it was answered, or none."


class CursorUnreadable(ValueError):
    """What was sent as a cursor is not one of ours."""


def cursor_of(at: datetime, id_: int) -> str:
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{id_}".encode()).decode()


def place_of_cursor(text: str) -> tuple[datetime, int]:
    """Raises CursorUnreadable."""
    try:
        time, _, number = base64.urlsafe_b64decode(text.encode()).decode().partition("|")
        at, id_ = datetime.fromisoformat(time), int(number)
    except ValueError as error:  # a broken base64 is one, too
        raise CursorUnreadable(_NOT_OURS) from error
    if at.tzinfo is None or not 1970 <= at.year < 2200 or not 0 <= id_ < 1 << 63:
        raise CursorUnreadable(_NOT_OURS)
    return at, id_
