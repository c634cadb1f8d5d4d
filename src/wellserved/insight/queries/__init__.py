"""The map lit up, for those who may see it."""

from .cells import cell_for
from .choices import choices_for
from .figures import GapsAnswer, gaps_for
from .maps import journey_map_for, journeys_for

__all__ = ["GapsAnswer", "cell_for", "choices_for", "gaps_for", "journey_map_for", "journeys_for"]
