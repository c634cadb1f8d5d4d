"""Customers as sources bring them."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from wellserved.people.models import Customer, CustomerIdentity


def ensure_customers(
    *,
    source: str,
    external_ids: Sequence[str],
    now: datetime,
    segment_ids: Mapping[str, int] | None = None,
    languages: Mapping[str, str] | None = None,
) -> dict[str, UUID]:
    """Find or make the customer behind each of a source's own ids; returns their keys by external id.

    Two imports of the same people at once agree: the identity's unique constraint decides, the later one
    takes what the earlier one made. `segment_ids` and `languages`, by external id, are for new customers only.
    """
    wanted = sorted(set(external_ids))
    known = _keys(source=source, external_ids=wanted)
    fresh = [e for e in wanted if e not in known]
    if not fresh:
        return known
    with transaction.atomic():
        made = {e: uuid.uuid4() for e in fresh}
        Customer.objects.bulk_create(
            [
                Customer(
                    key=key,
                    created_at=now,
                    segment_id=(segment_ids or {}).get(e),
                    language=(languages or {}).get(e, ""),
                )
                for e, key in made.items()
            ],
            batch_size=5000,
        )
        CustomerIdentity.objects.bulk_create(
            [CustomerIdentity(customer_id=key, source=source, external_id=e) for e, key in made.items()],
            batch_size=5000,
            ignore_conflicts=True,
        )
        now_known = _keys(source=source, external_ids=fresh)
        lost = [key for e, key in made.items() if now_known[e] != key]
        if lost:
            Customer.objects.filter(key__in=lost).delete()
    return known | now_known


def _keys(*, source: str, external_ids: Sequence[str]) -> dict[str, UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT external_id, customer_id FROM people_customeridentity"
            " WHERE source = %s AND external_id = ANY(%s)",
            [source, list(external_ids)],
        )
        return dict(cursor.fetchall())
