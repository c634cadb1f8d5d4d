"""What a backup says of itself, read and checked before anything is touched."""

import hashlib
import json
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from wellserved import __version__
from wellserved.platform.refusals import Refused

FORMAT = 1
MANIFEST_NAME = "manifest.json"
DUMP_NAME = "database.dump"
CHUNK = 1 << 20


class BackupUnreadable(Refused):
    pass


class BackupOfNewerVersion(Refused):
    pass


@dataclass(frozen=True, kw_only=True)
class Manifest:
    created: str
    postgres: str
    rows: dict[str, int]
    sha256: str
    format: int = FORMAT
    wellserved: str = __version__

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=1)


def read_checked(file: Path) -> Manifest:
    """The manifest of a backup whose every byte was read and found whole, and that we understand."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = Manifest(**json.loads(archive.read(MANIFEST_NAME)))
            with archive.open(DUMP_NAME) as dump:
                found = digest(dump)
    except FileNotFoundError as error:
        raise BackupUnreadable(
            f"There is no file {file}. Name the backup that `wellserved backup` wrote."
        ) from error
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
        raise BackupUnreadable(
            f"{file} is not a whole Wellserved backup ({error}). Nothing was changed. Use another copy of it."
        ) from error
    if found != manifest.sha256:
        raise BackupUnreadable(
            f"{file} is damaged: its contents do not match the checksum in it. Nothing was changed. "
            "Use another copy of it."
        )
    _refuse_newer(manifest, file=file)
    return manifest


def digest(stream: IO[bytes]) -> str:
    sum_ = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        sum_.update(chunk)
    return sum_.hexdigest()


def _refuse_newer(manifest: Manifest, *, file: Path) -> None:
    if manifest.format > FORMAT or _numbers(manifest.wellserved) > _numbers(__version__):
        raise BackupOfNewerVersion(
            f"{file} was made by Wellserved {manifest.wellserved}, newer than this one ({__version__}). "
            "Nothing was changed. Install that version or a later one, then restore."
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
