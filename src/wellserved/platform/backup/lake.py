"""The lake is a copy of the database's moments; another database needs another lake."""

import secrets
import shutil

from wellserved.platform.home import Home


def discard_lake(home: Home) -> None:
    """Move the lake away in one step; the next catch-up fills a new one."""
    if not home.lake.exists():
        return
    stale = home.lake.with_name(f"lake.stale-{secrets.token_hex(4)}")
    home.lake.rename(stale)
    home.lake.mkdir(mode=0o700)
    shutil.rmtree(stale, ignore_errors=True)
