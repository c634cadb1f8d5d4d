"""From what staff decided to a classifier, and what it is worth on texts that it has not seen."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .calibration import Calibration, calibrated, calibration_error
from .classifier import REST, SILENT_BELOW, Classifier, by_label, places_of, weighed
from .reading import BITS, Floats, Ints, Reading, plain, read

FEWEST = 40
"""Texts before anything is learnt."""
FEWEST_OF_LABEL = 8
"""Texts before a label is learnt; labels with fewer are one label that is never suggested."""
FOLDS = 3
FEWEST_HITS = 2
"""Texts that a bucket must be hit by: what stands in one text alone, such as a name, is not learnt."""
MOST_FEATURES = 200_000
HARDNESS = {True: 0.5, False: 1.0}
"""The C of the linear support vector machine, by `balanced`."""


class TextsAndLabelsDiffer(ValueError):
    """Not as many labels as texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What cross-validation found, on texts held back from training.

    accuracy: the share of texts whose label was right, silence left aside; balanced_accuracy: the mean of that over
    the labels. spoken: the share of texts that it is not silent about; spoken_accuracy: how many of those are right,
    None where it was always silent. calibration_error: see there.
    """

    texts: int
    labels: int
    accuracy: float
    balanced_accuracy: float
    spoken: float
    spoken_accuracy: float | None
    calibration_error: float


@dataclass(frozen=True)
class _Fitted:
    buckets: NDArray[np.int32]
    rarity: NDArray[np.float32]
    strange: float
    weights: NDArray[np.float32]
    intercepts: Floats

    def scores(self, counts: sparse.csr_array) -> Floats:
        features = weighed(counts, places_of(self.buckets), self.rarity, self.strange)
        return by_label(np.asarray(features @ self.weights, float) + self.intercepts)


def train(texts: Sequence[str], labels: Sequence[str], *, balanced: bool = False) -> Classifier:
    """A classifier of these texts by these labels; both of one length, a text in any language.

    The same pair is learnt once, however often it comes. The order makes no difference: the same pairs give the same
    classifier, to the last bit on one kind of machine. From fewer than 40 texts or fewer than two labels of 8 texts
    each, it is one that always stays silent. balanced: weigh every label the same, however rare it is. Raises
    TextsAndLabelsDiffer.

    A linear support vector machine, one label against the rest (Fan et al., LIBLINEAR, 2008), over tf-idf of
    n-grams of characters and words, calibrated on scores from 3-fold cross-validation.
    """
    reading, names = _lessons(texts, labels)
    return _taught(reading.counts, names, balanced=balanced)


def cross_validated(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    balanced: bool = False,
    folds: int = 5,
    silent_below: float = SILENT_BELOW,
) -> Measured | None:
    """What `train` of these would be worth on new texts: each fold judged by what the others taught.

    None where one fold less teaches too little to speak at all.
    """
    reading, names = _lessons(texts, labels)
    counts, known = reading.counts, _with_rest(names)
    if not known or min(Counter(known).values()) < folds:
        return None
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415  who only suggests never needs it

    right, sure = np.zeros(len(known), bool), np.zeros(len(known))
    given = np.array(known)
    for taught, asked in StratifiedKFold(folds, shuffle=True, random_state=0).split(given, given):
        classifier = _taught(counts[taught], given[taught].tolist(), balanced=balanced)
        if not classifier.labels:
            return None
        chosen, sure[asked] = classifier.judge(_Counted(counts[asked]))
        right[asked] = np.array(classifier.labels)[chosen] == given[asked]
        sure[asked[np.array(classifier.labels)[chosen] == REST]] = 0.0
    return _measured(given, right, sure, silent_below=silent_below)


class _Counted(Reading):
    """Texts of which the counts are at hand already."""

    def __init__(self, counts: sparse.csr_array) -> None:
        super().__init__(n=counts.shape[0], codes=np.zeros(0, np.uint32), owner=np.zeros(0, np.int64))
        self.__dict__["counts"] = counts


def _measured(
    given: NDArray[np.str_], right: NDArray[np.bool_], sure: Floats, *, silent_below: float
) -> Measured:
    spoken = sure >= silent_below
    asked = sure > 0
    return Measured(
        texts=len(given),
        labels=len(set(given.tolist()) - {REST}),
        accuracy=float(right.mean()),
        balanced_accuracy=float(np.mean([right[given == label].mean() for label in np.unique(given)])),
        spoken=float(spoken.mean()),
        spoken_accuracy=float(right[spoken].mean()) if spoken.any() else None,
        calibration_error=calibration_error(sure[asked], right[asked]),
    )


def _lessons(texts: Sequence[str], labels: Sequence[str]) -> tuple[Reading, list[str]]:
    """Each different pair once, in an order that depends on the pairs alone."""
    if len(texts) != len(labels):
        raise TextsAndLabelsDiffer(
            f"{len(texts)} texts and {len(labels)} labels: hand in one label for each text, in the same order."
        )
    pairs = {(plain(text), label) for text, label in zip(texts, labels, strict=True)}
    # By a digest, not by the alphabet: folds of cross-validation then don't follow what texts begin with.
    ordered = sorted(pairs, key=lambda pair: hashlib.sha256(f"{pair[1]}\0{pair[0]}".encode()).digest())
    return read([text for text, _ in ordered]), [label for _, label in ordered]


def _with_rest(names: Sequence[str]) -> list[str]:
    """The labels, those of few texts as REST; none at all where too little is known to learn from."""
    often = {label for label, n in Counter(names).items() if n >= FEWEST_OF_LABEL}
    if len(names) < FEWEST or len(often) < 2:
        return []
    return [label if label in often else REST for label in names]


def _taught(counts: sparse.csr_array, names: Sequence[str], *, balanced: bool) -> Classifier:
    known = _with_rest(names)
    kept = [place for place, label in enumerate(known) if label != REST]
    if 0 < len(known) - len(kept) < FOLDS:
        counts, known = counts[kept], [known[place] for place in kept]
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415  as above

    labels, given = np.unique(np.array(known, str), return_inverse=True)
    if not len(labels):
        return _silent(balanced=balanced, texts=len(names))
    unseen = np.zeros((len(given), len(labels)))
    for taught, asked in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(given, given):
        unseen[asked] = _fit(counts[taught], given[taught], balanced=balanced).scores(counts[asked])
    fitted = _fit(counts, given, balanced=balanced)
    return Classifier(
        labels=tuple(labels.tolist()),
        buckets=fitted.buckets,
        rarity=fitted.rarity,
        strange=fitted.strange,
        weights=fitted.weights,
        intercepts=fitted.intercepts,
        calibration=calibrated(unseen, given),
        shares=np.bincount(given) / len(given),
        balanced=balanced,
        texts=len(names),
    )


def _fit(counts: sparse.csr_array, given: Ints, *, balanced: bool) -> _Fitted:
    from sklearn.svm import LinearSVC  # noqa: PLC0415  as above

    hits = np.bincount(counts.indices, minlength=1 << BITS)
    buckets = np.flatnonzero(hits >= FEWEST_HITS)
    if len(buckets) > MOST_FEATURES:
        buckets = np.sort(buckets[np.argsort(-hits[buckets], kind="stable")[:MOST_FEATURES]])
    rarity = (np.log((1 + len(given)) / (1 + hits[buckets])) + 1).astype(np.float32)
    strange = float(np.log((1 + len(given)) / 2) + 1)
    features = weighed(counts, places_of(buckets.astype(np.int32)), rarity, strange)
    machine = LinearSVC(C=HARDNESS[balanced], tol=0.01, random_state=0, max_iter=5000)
    machine.fit(features, given)
    return _Fitted(
        buckets=buckets.astype(np.int32),
        rarity=rarity,
        strange=strange,
        weights=np.ascontiguousarray(machine.coef_.T, np.float32),
        intercepts=np.asarray(machine.intercept_, float),
    )


def _silent(*, balanced: bool, texts: int) -> Classifier:
    nothing = np.zeros(0)
    return Classifier(
        labels=(),
        buckets=np.zeros(0, np.int32),
        rarity=np.zeros(0, np.float32),
        strange=0.0,
        weights=np.zeros((0, 0), np.float32),
        intercepts=nothing,
        calibration=Calibration(1.0, nothing),
        shares=nothing,
        balanced=balanced,
        texts=texts,
    )
