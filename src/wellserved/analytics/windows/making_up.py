"""What was missed is made up for, and what was held too often is taken back: integral control of the coverage.

A lane owes its customers the parcels that it missed beyond the share that may be missed. The upper bound of its next
windows moves with what is owed, up or down (the integral term of conformal PID control: Angelopoulos, Candes and
Tibshirani 2023; adaptive conformal inference: Gibbs and Candes 2021). While scores stay within what the bound can
move, no sequence of them, however contrived, can keep a lane's coverage away from what is asked: the lane owes at
most `most_owed`, so over n parcels its share differs by no more than that divided by n. The tests hold it to that.

Known is what is known tonight: a window that passed without delivery is a miss at once; a parcel still within its
window counts with the chance that it will be missed, until it is known.
"""

import numpy as np

from .known import Floats

GAIN = 2.5  # how far the bound moves, in the model's logarithm, for one parcel owed by each recently sent
STEADY = 15.0  # parcels added to those sent in the last 30 days, so that a small lane moves little
DOWN, UP = -0.3, 0.4
REMEMBERED = 180 * 86400.0  # what was owed for a parcel half a year ago weighs half
RECENT = 30 * 86400.0


def shift(owed: Floats, sent: Floats) -> Floats:
    """How far each lane's upper bound moves for the parcels that it owes, of `sent` recent ones; any shape."""
    found: Floats = np.clip(GAIN * owed / (sent + STEADY), DOWN, UP)
    return found


def most_owed(sent: float) -> tuple[float, float]:
    """The least and the most that a lane can owe before its bound has moved as far as it goes, and stops the rest."""
    return DOWN / GAIN * (sent + STEADY), UP / GAIN * (sent + STEADY)
