"""django-helpdesk in a virtual environment and a database of its own, with tickets as large as our cases.

It is the rival of benchmarks of cases and of answers: installed into a temporary folder, never beside our own libraries.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.serving import free_port

PACKAGES = ("django-helpdesk[teams]==2.6.1", "django>=5.2,<5.3", "granian", "psycopg[binary]")
SETTINGS = """
SECRET_KEY = "bench"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "site_urls"
USE_TZ = True
TIME_ZONE = "UTC"
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
STATIC_ROOT = {folder!r} + "/static"
MEDIA_ROOT = {folder!r} + "/media"
LOGIN_URL = "/login/"
HELPDESK_KB_ENABLED = False
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
INSTALLED_APPS = ["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.sites", "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.humanize",
    "rest_framework", "account", "pinax.invitations", "pinax.teams", "reversion", "helpdesk"]
HELPDESK_TEAMS_MODE_ENABLED = False
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware"]
TEMPLATES = [{{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {{
    "context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages"]}}}}]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.postgresql", "NAME": {name!r}, "USER": {user!r},
    "HOST": {host!r}, "CONN_MAX_AGE": None}}}}
"""
URLS = """
from django.contrib import admin
from django.urls import include, path
urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls"))]
"""
FILL = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "site_settings"
import django
django.setup()
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from helpdesk.models import FollowUp, Queue, Ticket
call_command("migrate", verbosity=0)
queue = Queue.objects.create(title="Service", slug="service", allow_public_submission=True)
staff = get_user_model().objects.create_superuser("staff", "staff@bench.test", "bench")
for number in range({tickets}):
    ticket = Ticket.objects.create(title="The box was wet " * 5, queue=queue, submitter_email="c@bench.test",
        assigned_to=staff, description={text!r}, status=1, priority=3, created=timezone.now())
    FollowUp.objects.bulk_create(FollowUp(ticket=ticket, title="Comment", comment={text!r}, public=True, user=staff,
        date=timezone.now()) for _ in range(3))
client = Client()
client.force_login(staff)
print(client.cookies["sessionid"].value, ticket.pk)
"""


@dataclass(frozen=True, slots=True)
class Rival:
    port: int
    cookie: str
    first: int
    last: int


@contextmanager
def helpdesk(*, workers: int, text: str, tickets: int = 200) -> Iterator[Rival]:
    """Its site on the loopback address, served by the same server with as many processes as ours; gone afterwards."""
    from django.db import connection  # noqa: PLC0415  Django must be set up

    parts = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE helpdesk")
    with tempfile.TemporaryDirectory(prefix="ws-rival-") as folder:
        home = Path(folder)
        python = _installed(home)
        facts = {"folder": folder, "name": "helpdesk", "user": parts["USER"], "host": parts["HOST"]}
        (home / "site_settings.py").write_text(SETTINGS.format(**facts), encoding="utf-8")
        (home / "site_urls.py").write_text(URLS, encoding="utf-8")
        (home / "site_wsgi.py").write_text(
            'import os\nos.environ["DJANGO_SETTINGS_MODULE"] = "site_settings"\n'
            "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n",
            encoding="utf-8",
        )
        (home / "fill.py").write_text(FILL.format(tickets=tickets, text=text), encoding="utf-8")
        environment = {
            k: v for k, v in os.environ.items() if k not in {"DJANGO_SETTINGS_MODULE", "PYTHONPATH"}
        }
        done = subprocess.run(
            [python, "fill.py"], cwd=home, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"django-helpdesk could not be filled:\n{done.stderr[-900:]}")
        cookie, last = done.stdout.split()[-2:]
        port = free_port()
        command = [
            python,
            "-m",
            "granian",
            "site_wsgi:application",
            "--interface",
            "wsgi",
            "--port",
            str(port),
        ]
        command += ["--workers", str(workers), "--no-log"]
        process = subprocess.Popen(command, cwd=home, env=environment, stderr=subprocess.DEVNULL)
        try:
            _wait(port)
            yield Rival(port=port, cookie=cookie, first=int(last) - tickets + 1, last=int(last))
        finally:
            process.terminate()
            process.wait(30)


def _installed(home: Path) -> str:
    uv = str(Path(sys.executable).with_name("uv"))
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, str(home / "venv")], check=True)
    python = str(home / "venv" / "bin" / "python")
    subprocess.run([uv, "pip", "install", "-q", "--python", python, *PACKAGES], check=True)
    return python


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit("django-helpdesk did not answer within twenty seconds.")
