"""A real IMAP server (Dovecot) with one mailbox, on the loopback address, for as long as a test needs it."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imap_tools import BaseMailBox, MailBoxUnencrypted

DOVECOT = Path("/usr/sbin/dovecot")
MEND = "The mailbox's tests need root and Dovecot: apt-get install dovecot-imapd"
NAME, PASSWORD = "help", "only-for-tests"
_CONFIGURATION = """
base_dir = {folder}/run
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
log_path = {folder}/log
mail_location = maildir:{folder}/mail
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


def can_run() -> bool:
    return DOVECOT.exists() and os.geteuid() == 0


@dataclass(frozen=True)
class Mailbox:
    port: int

    def opened(self) -> BaseMailBox:
        return MailBoxUnencrypted("127.0.0.1", self.port, timeout=10).login(NAME, PASSWORD)

    def put(self, *mails: bytes) -> None:
        with self.opened() as box:
            for mail in mails:
                box.append(mail, "INBOX")

    def empty(self) -> None:
        with self.opened() as box:
            for folder in box.folder.list():
                box.folder.set(folder.name)
                box.delete(box.uids())

    def count(self, folder: str) -> int:
        with self.opened() as box:
            return box.folder.status(folder)["MESSAGES"] if box.folder.exists(folder) else 0


@contextmanager
def running_mailbox() -> Iterator[Mailbox]:
    folder = Path(tempfile.mkdtemp(prefix="ws-mail-"))
    folder.chmod(0o755)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    (folder / "run").mkdir()
    (folder / "mail").mkdir()
    shutil.chown(folder / "mail", "nobody", "nogroup")
    configuration = folder / "dovecot.conf"
    configuration.write_text(_CONFIGURATION.format(folder=folder, password=PASSWORD, port=port))
    process = subprocess.Popen([DOVECOT, "-F", "-c", configuration], stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield Mailbox(port)
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("Dovecot did not start.")
