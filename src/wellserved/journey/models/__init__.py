"""Tables of the spine: the map as drawn and edited, what is promised and believed, and the moments."""

from .drawing import Edit, Persona
from .intents import ImprovementWanted
from .inviting import Audience, Cluster, Contribution, ContributionKind, Invitation
from .maps import Draws, Journey, Measure, Side, Stage, Touchpoint
from .moments import Moment, MomentKey, Source
from .promises import Belief, Promise
from .rounds import BeliefRound, RoundAnswer, RoundQuestion

__all__ = [
    "Audience",
    "Belief",
    "BeliefRound",
    "Cluster",
    "Contribution",
    "ContributionKind",
    "Draws",
    "Edit",
    "ImprovementWanted",
    "Invitation",
    "Journey",
    "Measure",
    "Moment",
    "MomentKey",
    "Persona",
    "Promise",
    "RoundAnswer",
    "RoundQuestion",
    "Side",
    "Source",
    "Stage",
    "Touchpoint",
]
