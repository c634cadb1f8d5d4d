"""Calls to addresses that somebody else gave."""

import socket

import pytest

from wellserved.platform.outgoing import NotReached, called


def _ask_when_the_time_is_over(url: str) -> None:
    with called(url, seconds=5, loopback=True) as connection:
        connection.cut()
        connection.request("GET", "/")


def test_whose_time_was_over_before_the_connection_stood_is_not_asked() -> None:
    """A host that takes all of its time to greet would otherwise answer byte by byte for as long as it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(NotReached, match="in time"):
            _ask_when_the_time_is_over(url)
