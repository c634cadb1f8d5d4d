"""The lake: moments as Parquet by month, listed by a manifest that is replaced whole."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from wellserved.analytics.lake.manifest import LakeFile, Manifest, Retired, UnreadableManifestError
from wellserved.analytics.lake.reading import Reading
from wellserved.analytics.lake.schema import MOMENTS
from wellserved.analytics.lake.store import LakeBusyError, Store
from wellserved.analytics.lake.writing import MonthWriter, WrongColumnsError

__all__ = [
    "MOMENTS",
    "Lake",
    "LakeBusyError",
    "LakeFile",
    "Manifest",
    "Reading",
    "UnreadableManifestError",
    "WatermarkError",
    "WrongColumnsError",
]

APPEND_BYTES = 64 * 1024 * 1024
COMPACT_BYTES = 256 * 1024 * 1024
GRACE = timedelta(hours=1)


class WatermarkError(RuntimeError):
    """What is to be appended does not begin where the lake ends."""


class Lake(Reading):
    """Moments below `root`: a local path, a URI, or a path within a pyarrow file system.

    Off local disk the lock against a second writer needs a local folder, `locks`, shared by all writers.
    """

    def __init__(self, root: str | Path, *, filesystem: Any = None, locks: Path | None = None) -> None:
        super().__init__(Store(root, filesystem=filesystem, locks=locks), Manifest())

    def manifest(self) -> Manifest:
        """What the lake holds now; every transaction below its watermark is in."""
        return self._store.read_manifest()

    def as_it_stands(self) -> Reading:
        """The lake as it is at this moment, whatever is appended afterwards."""
        return Reading(self._store, self.manifest())

    def append(
        self, batches: Iterable[pa.RecordBatch], *, watermark_from: int, watermark_to: int
    ) -> Manifest:
        """Adds the moments of transactions in [watermark_from, watermark_to): all of them, or none.

        Streams: some 64 MB of rows wait in memory, however many there are. Killed at any point it leaves
        the lake as it was. Raises WatermarkError where the lake's watermark is not `watermark_from` (these
        moments are in already, or some before them are missing), LakeBusyError while another process writes.
        """
        with self._locked_and_swept() as manifest:
            if manifest.watermark != watermark_from or watermark_to < watermark_from:
                message = (
                    f"The lake ends at transaction {manifest.watermark}, and the moments to append go from "
                    f"{watermark_from} to {watermark_to}. Read the manifest's watermark and append from there."
                )
                raise WatermarkError(message)
            stem = f"part-{watermark_from}-{watermark_to}-{uuid4().hex[:8]}"
            added = MonthWriter(self._store, stem=stem, budget=APPEND_BYTES).write(batches)
            changed = replace(
                manifest,
                watermark=watermark_to,
                files=(*manifest.files, *added),
                born=manifest.born or uuid4().hex,
            )
            self._store.replace_manifest(changed)
            return changed

    def start_anew(self, *, now: datetime) -> Manifest:
        """An empty lake at transaction 0, for a database that was replaced; files stay for their readers a while."""
        with self._locked_and_swept() as manifest:
            retired = tuple(Retired(path=file.path, at=now.timestamp()) for file in manifest.files)
            fresh = Manifest(retired=(*manifest.retired, *retired), born=uuid4().hex)
            self._store.replace_manifest(fresh)
            return fresh

    def crowded_months(self, *, files: int = 8) -> list[str]:
        """The months with more than so many files, where `compact` pays."""
        months = [file.month for file in self.manifest().files]
        return sorted({month for month in months if months.count(month) > files})

    def compact(self, month: str, *, now: datetime) -> Manifest:
        """Merges the month's files into one. The old ones stay for an hour, for readers who hold them."""
        with self._locked_and_swept() as manifest:
            old = [file for file in manifest.files if file.month == month]
            if len(old) < 2:
                return manifest
            stem = f"merged-{uuid4().hex[:8]}"
            added = MonthWriter(self._store, stem=stem, budget=COMPACT_BYTES).write(self._rows(old))
            changed = replace(
                manifest,
                files=(*(file for file in manifest.files if file.month != month), *added),
                retired=(*manifest.retired, *(Retired(path=file.path, at=now.timestamp()) for file in old)),
            )
            self._store.replace_manifest(changed)
            return changed

    def sweep(self, *, now: datetime, grace: timedelta = GRACE) -> int:
        """Removes what compactions replaced at least `grace` ago; returns how many files went."""
        with self._locked_and_swept() as manifest:
            before = (now - grace).timestamp()
            kept = tuple(file for file in manifest.retired if file.at > before)
            if len(kept) < len(manifest.retired):
                changed = replace(manifest, retired=kept)
                self._store.replace_manifest(changed)
                self._remove_orphans(changed)
            return len(manifest.retired) - len(kept)

    @contextmanager
    def _locked_and_swept(self) -> Iterator[Manifest]:
        with self._store.locked():
            manifest = self.manifest()
            self._remove_orphans(manifest)
            yield manifest

    def _remove_orphans(self, manifest: Manifest) -> None:
        """Files that no manifest names were left by a writer that was killed; only a holder of the lock may."""
        named = {file.path for file in manifest.files} | {file.path for file in manifest.retired}
        for path in self._store.paths() - named:
            self._store.remove(path)

    def _rows(self, files: list[LakeFile]) -> Iterable[pa.RecordBatch]:
        for file in files:
            with (
                self.filesystem.open_input_file(self.address(file)) as stream,
                pq.ParquetFile(stream) as parquet,
            ):
                yield from parquet.iter_batches(batch_size=16_384)
