"""What the grocer's people have done with their maps: drawn, asked, promised, watched."""

from datetime import datetime, timedelta

from .asking import ask
from .asking_where import ask_where
from .complaining import complain
from .desk import prepare_desk
from .drawing import draw, redraw
from .judging import judge_parcels
from .looking import look
from .looking_back import look_back
from .parcels import ship
from .people import found
from .rounds import hold_rounds
from .spoiling import spoil
from .together import draw_together
from .watching import sound_alarms, watch

__all__ = ["live", "sound_alarms"]


def live(*, seed: int, now: datetime) -> None:
    """Do all of it; runs in the caller's transaction, once."""
    people = found()
    draw(people, now=now)
    draw_together(people, seed=seed, now=now)
    redraw(people.manager, now=now - timedelta(days=2))
    hold_rounds(people, seed=seed, now=now)
    look(people, now=now)
    watch(people, now=now)
    ship(seed=seed, now=now)
    judge_parcels(people, seed=seed, now=now)
    look_back(people, seed=seed, now=now)
    ask(people, seed=seed, now=now)
    complain(people, seed=seed, now=now)
    spoil(people, now=now)
    prepare_desk(people, now=now)
    ask_where(seed=seed, now=now)
