"""django-helpdesk, the rival of whatever takes in what customers write: in an environment and a database of its own.

It is installed anew for each benchmark into a temporary folder, runs on the PostgreSQL of the benchmark and is served by
granian with as many processes as ours. Its letters go nowhere, its connections are kept open, its debugging is off.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.serving import PATIENCE_SECONDS, free_port

NEEDS = ("django-helpdesk==2.6.1", "django~=5.2.0", "psycopg[binary]~=3.2", "granian~=2.5", "whitenoise~=6.0")
SUBMIT = "/tickets/submit/"
_SETTINGS = """
from urllib.parse import parse_qs, urlsplit
import os
at = urlsplit(os.environ["RIVAL_DATABASE"])
DEBUG = False
SECRET_KEY = "a benchmark's"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites",
    "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.humanize", "django.contrib.admin",
    "rest_framework", "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "rival_urls"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]
DATABASES = {"default": {
    "ENGINE": "django.db.backends.postgresql", "NAME": "helpdesk", "USER": at.username,
    "HOST": parse_qs(at.query).get("host", [at.hostname])[0], "PORT": at.port or "", "CONN_MAX_AGE": None,
}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
SITE_ID = 1
STATIC_URL = "/static/"
MEDIA_ROOT = os.environ["RIVAL_FOLDER"]
USE_TZ = True
HELPDESK_SUBMIT_A_TICKET_PUBLIC = True
HELPDESK_VIEW_A_TICKET_PUBLIC = True
HELPDESK_TEAMS_MODE_ENABLED = False
LOGGING = {"version": 1, "disable_existing_loggers": True}
"""
_URLS = """
from django.contrib import admin
from django.urls import include, path
urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls", namespace="helpdesk"))]
"""
_WSGI = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "rival_settings"
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
"""
_QUEUE = (
    "import django; django.setup(); from helpdesk.models import Queue;"
    "print(Queue.objects.create(title='Parcels', slug='parcels', allow_public_submission=True).pk)"
)


@dataclass(frozen=True, slots=True)
class Helpdesk:
    """Where it answers, and what a browser sends to its form for tickets."""

    port: int
    version: str
    queue: str
    python: Path
    environment: Mapping[str, str]

    def form(self) -> tuple[str, str]:
        """The cookie and the token, as the form was fetched."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", SUBMIT)
        answer = connection.getresponse()
        page = answer.read().decode()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if answer.status != 200 or found is None:
            raise SystemExit(f"django-helpdesk's form was not answered: {answer.status}.")
        return cookie, found[1]

    def asked(self, code: str) -> str:
        """What Python on its settings prints."""
        return _run([str(self.python), "-c", f"import django; django.setup(); {code}"], self.environment)


@contextmanager
def helpdesk(address: str, *, workers: int) -> Iterator[Helpdesk]:
    """django-helpdesk, served, with one queue; `address` is of the benchmark's PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="ws-helpdesk-") as folder:
        python = _installed(Path(folder))
        for name, text in (("settings", _SETTINGS), ("urls", _URLS), ("wsgi", _WSGI)):
            (Path(folder) / f"rival_{name}.py").write_text(text, encoding="utf-8")
        _make_database()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
        environment = kept | {
            "PYTHONPATH": folder,
            "DJANGO_SETTINGS_MODULE": "rival_settings",
            "RIVAL_DATABASE": address,
            "RIVAL_FOLDER": folder,
        }
        _run([str(python), "-W", "ignore", "-m", "django", "migrate", "-v", "0"], environment)
        queue = _run([str(python), "-W", "ignore", "-c", _QUEUE], environment)
        version = _run(
            [str(python), "-c", "from importlib.metadata import version as v; print(v('django-helpdesk'))"],
            environment,
        )
        with _served(python, environment, workers=workers) as port:
            yield Helpdesk(port, version, queue, python, environment)


def _installed(folder: Path) -> Path:
    uv = Path(sys.executable).parent / "uv"
    python = folder / "own" / "bin" / "python"
    _run([str(uv), "venv", "-q", "--python", sys.executable, str(folder / "own")], os.environ)
    _run([str(uv), "pip", "install", "-q", "--python", str(python), *NEEDS], os.environ)
    return python


def _make_database() -> None:
    from django.db import connection  # noqa: PLC0415  Django must be set up

    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE helpdesk")


@contextmanager
def _served(python: Path, environment: Mapping[str, str], *, workers: int) -> Iterator[int]:
    port = free_port()
    command = [
        str(python),
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", str(workers), "--log-level", "warning", "rival_wsgi:application"]
    process = subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _answers(port):
            if time.monotonic() > deadline or process.poll() is not None:
                raise SystemExit(f"django-helpdesk was not served; exit code {process.poll()}.")
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", SUBMIT)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _run(command: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:6])} failed:\n{done.stderr[-2000:]}")
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""
