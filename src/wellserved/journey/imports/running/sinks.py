"""Where resolved moments go: into the database, or in a dry run only past its checks."""

from collections.abc import Mapping as Words
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import duckdb
import pyarrow as pa
from django.db import OperationalError, transaction

from wellserved.journey.contracts import BatchRecorded
from wellserved.journey.imports.mapping.shape import Mapping
from wellserved.journey.imports.running.names import Names, ensured_names
from wellserved.journey.imports.running.resolving import Resolver
from wellserved.journey.models import MomentKey, Source
from wellserved.journey.services import record_moments
from wellserved.journey.services.batch import conform, faults
from wellserved.people.services import ensure_customers
from wellserved.platform.refusals import Refused

_NOBODY = UUID(int=0)
_DISK_FULL = "53100"


class DatabaseFullError(Refused):
    pass


class Sink(Protocol):
    def take(self, batch: pa.Table) -> BatchRecorded: ...


@dataclass(frozen=True)
class Recording:
    source: str
    now: datetime

    def take(self, batch: pa.Table) -> BatchRecorded:
        try:
            (outcome,) = record_moments(source=self.source, batches=[batch], now=self.now)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != _DISK_FULL:
                raise
            raise DatabaseFullError(
                "The database's disk is full. Make room, and run the same import again: what was recorded stays."
            ) from error
        return outcome


@dataclass
class Rehearsal:
    """Counts what recording would count, and writes nothing."""

    source: str
    now: datetime
    names: Names
    connection: duckdb.DuckDBPyConnection

    def __post_init__(self) -> None:
        # On disk: the ids of a long file would not fit the memory that an import may use.
        self.connection.execute("CREATE TABLE rehearsed (id UBIGINT)")

    def take(self, batch: pa.Table) -> BatchRecorded:
        table = conform(batch)
        rejected = faults(table, measures=self.names.measures, now=self.now)
        bad = {refused.row for refused in rejected}
        keys = [key for row, key in enumerate(table["source_key"].to_pylist()) if row not in bad]
        new = self._new(sorted(set(keys) - self._recorded(keys)))
        return BatchRecorded(
            read=table.num_rows, recorded=new, already_there=len(keys) - new, rejected=tuple(rejected)
        )

    def _new(self, keys: Sequence[str]) -> int:
        self.connection.register("fresh", pa.table({"key": pa.array(keys, pa.string())}))
        # What is near is found first, so that the table in memory is the batch's and never the file's.
        self.connection.execute("CREATE OR REPLACE TEMP TABLE fresh_ids AS SELECT hash(key) AS id FROM fresh")
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE near_ids AS SELECT id FROM rehearsed WHERE id IN (SELECT id FROM fresh_ids)"
        )
        inserted = self.connection.execute(
            "INSERT INTO rehearsed SELECT id FROM fresh_ids WHERE id NOT IN (SELECT id FROM near_ids)"
        ).fetchone()
        self.connection.unregister("fresh")
        return int(inserted[0]) if inserted else 0

    def _recorded(self, keys: Sequence[str]) -> set[str]:
        source = Source.objects.filter(slug=self.source).first()
        if source is None:
            return set()
        there = MomentKey.objects.filter(source_id=source.pk, source_key__in=keys)
        return set(there.values_list("source_key", flat=True))


def sink_for(
    mapping: Mapping, connection: duckdb.DuckDBPyConnection, *, source: str, dry_run: bool, now: datetime
) -> tuple[Sink, Resolver]:
    with transaction.atomic():
        names = ensured_names(mapping, now=now, dry_run=dry_run)
        if dry_run:
            transaction.set_rollback(True)

    def customers(
        ids: Sequence[str], segments: Words[str, int], languages: Words[str, str]
    ) -> Words[str, UUID]:
        if dry_run:
            return dict.fromkeys(ids, _NOBODY)
        return ensure_customers(
            source=source, external_ids=ids, now=now, segment_ids=segments, languages=languages
        )

    sink: Sink = Rehearsal(source, now, names, connection) if dry_run else Recording(source, now)
    return sink, Resolver(names, customers, mapping.locations.create, mapping.segments.create)
