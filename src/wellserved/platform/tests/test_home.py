import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wellserved.platform.home import (
    SOCKET_PATH_LIMIT,
    Home,
    HomeOfSomebodyElse,
    HomePathTooLong,
    home_of,
    prepare,
    secret_key,
)


def test_the_home_is_where_the_environment_says() -> None:
    assert home_of({"WELLSERVED_HOME": "/srv/ws"}).path == Path("/srv/ws")
    assert home_of({"XDG_DATA_HOME": "/data", "HOME": "/home/a"}).path == Path("/data/wellserved")
    assert home_of({"HOME": "/home/a"}).path == Path("/home/a/.local/share/wellserved")


@pytest.mark.parametrize("beyond", [1, 40])
def test_a_path_too_long_for_a_socket_is_refused_with_length_and_mend(home: Home, beyond: int) -> None:
    longer = Home(path=_of_socket_length(home.path.parent, SOCKET_PATH_LIMIT + beyond))
    with pytest.raises(
        HomePathTooLong, match=rf"{SOCKET_PATH_LIMIT + beyond} bytes .* WELLSERVED_HOME"
    ) as caught:
        prepare(longer)
    assert caught.value.exit_code == 2
    assert not longer.path.exists()


def test_the_longest_path_that_fits_is_taken(home: Home) -> None:
    longest = Home(path=_of_socket_length(home.path.parent, SOCKET_PATH_LIMIT))
    prepare(longest)
    assert longest.run.is_dir()


def test_all_who_ask_at_once_get_the_same_secret_key_and_only_the_owner_can_read_it(home: Home) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(secret_key, [home] * 24))
    assert len(keys) == 1
    assert stat.S_IMODE(home.secret_key.stat().st_mode) == 0o600
    assert [path.name for path in home.path.iterdir()] == ["secret.key"]


def test_others_can_list_nothing_in_the_home(home: Home) -> None:
    prepare(home)
    for folder in (home.path, home.run, home.log, home.lake):
        assert not folder.stat().st_mode & (stat.S_IROTH | stat.S_IRGRP | stat.S_IWOTH | stat.S_IWGRP)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_the_home_of_another_account_is_refused(home: Home) -> None:
    home.path.mkdir()
    os.chown(home.path, 65534, 65534)
    with pytest.raises(HomeOfSomebodyElse, match="65534"):
        prepare(home)


def _of_socket_length(parent: Path, length: int) -> Path:
    rest = length - len(os.fsencode(Home(path=parent / "h").socket))
    return parent / ("h" + "x" * rest)
