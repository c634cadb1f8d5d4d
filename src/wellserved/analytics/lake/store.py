"""Where the lake's files lie: a local directory, or any file system that pyarrow knows."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import fs

from wellserved.analytics.lake.manifest import Manifest, UnreadableManifestError

MANIFEST = "manifest.json"
MOMENTS_FOLDER = "moments"


class LakeBusyError(RuntimeError):
    """Another process is writing to the lake."""


class Store:
    """Reads and writes below one root. On local disk what is written is durable when a call returns."""

    def __init__(self, root: str | Path, *, filesystem: Any = None, locks: Path | None = None) -> None:
        scheme = f"{str(root).split('://', 1)[0]}://" if "://" in str(root) else ""
        if filesystem is None and scheme:
            filesystem, root = fs.FileSystem.from_uri(str(root))
        self.local = filesystem is None or isinstance(filesystem, fs.LocalFileSystem)
        self.root = str(Path(root).absolute()) if self.local else str(root).rstrip("/")
        self.filesystem = filesystem or fs.LocalFileSystem()
        if locks is None and not self.local:
            message = f"The lake at {self.root} is not on local disk, so its lock needs a place that is: pass locks=."
            raise ValueError(message)
        self._scheme = "file://" if self.local else scheme
        self._lock_path = (locks or Path(self.root)) / "lake.lock"

    def address(self, path: str) -> str:
        return f"{self.root}/{path}" if self.root else path

    def uri(self, path: str) -> str:
        return self._scheme + self.address(path)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps a second writer out; the kernel lets go of the lock however this process ends."""
        self._lock_path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock_path.open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                message = (
                    f"Another process is writing to the lake (it holds {self._lock_path}). "
                    "Wait until it has finished and try again."
                )
                raise LakeBusyError(message) from error
            yield

    def read_manifest(self) -> Manifest:
        place = self.address(MANIFEST)
        if self.filesystem.get_file_info(place).type == fs.FileType.NotFound:
            return Manifest()
        with self.filesystem.open_input_stream(place) as stream:
            text = stream.read()
        try:
            document = json.loads(text)
        except ValueError as error:
            message = f"{place} is not JSON. Restore it from a backup, or move the lake aside and let it be built again."
            raise UnreadableManifestError(message) from error
        return Manifest.from_json(document, place=place)

    def replace_manifest(self, manifest: Manifest) -> None:
        """Old or new, never a mixture: a rename on local disk, one put on object storage."""
        text = json.dumps(manifest.to_json(), separators=(",", ":")).encode()
        if not self.local:
            with self.filesystem.open_output_stream(self.address(MANIFEST)) as stream:
                stream.write(text)
            return
        Path(self.root).mkdir(parents=True, exist_ok=True)
        new = Path(self.address(MANIFEST + ".new"))
        with new.open("wb") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(self.address(MANIFEST))
        _sync(self.root)

    def create_folder(self, path: str) -> None:
        self.filesystem.create_dir(self.address(path), recursive=True)

    def open_new(self, path: str) -> pa.NativeFile:
        return self.filesystem.open_output_stream(self.address(path))

    def make_durable(self, paths: list[str]) -> None:
        """The files' bytes first, then the folders that name them, up to the root."""
        if not self.local or not paths:
            return
        for path in paths:
            _sync(self.address(path))
        folders = {str(Path(self.address(path)).parent) for path in paths}
        for folder in [*sorted(folders), self.address(MOMENTS_FOLDER), self.root]:
            _sync(folder)

    def paths(self) -> set[str]:
        """Every Parquet file below the root, listed by the manifest or not."""
        folder = self.address(MOMENTS_FOLDER)
        found = self.filesystem.get_file_info(fs.FileSelector(folder, allow_not_found=True, recursive=True))
        prefix = len(self.root) + 1 if self.root else 0
        return {info.path[prefix:] for info in found if info.type == fs.FileType.File}

    def remove(self, path: str) -> None:
        self.filesystem.delete_file(self.address(path))


def _sync(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
