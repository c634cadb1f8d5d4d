"""What the made-up grocer is: its places, people, journeys, and what is wrong with it."""

from .catalogue import Answered, Journey, Level, Operated, Stage, Touchpoint
from .fresh_tonight import FRESH_TONIGHT
from .put_right import PUT_RIGHT
from .weekly_shop import WEEKLY_SHOP

JOURNEYS = (FRESH_TONIGHT, WEEKLY_SHOP, PUT_RIGHT)

__all__ = ["JOURNEYS", "Answered", "Journey", "Level", "Operated", "Stage", "Touchpoint"]
