"""All that is held on a customer, as one ZIP: a JSON file or more for each room, and a list of them."""

import json
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import IO
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from wellserved.people.contracts import NotFound, Person
from wellserved.people.holdings import Rows, holdings
from wellserved.people.models import Customer
from wellserved.people.services.allowing import require_own_or
from wellserved.people.services.audit import audit

IN_MEMORY = 1_000_000


@transaction.atomic
def export_customer(*, person: Person, key: UUID, now: datetime) -> IO[bytes]:
    """An open ZIP file, at its start; past a megabyte it lies in a temporary file that closing removes.

    Managers export any customer, customers themselves. Raises PermissionDenied, or NotFound for an unknown or
    erased customer.
    """
    require_own_or(person, "customers:export", key=key)
    if not Customer.objects.filter(key=key, erased_at__isnull=True).exists():
        raise NotFound("No such customer.")
    audit(by=person, deed="customer.exported", kind="customer", object_id=key, now=now)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  handed to the caller, who closes it
    try:
        _fill(file, key, now=now)
    except BaseException:
        file.close()
        raise
    return file


def export_for(*, person: Person, now: datetime) -> IO[bytes]:
    """The customer's own export."""
    if person.customer_key is None:
        raise PermissionDenied("Only a customer can export their own data; sign in as one.")
    return export_customer(person=person, key=person.customer_key, now=now)


def _fill(file: IO[bytes], key: UUID, *, now: datetime) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        files = [
            _write(archive, f"{holding.name}/{name}", rows)
            for holding in holdings()
            for name, rows in holding.held(key)
        ]
        manifest = {"customer": str(key), "made_at": now.isoformat(), "files": files}
        archive.writestr("manifest.json", json.dumps(manifest, indent=2))
    file.seek(0)


def _write(archive: zipfile.ZipFile, path: str, rows: Rows) -> Mapping[str, object]:
    count = 0
    with archive.open(path, "w", force_zip64=True) as entry:
        entry.write(b"[")
        for count, row in enumerate(rows, start=1):
            entry.write(b",\n" if count > 1 else b"\n")
            entry.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode())
        entry.write(b"\n]\n")
    return {"file": path, "rows": count}
