"""Reading the lake."""

from datetime import UTC, datetime, timedelta
from typing import Any

from wellserved.analytics.lake.manifest import LakeFile, Manifest
from wellserved.analytics.lake.store import Store


class Reading:
    """The lake as its manifest told once: whoever asks several things of it is told of the same moments.

    The files stay for their readers an hour after they were replaced: a reading is for one answer, not for keeping.
    """

    def __init__(self, store: Store, manifest: Manifest) -> None:
        self._store = store
        self._manifest = manifest

    @property
    def is_local(self) -> bool:
        return self._store.local

    @property
    def filesystem(self) -> Any:
        return self._store.filesystem

    def manifest(self) -> Manifest:
        """What the lake holds; every transaction below its watermark is in."""
        return self._manifest

    def files(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        from_transaction: int | None = None,
    ) -> list[LakeFile]:
        """The files of the months that touch [since, until); both instants need a time zone.

        With `from_transaction` only those that hold moments of that transaction or later ones.
        """
        first = _month(since) if since else ""
        # `until` itself is out: a period that ends with a month does not touch the next one.
        last = _month(until - timedelta(microseconds=1)) if until else "9999-12"
        return [
            file
            for file in self.manifest().files
            if first <= file.month <= last and (from_transaction is None or file.max_xid >= from_transaction)
        ]

    def address(self, file: LakeFile) -> str:
        """Where the file lies in the lake's file system; an absolute path on local disk."""
        return self._store.address(file.path)

    def uri(self, file: LakeFile) -> str:
        """The same with its scheme and nothing quoted, as Hadoop's file systems take it."""
        return self._store.uri(file.path)


def _month(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m")
