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
        from scipy.sparse import csc_array  # noqa: PLC0415  a page without importance stays small

        n = len(values)
        block = np.concatenate(
            [
                np.arange(self.n, min(self.n + n, max(BLOCKS, self.n))),
                self._random.integers(0, BLOCKS, n - max(min(n, BLOCKS - self.n), 0)),
            ]
        )
        wide = np.column_stack([np.ones(n), values])
        products = wide[:, self._rows] * wide[:, self._columns]
        share = np.ones(n) if weights is None else weights
        self._sums += csc_array((share, block, np.arange(n + 1)), shape=(BLOCKS, n)) @ products
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
