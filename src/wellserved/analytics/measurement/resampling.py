"""The bootstrap over sums: respondents lie in random blocks, and blocks are drawn anew instead of respondents.

The first two thousand respondents are a block each, so that up to there this is Efron's bootstrap itself; whoever comes
after joins one at random. What is drawn are the blocks' sums of products, so that a draw costs the same for a
million respondents as for two thousand. Sources: B. Efron, "Bootstrap methods: another look at the jackknife", Annals
of Statistics 7 (1979), 1-26; K. M. Wolter, "Introduction to Variance Estimation" (2nd edition 2007), chapter 2, for
random groups.
"""

import numpy as np

from .crossproducts import Matrix

BLOCKS = 2_000


class Blocks:
    """Sums of m variables over blocks of complete respondents."""

    def __init__(self, *, variables: int, seed: int = 0) -> None:
        self._m = variables
        self._random = np.random.default_rng(seed)
        self._rows, self._columns = np.triu_indices(variables + 1)
        self._sums = np.zeros((BLOCKS, len(self._rows)))
        self.n = 0

    def add(self, values: Matrix, weights: Matrix | None = None) -> None:
        """`values` (n, m) without gaps."""
        n = len(values)
        alone = max(min(n, BLOCKS - self.n), 0)
        block = np.concatenate(
            [np.arange(self.n, self.n + alone), self._random.integers(0, BLOCKS, n - alone)]
        )
        # Column after column: a table of all products would be written and read again for nothing.
        wide = [np.ones(n) if weights is None else weights, *np.asfortranarray(values).T]
        for number, (one, other) in enumerate(zip(self._rows, self._columns, strict=True)):
            weighted = wide[0] if other == 0 else wide[other] if one == 0 else wide[one] * wide[other]
            if weights is not None and other > 0:
                weighted = weighted * weights
            self._sums[:, number] += np.bincount(block, weights=weighted, minlength=BLOCKS)
        self.n += n

    def whole(self) -> Matrix:
        """Sums of products over everybody, (m + 1, m + 1); the first variable is a 1 for each respondent."""
        whole: Matrix = self._square(self._sums.sum(axis=0)[None, :])[0]
        return whole

    def drawn(self, draws: int, *, seed: int = 0) -> Matrix:
        """The same of `draws` samples as large as the one there is, (draws, m + 1, m + 1)."""
        used = self._sums[: min(self.n, BLOCKS)]
        if not len(used):
            raise ValueError("Nobody can be drawn: no respondent answered everything.")
        counts = np.random.default_rng(seed).multinomial(
            len(used), np.full(len(used), 1 / len(used)), size=draws
        )
        return self._square(counts @ used)

    def _square(self, flat: Matrix) -> Matrix:
        square: Matrix = np.empty((len(flat), self._m + 1, self._m + 1))
        square[:, self._rows, self._columns] = flat
        square[:, self._columns, self._rows] = flat
        return square
