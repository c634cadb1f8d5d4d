"""The account that PostgreSQL runs as: ours, or, where we are root, one without rights of its own."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from wellserved.platform.refusals import Refused

NAME = "wellserved"


class NoAccountForPostgres(Refused):
    pass


class RunAs(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, kw_only=True)
class Account:
    uid: int
    gid: int

    @property
    def differs(self) -> bool:
        return self.uid != os.geteuid()

    @property
    def run_as(self) -> RunAs:
        """Arguments of subprocess that step down to this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.differs else {}

    def own(self, path: Path) -> None:
        """Make the folder, private to this account."""
        path.mkdir(exist_ok=True)
        path.chmod(0o700)
        if self.differs:
            os.chown(path, self.uid, self.gid)


def server_account() -> Account:
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid())
    entry = _entry() or _create()
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def open_the_way(path: Path, *, account: Account) -> None:
    """Let the account pass through the folders above the path; it still may not list them."""
    if not account.differs:
        return
    for folder in path.parents:
        status = folder.stat()
        if status.st_uid != account.uid and not status.st_mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _create() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    if shutil.which("useradd"):
        subprocess.run([*command, "--shell", "/usr/sbin/nologin", NAME], check=False, capture_output=True)
    # Of two that create it at once one fails, and finds the other's.
    entry = _entry()
    if entry is None:
        raise NoAccountForPostgres(
            "PostgreSQL refuses to run as root, and the system account "
            f"{NAME} could not be created with useradd. Run Wellserved as an ordinary account instead."
        )
    return entry
