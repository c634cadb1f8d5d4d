"""A classifier that was taught: suggests a label with its confidence, or stays silent; goes to bytes and back."""

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .calibration import Calibration
from .reading import BITS, FORMAT, Floats, Ints, Reading, read

SILENT_BELOW = 0.8
REST = ""
"""The label of all labels that have too few texts to be learnt. It is never suggested."""


class NotAClassifier(ValueError):
    """The bytes are not those of a classifier that this version reads."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """label: None where it stays silent. confidence: the probability, 0 to 1, that the likeliest label is right."""

    label: str | None
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Classifier:
    """Suggests one of `labels`; without labels it was taught too little and is silent about every text.

    buckets: the hash buckets that it learnt, ascending, shape (features,); rarity: how much a hit in each tells
    (inverse document frequency), same shape; strange: that of a bucket that was not learnt; weights: shape (features, labels), of one column for two labels;
    intercepts: shape (columns,); shares: each label's share of what it was taught.
    balanced: every label counts the same however rare it is, so the rare complaint is found among much praise.
    texts: how many texts it was taught.
    """

    labels: tuple[str, ...]
    buckets: NDArray[np.int32]
    rarity: NDArray[np.float32]
    strange: float
    weights: NDArray[np.float32]
    intercepts: Floats
    calibration: Calibration
    shares: Floats
    balanced: bool
    texts: int

    def suggest(self, text: str, *, silent_below: float = SILENT_BELOW) -> Suggestion:
        """The suggestion for one text. For many texts `suggest_all` is ten times faster."""
        return self.suggest_all([text], silent_below=silent_below)[0]

    def suggest_all(
        self, texts: Sequence[str] | Reading, *, silent_below: float = SILENT_BELOW
    ) -> list[Suggestion]:
        """A suggestion for each text, in their order; several classifiers can share one `read(texts)`."""
        reading = texts if isinstance(texts, Reading) else read(texts)
        if not self.labels:
            return [Suggestion(None, 0.0)] * reading.n
        chosen, confidence = self.judge(reading)
        return [
            Suggestion(self.labels[label] or None if sure >= silent_below else None, sure)
            for label, sure in zip(chosen.tolist(), confidence.tolist(), strict=True)
        ]

    def judge(self, reading: Reading) -> tuple[Ints, Floats]:
        """The likeliest label's place in `labels` and its probability, both of shape (texts,)."""
        probable = self.calibration.probabilities(self.scores(reading))
        chosen = (probable / self.shares if self.balanced else probable).argmax(axis=1)
        return chosen, probable[np.arange(len(chosen)), chosen]

    def scores(self, reading: Reading) -> Floats:
        """The distance from each label's boundary, shape (texts, labels)."""
        features = weighed(reading.counts, self._places, self.rarity, self.strange)
        return by_label(np.asarray(features @ self.weights, float) + self.intercepts)

    @cached_property
    def _places(self) -> NDArray[np.int32]:
        return places_of(self.buckets)

    @cached_property
    def version(self) -> str:
        """The first 12 hexadecimal digits of the SHA-256 of what was learnt; equal classifiers have equal versions."""
        hashed = hashlib.sha256(json.dumps(self._said(), sort_keys=True).encode())
        for _, part in sorted(self._arrays().items()):
            hashed.update(np.ascontiguousarray(part).tobytes())
        return hashed.hexdigest()[:12]

    def to_bytes(self) -> bytes:
        """The classifier as a compressed NumPy archive: numbers and one JSON text. No pickle, so no code."""
        file = io.BytesIO()
        said = np.frombuffer(json.dumps(self._said()).encode(), np.uint8)
        arrays: dict[str, Any] = {"said": said, **self._arrays()}
        np.savez_compressed(file, **arrays)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The classifier that `to_bytes` wrote. Raises NotAClassifier for other bytes and another format."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as archive:
                arrays = dict(archive)
            said = json.loads(arrays.pop("said").tobytes())
            if said["format"] != [FORMAT, BITS]:
                raise NotAClassifier(
                    f"This classifier is of format {said['format']}, {[FORMAT, BITS]} is read: train it anew."
                )
            return cls(
                labels=tuple(said["labels"]),
                balanced=said["balanced"],
                texts=said["texts"],
                strange=said["strange"],
                calibration=Calibration(said["factor"], arrays.pop("offsets")),
                **arrays,
            )
        except (ValueError, KeyError, TypeError, OSError, EOFError, BadZipFile) as reason:
            if isinstance(reason, NotAClassifier):
                raise
            raise NotAClassifier("These bytes hold no classifier: train it anew.") from reason

    def _said(self) -> dict[str, Any]:
        return {
            "format": [FORMAT, BITS],
            "labels": self.labels,
            "balanced": self.balanced,
            "texts": self.texts,
            "strange": self.strange,
            "factor": self.calibration.factor,
        }

    def _arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "buckets": self.buckets,
            "rarity": self.rarity,
            "weights": self.weights,
            "intercepts": self.intercepts,
            "shares": self.shares,
            "offsets": self.calibration.offsets,
        }


def places_of(buckets: NDArray[np.int32]) -> NDArray[np.int32]:
    """By bucket, its place among those learnt, or -1."""
    places = np.full(1 << BITS, -1, np.int32)
    places[buckets] = np.arange(len(buckets), dtype=np.int32)
    return places


def weighed(
    counts: sparse.csr_array, places: NDArray[np.int32], rarity: NDArray[np.float32], strange: float
) -> sparse.csr_array:
    """tf-idf of the learnt buckets, shape (texts, features): (1 + log count) * rarity, over each text's whole length.

    strange: the rarity of what was not learnt. It counts in the length alone, so that a text in which little is known
    is near the origin, where nothing is sure.
    """
    columns = places[counts.indices]
    known = columns >= 0
    values = (1 + np.log(counts.data)) * np.where(
        known, rarity[columns] if len(rarity) else 0, np.float32(strange)
    )
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(row, values.astype(float) ** 2, counts.shape[0]))
    values = (values[known] / length[row[known]]).astype(np.float32)
    starts = np.concatenate(([0], np.cumsum(known)))[counts.indptr].astype(np.int32)
    return sparse.csr_array((values, columns[known], starts), shape=(counts.shape[0], len(rarity)))


def by_label(scores: Floats) -> Floats:
    """Two labels are told apart by one score: below 0 the first, above it the second."""
    return np.hstack([-scores, scores]) if scores.shape[1] == 1 else scores
