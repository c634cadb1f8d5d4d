"""A trained model of windows: asks of 100,000 parcels at once or of one, and goes to bytes and back without pickle."""

import hashlib
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from functools import cached_property
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from .days import begun, ended
from .known import GROUPS, NUMBERS, Bools, Floats, Ints, Known
from .location import Location, middle

FORMAT = 1


class NotAModel(ValueError):
    """The bytes are not those of a model that this version reads."""


class Said(IntEnum):
    """Where a window comes from, best first."""

    LANE = 0  # predicted; the lane's own history sets the width
    POOLED = 1  # predicted; the lane has little history, so the width is mostly that of all lanes
    TOLD = 2  # not predicted: by the end of the told day, as the carrier or the organisation named it
    NOTHING = 3  # neither history nor a told day


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """lower, upper: hours from the scan, shape (n,), 0 <= lower <= upper; said: a `Said` each, shape (n,).

    by_day: whether the window is of whole days, shape (n,): `lower` is then the begin of its first day, which may lie
    up to a day before the scan, and `upper` the end of its last, each day being 24 hours long.

    With Said.TOLD upper is `told_hours` itself, below 0 where that day is past, and lower the lesser of 0 and upper:
    nothing is promised about its coverage. With Said.NOTHING both are NaN.
    """

    lower: Floats
    upper: Floats
    said: NDArray[np.int8]
    by_day: Bools

    @property
    def predicted(self) -> NDArray[np.bool_]:
        return self.said <= Said.POOLED


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The model of one status. levels: each group's names, as `location.effects` has them; lanes' last bound is all's.

    by_day: windows are of whole days, for parcels of which it is known when midnight was.
    """

    location: Location
    levels: tuple[tuple[str, ...], ...]
    low: Floats
    high: Floats
    scores: Ints
    by_day: bool = False

    @cached_property
    def places(self) -> tuple[dict[str, int], ...]:
        return tuple({name: place for place, name in enumerate(names)} for names in self.levels)

    @cached_property
    def lookup(self) -> tuple[dict[str, float], ...]:
        return tuple(
            dict(zip(names, effect.tolist(), strict=True))
            for names, effect in zip(self.levels, self.location.effects, strict=True)
        )


@dataclass(frozen=True, kw_only=True)
class WindowModel:
    """Windows of delivery that hold `coverage` of the parcels that arrive.

    version: the first 12 hexadecimal digits of the SHA-256 of what was learned; equal models have equal versions.
    trained_at: the `now` that it was trained at; nothing later went in.
    """

    coverage: float
    trained_at: datetime
    stages: dict[str, Stage]
    enough: int

    def predict(self, known: Known) -> Windows:
        """The windows of n parcels, each from the moment of its last scan."""
        told = known.told_hours if known.told_hours is not None else np.full(len(known), np.nan)
        upper = told.astype(float)
        lower = np.minimum(upper, 0.0)
        said = np.where(np.isnan(upper), Said.NOTHING, Said.TOLD).astype(np.int8)
        by_day = np.zeros(len(known), dtype=bool)
        for status in {str(one) for one in known.status.tolist()} & self.stages.keys():
            rows = np.flatnonzero(known.status == status)
            whole = len(rows) == len(known)
            by_day[rows] = self.stages[status].by_day & ~np.isnan(known.clock()[rows])
            lower[rows], upper[rows], said[rows] = self._of_stage(
                self.stages[status], known if whole else known.rows(rows)
            )
        return Windows(lower=lower, upper=upper, said=said, by_day=by_day)

    def _of_stage(self, stage: Stage, known: Known) -> tuple[Floats, Floats, NDArray[np.int8]]:
        n, names = len(known), [known.group(name).tolist() for name in GROUPS]
        effects = np.column_stack(
            [
                np.fromiter((effect.get(one, 0.0) for one in column), float, n)
                for column, effect in zip(names, stage.lookup, strict=True)
            ]
        )
        weekday, hour = known.calendar()
        centre = middle(stage.location, effects, known.numbers(), weekday, hour)
        lane = np.fromiter((stage.places[0].get(one, -1) for one in names[0]), int, n)
        offset = stage.location.offset
        lower = np.maximum(np.exp(centre + stage.low[lane]) - offset, 0.0)
        upper = np.maximum(np.exp(centre + stage.high[lane]) - offset, lower)
        if stage.by_day:
            clock = known.clock()
            lower, upper = begun(lower, clock), ended(upper, clock)
        own = (lane >= 0) & (stage.scores[lane] >= self.enough)
        return lower, upper, np.where(own, Said.LANE, Said.POOLED).astype(np.int8)

    @cached_property
    def version(self) -> str:
        return hashlib.sha256(self.to_bytes()).hexdigest()[:12]

    def to_bytes(self) -> bytes:
        """The model as an uncompressed NumPy archive: arrays and one JSON text, no pickled object."""
        said: dict[str, Any] = {
            "format": FORMAT,
            "coverage": self.coverage,
            "trained_at": self.trained_at.astimezone(UTC).isoformat(),
            "enough": self.enough,
            "groups": GROUPS,
            "numbers": NUMBERS,
            "stages": [
                {
                    "status": status,
                    "offset": stage.location.offset,
                    "levels": stage.levels,
                    "by_day": stage.by_day,
                }
                for status, stage in sorted(self.stages.items())
            ],
        }
        arrays: dict[str, Any] = {"said": np.frombuffer(json.dumps(said).encode(), np.uint8)}
        for number, (_, stage) in enumerate(sorted(self.stages.items())):
            parts = _arrays(stage)
            arrays |= {f"{number}.{name}": part for name, part in parts.items()}
        file = io.BytesIO()
        np.savez(file, **arrays)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The model that `to_bytes` wrote. Raises NotAModel for other bytes and for another format."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as archive:
                arrays = dict(archive)
            said = json.loads(arrays.pop("said").tobytes())
        except (ValueError, KeyError, OSError, EOFError, BadZipFile) as reason:
            raise NotAModel("These bytes hold no window model: train it anew.") from reason
        if (said["format"], tuple(said["groups"]), tuple(said["numbers"])) != (FORMAT, GROUPS, NUMBERS):
            raise NotAModel(
                f"This window model is of format {said['format']}, format {FORMAT} is read: train it anew."
            )
        return cls(
            coverage=said["coverage"],
            trained_at=datetime.fromisoformat(said["trained_at"]),
            enough=said["enough"],
            stages={
                one["status"]: _stage(one, arrays, f"{number}.") for number, one in enumerate(said["stages"])
            },
        )


def _arrays(stage: Stage) -> dict[str, NDArray[Any]]:
    location = stage.location
    return {
        "basis": location.basis,
        "coefficients": location.coefficients,
        "low": stage.low,
        "high": stage.high,
        "scores": stage.scores,
        **{f"effect{place}": effect for place, effect in enumerate(location.effects)},
    }


def _stage(said: dict[str, Any], arrays: dict[str, NDArray[Any]], prefix: str) -> Stage:
    return Stage(
        location=Location(
            offset=said["offset"],
            effects=tuple(arrays[f"{prefix}effect{place}"] for place in range(len(GROUPS))),
            basis=arrays[f"{prefix}basis"],
            coefficients=arrays[f"{prefix}coefficients"],
        ),
        levels=tuple(tuple(names) for names in said["levels"]),
        low=arrays[f"{prefix}low"],
        high=arrays[f"{prefix}high"],
        scores=arrays[f"{prefix}scores"],
        by_day=said.get("by_day", False),  # models from before windows were of days have none
    )
