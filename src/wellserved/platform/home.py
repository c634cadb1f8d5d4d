"""Where one installation keeps everything it owns."""

import os
import secrets
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wellserved.platform.refusals import Refused

# The kernel's sockaddr_un holds 108 bytes on Linux and 104 elsewhere, the closing zero included.
SOCKET_PATH_LIMIT = 107 if sys.platform == "linux" else 103


class HomePathTooLong(Refused):
    exit_code = 2


class HomeOfSomebodyElse(Refused):
    exit_code = 2


class HomeNotWritable(Refused):
    pass


@dataclass(frozen=True, kw_only=True)
class Home:
    path: Path

    @property
    def pg(self) -> Path:
        return self.path / "pg"

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def socket_directory(self) -> Path:
        return self.run / "pg"

    @property
    def socket(self) -> Path:
        return self.socket_directory / ".s.PGSQL.5432"

    @property
    def lake(self) -> Path:
        return self.path / "lake"

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def secret_key(self) -> Path:
        return self.path / "secret.key"


def home_of(environment: Mapping[str, str] | None = None) -> Home:
    """The home that WELLSERVED_HOME names, else the one in the account's data directory. Creates nothing."""
    environment = os.environ if environment is None else environment
    named = environment.get("WELLSERVED_HOME")
    if named:
        return Home(path=Path(named).expanduser().absolute())
    data = environment.get("XDG_DATA_HOME")
    base = Path(data) if data else Path(environment.get("HOME") or Path.home()) / ".local" / "share"
    return Home(path=(base / "wellserved").absolute())


def prepare(home: Home) -> None:
    """Create the home's folders, private to the account that runs Wellserved."""
    refuse_long_path(home)
    try:
        home.path.mkdir(parents=True, exist_ok=True)
        _refuse_strange_owner(home)
        # PostgreSQL cannot run as root: its own account must pass through, though not look around.
        mode = 0o711 if os.geteuid() == 0 else 0o700
        for folder in (home.path, home.run, home.log):
            folder.mkdir(exist_ok=True)
            folder.chmod(mode)
        home.lake.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise HomeNotWritable(
            f"Wellserved's home {home.path} cannot be prepared ({error.strerror}: {error.filename}). "
            "Give this account write access there, free some space, or set WELLSERVED_HOME to another folder."
        ) from error


def refuse_long_path(home: Home) -> None:
    length = len(os.fsencode(home.socket))
    if length > SOCKET_PATH_LIMIT:
        raise HomePathTooLong(
            f"The path of PostgreSQL's socket, {home.socket}, is {length} bytes long and the system allows "
            f"{SOCKET_PATH_LIMIT}. Set WELLSERVED_HOME to a path that is at least "
            f"{length - SOCKET_PATH_LIMIT} bytes shorter than {home.path}."
        )


def _refuse_strange_owner(home: Home) -> None:
    owner = home.path.stat().st_uid
    if owner != os.geteuid():
        raise HomeOfSomebodyElse(
            f"Wellserved's home {home.path} belongs to the account with number {owner}, and this is number "
            f"{os.geteuid()}. Run the command as its owner, or set WELLSERVED_HOME to a folder of your own."
        )


def secret_key(home: Home) -> str:
    """The installation's signing key: made once, readable by its owner alone."""
    return kept_once(home.secret_key, lambda: secrets.token_urlsafe(48)).strip()


def kept_once(path: Path, make: Callable[[], str]) -> str:
    """A secret of the installation: made when it is first asked for, readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _create_once(path, make())
    return path.read_text(encoding="ascii")


def _create_once(path: Path, text: str) -> None:
    # Written whole beside its place and linked into it: of two that start at once, both read the same key.
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
    finally:
        fresh.unlink(missing_ok=True)
