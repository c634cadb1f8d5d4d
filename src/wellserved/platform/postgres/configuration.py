"""The embedded server's settings: durable, private, and sized to the machine."""

import os
import shutil
from pathlib import Path

from wellserved.platform.home import Home

MEBIBYTE = 1024 * 1024
CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def configuration_file(home: Home) -> Path:
    return home.path / "postgresql.conf"


def hba_file(home: Home) -> Path:
    return home.path / "pg_hba.conf"


def write(home: Home) -> None:
    settings = {
        **_places(home),
        **_durability(home),
        **_memory(machine_memory()),
        **_privacy(),
        "cluster_name": "wellserved",
        "max_connections": "100",
        "timezone": "UTC",
        "jit": "off",
        "wal_level": "minimal",  # no replicas here: bulk loads into new tables write little log
        "max_wal_senders": "0",
        "max_logical_replication_workers": "0",
        "io_workers": "1",
    }
    lines = [
        "# Written at each start. Settings of your own go into postgresql.local.conf beside it.",
        *(f"{name} = {_quoted(value)}" for name, value in settings.items()),
        f"include_if_exists = {_quoted(str(home.path / 'postgresql.local.conf'))}",
    ]
    _replace(configuration_file(home), "\n".join(lines) + "\n")
    # The socket lies in a folder that only its owner can enter: whoever reaches it is the owner.
    _replace(hba_file(home), "local all all trust\n")


def machine_memory() -> int:
    """Bytes that this machine, or the container around us, lets us use."""
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for path in CGROUP_LIMITS:
        try:
            limits.append(int(Path(path).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue  # not in such a container, or its limit is the word max
    return min(limits)


def _places(home: Home) -> dict[str, str]:
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(home.socket_directory),
        "unix_socket_permissions": "0700",
        "hba_file": str(hba_file(home)),
        "external_pid_file": "",
        "logging_collector": "on",
        "log_directory": str(home.log / "postgresql"),
        "log_filename": "postgresql-%a.log",  # a week of days, each overwritten by the next week's
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_truncate_on_rotation": "on",
    }


def _durability(home: Home) -> dict[str, str]:
    roomy = shutil.disk_usage(home.path).free > 20 * 1024 * MEBIBYTE
    return {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "autovacuum": "on",
        "checkpoint_timeout": "15min",
        "max_wal_size": "4GB" if roomy else "1GB",
        "min_wal_size": "256MB" if roomy else "80MB",
    }


def _memory(total: int) -> dict[str, str]:
    def share(part: int, *, least: int, most: int) -> str:
        return f"{min(max(total // part // MEBIBYTE, least), most)}MB"

    return {
        "shared_buffers": share(16, least=64, most=1024),
        "effective_cache_size": share(2, least=256, most=64 * 1024),
        "work_mem": share(512, least=4, most=32),
        "maintenance_work_mem": share(32, least=64, most=512),
        "huge_pages": "off",
    }


def _privacy() -> dict[str, str]:
    # An ERROR repeats the row that broke a rule, and a statement its literals: neither belongs in a log.
    return {
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_statement": "none",
    }


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(0o644)
    fresh.replace(path)
