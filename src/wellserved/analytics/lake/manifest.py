"""What the lake holds: one small JSON document, replaced whole."""

from dataclasses import dataclass
from typing import Any, Self

VERSION = 1


class UnreadableManifestError(ValueError):
    """The manifest is not one that this version of Wellserved wrote."""


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One Parquet file: its path below the lake's root, its month (YYYY-MM, UTC) and what it holds."""

    path: str
    month: str
    rows: int
    min_xid: int
    max_xid: int


@dataclass(frozen=True, slots=True)
class Retired:
    """A file that a compaction replaced; readers may still hold it. `at` is in seconds since 1970."""

    path: str
    at: float


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything with a transaction id below `watermark` is in `files`, once.

    `born` names the lake's life: another one tells that what was known of the lake does not hold any more.
    """

    watermark: int = 0
    files: tuple[LakeFile, ...] = ()
    retired: tuple[Retired, ...] = ()
    born: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "watermark": self.watermark,
            "born": self.born,
            "files": [
                {
                    "path": file.path,
                    "month": file.month,
                    "rows": file.rows,
                    "min_xid": file.min_xid,
                    "max_xid": file.max_xid,
                }
                for file in self.files
            ],
            "retired": [{"path": file.path, "at": file.at} for file in self.retired],
        }

    @classmethod
    def from_json(cls, document: Any, *, place: str) -> Self:
        version = document.get("version") if isinstance(document, dict) else None
        if version != VERSION:
            message = (
                f"{place} has version {version!r}; this Wellserved reads version {VERSION}. "
                "Upgrade Wellserved, or move the lake aside and let it be built again from PostgreSQL."
            )
            raise UnreadableManifestError(message)
        return cls(
            watermark=document["watermark"],
            files=tuple(LakeFile(**file) for file in document["files"]),
            retired=tuple(Retired(**file) for file in document["retired"]),
            # A lake of an earlier version has no name yet; its next append gives it one.
            born=document.get("born", ""),
        )
