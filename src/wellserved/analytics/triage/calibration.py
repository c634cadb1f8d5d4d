"""From scores to probabilities that hold: of the texts called 80% sure, 80% are right.

The scores are of texts that the scoring model had not seen. A factor (temperature) and an offset a label are fitted to
them by maximum likelihood, the offsets drawn towards 0 so that a label with few texts is not moved by chance: J. Platt,
"Probabilistic Outputs for Support Vector Machines" (1999), for two labels; C. Guo, G. Pleiss, Y. Sun and K. Weinberger,
"On Calibration of Modern Neural Networks" (2017), section 4.2, for many.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax

from .reading import Floats, Ints

DRAWN = 1e-3


@dataclass(frozen=True, slots=True)
class Calibration:
    """Probabilities are softmax(factor * scores + offsets); offsets has the shape (labels,)."""

    factor: float
    offsets: Floats

    def probabilities(self, scores: Floats) -> Floats:
        """Shape (texts, labels) to the same; each row adds up to 1."""
        found: Floats = softmax(self.factor * scores + self.offsets, axis=1)
        return found


def calibrated(scores: Floats, right: Ints) -> Calibration:
    """The calibration of scores, shape (texts, labels), of which `right`, shape (texts,), names the true column."""
    rows = np.arange(len(right))

    def loss(tried: Floats) -> tuple[float, Floats]:
        factor, offsets = np.exp(tried[0]), tried[1:]
        scaled = factor * scores + offsets
        whole = logsumexp(scaled, axis=1)
        off = np.exp(scaled - whole[:, None])
        off[rows, right] -= 1
        off /= len(right)
        value = float((whole - scaled[rows, right]).mean() + DRAWN * (offsets @ offsets))
        slope = np.concatenate(([factor * (off * scores).sum()], off.sum(axis=0) + 2 * DRAWN * offsets))
        return value, slope

    # The factor between e^-4 and e^4: scores that tell nothing, or all there is, must not lead to infinity.
    bounds = [(-4.0, 4.0), *[(None, None)] * scores.shape[1]]
    found = minimize(loss, np.zeros(scores.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds)
    return Calibration(float(np.exp(found.x[0])), found.x[1:])


def calibration_error(confidence: Floats, right: NDArray[np.bool_], *, bins: int = 10) -> float:
    """The expected calibration error: what confidence and the share of right ones differ by, 0 to 1.

    Over `bins` bins of equally many texts, weighted by their texts. M. Naeini, G. Cooper and M. Hauskrecht, "Obtaining
    Well Calibrated Probabilities Using Bayesian Binning" (2015). Both arguments have the shape (texts,). Chance alone
    makes it about 0.8 * sqrt(bins * p(1 - p) / texts), never 0.
    """
    order = np.argsort(confidence, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [abs(float(confidence[part].mean() - right[part].mean())) * len(part) for part in parts]
    return sum(gaps) / max(len(confidence), 1)
