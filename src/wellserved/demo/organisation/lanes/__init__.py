"""What stands in the lanes of the grocer's maps, and whose each touchpoint is."""

from collections.abc import Mapping

from .delivered import DELIVERED
from .lane import Lanes
from .mended import MENDED
from .shopped import SHOPPED

LANES: Mapping[str, Mapping[str, Lanes]] = {
    "fresh-tonight": DELIVERED,
    "weekly-shop": SHOPPED,
    "put-right": MENDED,
}
"""By journey and touchpoint."""

__all__ = ["LANES", "Lanes"]
