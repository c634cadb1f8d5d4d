"""What the queries found into a batch of moments: names into ids, and rows that cannot be set aside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute

from wellserved.journey.contracts import LEVELS
from wellserved.journey.imports.mapping.errors import or_near
from wellserved.journey.imports.running.names import Names

# (row of the table, output column, value, why)
RejectMoment = Callable[[int, str, str, str], None]
EnsureCustomers = Callable[[Sequence[str], Mapping[str, int], Mapping[str, str]], Mapping[str, UUID]]
_APART = "\x1f"
_CUSTOMERS_KEPT = 20_000


@dataclass
class Resolver:
    names: Names
    ensure_customers: EnsureCustomers
    create_locations: bool
    create_segments: bool
    _seen: dict[str, str] = field(default_factory=dict, repr=False)

    def resolved(self, table: pa.Table, reject: RejectMoment) -> tuple[pa.Table, npt.NDArray[np.int64]]:
        """The batch to be recorded, and which rows of `table` it holds."""
        bad = np.zeros(table.num_rows, np.bool_)

        def refuse(row: int, column: str, value: str, reason: str) -> None:
            if not bad[row]:
                bad[row] = True
                reject(row, column, value, reason)

        measure_ids = self._measures(table, refuse)
        self._check_scales(table, measure_ids, refuse)
        locations = self._locations(table, refuse)
        segments = self._segments(table, refuse)
        staff = self._staff(table, refuse)
        keep = np.flatnonzero(~bad)
        kept = table.take(keep) if keep.size < table.num_rows else table
        columns = {
            "source_key": kept["source_key"],
            "measure_id": _ids(measure_ids, keep),
            **{level: kept[level] for level in LEVELS},
            "customer_key": self._customers(kept, segments[keep]),
            "staff_id": _ids(staff, keep),
            "location_id": _ids(locations, keep),
            "segment_id": _ids(segments, keep),
            **{
                name: kept[name] for name in ("channel", "language", "currency", "subject_kind", "subject_id")
            },
            "occurred_at": compute.assume_timezone(kept["occurred_at"], "UTC"),
            "money": kept["money"],
            "attributes": kept["attributes"],
        }
        return pa.table(columns), keep

    def _measures(self, table: pa.Table, refuse: RejectMoment) -> npt.NDArray[np.int64]:
        parts = [compute.fill_null(table[name], "") for name in ("journey", "touchpoint", "measure")]
        codes, words = _coded(compute.binary_join_element_wise(*parts, _APART))

        def unknown(row: int, word: str) -> None:
            refuse(row, *self._unknown_place(word))

        known = [self.names.places.get(_parted(word)) for word in words]
        return _looked_up(codes, words, known, unknown)

    def _unknown_place(self, word: str) -> tuple[str, str, str]:
        journey, touchpoint, measure = _parted(word)
        places = self.names.places
        if journey not in {place[0] for place in places}:
            return (
                "journey",
                journey,
                f"There is no journey {journey!r}.{or_near(journey, {p[0] for p in places})}",
            )
        touchpoints = {place[1] for place in places if place[0] == journey}
        if touchpoint not in touchpoints:
            return (
                "touchpoint",
                touchpoint,
                f"Journey {journey!r} has no such touchpoint.{or_near(touchpoint, touchpoints)}",
            )
        measures = {place[2] for place in places if place[:2] == (journey, touchpoint)}
        return (
            "measure",
            measure,
            f"Touchpoint {touchpoint!r} has no such measure.{or_near(measure, measures)}",
        )

    def _check_scales(
        self, table: pa.Table, measure_ids: npt.NDArray[np.int64], refuse: RejectMoment
    ) -> None:
        for number in np.unique(measure_ids[measure_ids >= 0]):
            key = self.names.measures[int(number)]
            low = -np.inf if key.scale_low is None else key.scale_low
            high = np.inf if key.scale_high is None else key.scale_high
            if not np.isfinite([low, high]).any():
                continue
            for level in LEVELS:
                values = table[level].to_numpy()
                for row in np.flatnonzero((measure_ids == number) & ((values < low) | (values > high))):
                    refuse(
                        int(row),
                        level,
                        f"{values[row]:g}",
                        f"It is outside the measure's scale, {low:g} to {high:g}.",
                    )

    def _locations(self, table: pa.Table, refuse: RejectMoment) -> npt.NDArray[np.int64]:
        codes, words = _coded(table["location"])
        if self.create_locations and set(words) - set(self.names.locations):
            self.names.add_locations(_named(table["location"], table["location_name"]).items())

        def unknown(row: int, word: str) -> None:
            refuse(row, "location", word, f"There is no such location.{or_near(word, self.names.locations)}")

        return _looked_up(codes, words, [self.names.locations.get(word) for word in words], unknown)

    def _segments(self, table: pa.Table, refuse: RejectMoment) -> npt.NDArray[np.int64]:
        codes, words = _coded(table["segment"])
        if self.create_segments and set(words) - set(self.names.segments):
            self.names.add_segments((word, word) for word in words)

        def unknown(row: int, word: str) -> None:
            refuse(row, "segment", word, f"There is no such segment.{or_near(word, self.names.segments)}")

        return _looked_up(codes, words, [self.names.segments.get(word) for word in words], unknown)

    def _staff(self, table: pa.Table, refuse: RejectMoment) -> npt.NDArray[np.int64]:
        codes, words = _coded(table["staff"])

        def unknown(row: int, word: str) -> None:
            refuse(row, "staff", word, "There is no staff member with this number.")

        known = [int(word) if word.isdecimal() and int(word) in self.names.staff else None for word in words]
        return _looked_up(codes, words, known, unknown)

    def _customers(self, kept: pa.Table, segments: npt.NDArray[np.int64]) -> pa.Array:
        codes, words = _coded(kept["customer"])
        if not words:
            return pa.nulls(kept.num_rows, pa.string())
        _, first = np.unique(codes, return_index=True)
        rows = {words[codes[row]]: row for row in first.tolist() if codes[row] >= 0}
        languages = kept["language"].take(list(rows.values())).to_pylist()
        keys = self._keys(
            words,
            {word: int(segments[row]) for word, row in rows.items() if segments[row] >= 0},
            {word: language for word, language in zip(rows, languages, strict=True) if language},
        )
        return pa.array(keys, pa.string()).take(pa.array(codes, mask=codes < 0))

    def _keys(self, words: list[str], segments: Mapping[str, int], languages: Mapping[str, str]) -> list[str]:
        """Customers' keys; those just seen are kept, because a row's moments come one kind after the other."""
        missing = [word for word in words if word not in self._seen]
        if missing:
            if len(self._seen) + len(missing) > _CUSTOMERS_KEPT:
                self._seen = {word: self._seen[word] for word in words if word in self._seen}
            found = self.ensure_customers(missing, segments, languages)
            self._seen |= {word: str(key) for word, key in found.items()}
        return [self._seen[word] for word in words]


def _parted(word: str) -> tuple[str, str, str]:
    # From the right: two of the three are short names, and a stranger's file may hold anything.
    journey, touchpoint, measure = word.rsplit(_APART, 2)
    return journey, touchpoint, measure


def _coded(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Each row's place among the distinct words, -1 where it is null."""
    coded = compute.dictionary_encode(column).combine_chunks()
    return compute.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(
        np.int64
    ), coded.dictionary.to_pylist()


def _looked_up(
    codes: npt.NDArray[np.int64],
    words: Sequence[str],
    known: Sequence[int | None],
    unknown: Callable[[int, str], None],
) -> npt.NDArray[np.int64]:
    """Each row's id, -1 where it has none."""
    ids = np.array([*[-1 if number is None else number for number in known], -1], np.int64)[codes]
    for code in (code for code, number in enumerate(known) if number is None):
        for row in np.flatnonzero(codes == code):
            unknown(int(row), words[code])
    return ids


def _ids(ids: npt.NDArray[np.int64], keep: npt.NDArray[np.int64]) -> pa.Array:
    kept = ids[keep].astype(np.int32)
    return pa.array(kept, mask=kept < 0)


def _named(codes: pa.ChunkedArray, names: pa.ChunkedArray) -> dict[str, str]:
    pairs = pa.table({"code": codes, "name": names}).group_by("code").aggregate([("name", "min")])
    return {
        code: name or code
        for code, name in zip(pairs["code"].to_pylist(), pairs["name_min"].to_pylist(), strict=True)
        if code is not None
    }
