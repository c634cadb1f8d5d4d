"""The wheel as a stranger installs it: an empty environment, no Node, every file of the pages served."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def run(*words: str | Path, **environment: str) -> str:
    done = subprocess.run(
        [str(word) for word in words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel and what it asks for, in the locked versions."""
    folder = tmp_path_factory.mktemp("wheel")
    # The tests' own command has built the pages already.
    run(
        sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, WELLSERVED_FRONTEND_BUILT="1"
    )
    (wheel,) = folder.glob("*.whl")
    run(BIN / "uv", "venv", "--quiet", "--python", sys.executable, folder / "env")
    python = folder / "env/bin/python"
    lock = ROOT / "requirements/app.txt"
    run(BIN / "uv", "pip", "install", "--quiet", "--python", python, "--constraint", lock, wheel)
    return folder / "env/bin"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def page(address: str, *, language: str = "en") -> str:
    with urlopen(Request(address, headers={"Accept-Language": language})) as answer:  # noqa: S310  our own server
        assert answer.status == 200
        return str(answer.read().decode())


@contextmanager
def served(programs: Path, home: Path) -> Iterator[str]:
    environment = {
        "PATH": f"{programs}:/usr/bin:/bin",
        "WELLSERVED_HOME": str(home),
        "HOME": str(home),
        "LANG": "C.UTF-8",
    }
    with subprocess.Popen(
        [programs / "wellserved", "serve", "--json", "--port", str(free_port())],
        cwd="/",
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            line = server.stdout.readline() if server.stdout else ""
            yield str(json.loads(line)["address"]).rstrip("/")
        finally:
            server.terminate()


@pytest.mark.xdist_group("wheel")
def test_the_wheel_serves_its_pages_with_all_their_files_and_no_node(
    installed: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert not (installed / "node").exists()
    with served(installed, tmp_path_factory.mktemp("h")) as address:
        for path in ("/", "/accounts/login/", "/api/v1/docs", "/api/v1/openapi.json"):
            body = page(address + path)
            files = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', body)
            assert files or path.endswith(".json")
            assert all(page(address + file) for file in files)
        sign_in = address + "/accounts/login/"
        assert 'lang="ko"' in page(sign_in, language="ko")
        # The messages were compiled into the wheel.
        assert title(page(sign_in, language="ko")) != title(page(sign_in))


def title(body: str) -> str:
    (found,) = re.findall("<h1[^>]*>(.*?)</h1>", body, flags=re.DOTALL)
    return str(found)
