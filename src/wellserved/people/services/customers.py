"""Customers as sources bring them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from wellserved.people.models import CustomerIdentity

# Through COPY and one statement each: an import brings hundreds of thousands of them.
_WANTED = """
    CREATE TEMP TABLE IF NOT EXISTS customer_wanted (
        external_id text, key uuid, segment_id bigint, language text
    ) ON COMMIT DELETE ROWS
"""
_NEW = """
    DELETE FROM customer_wanted AS w USING people_customeridentity AS i
    WHERE i.source = %s AND i.external_id = w.external_id
"""
_CUSTOMERS = """
    INSERT INTO people_customer (key, segment_id, language, created_at)
    SELECT key, segment_id, language, %s FROM customer_wanted
"""
# In the order of the ids, so that two imports of the same people wait for each other and never deadlock.
_IDENTITIES = """
    INSERT INTO people_customeridentity (customer_id, source, external_id)
    SELECT key, %s, external_id FROM customer_wanted ORDER BY external_id ON CONFLICT DO NOTHING
"""
_LOST = """
    DELETE FROM people_customer AS c USING customer_wanted AS w
    WHERE c.key = w.key AND NOT EXISTS (SELECT FROM people_customeridentity AS i WHERE i.customer_id = w.key)
"""


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
    rows = [(e, uuid4(), (segment_ids or {}).get(e), (languages or {}).get(e, "")) for e in wanted]
    with transaction.atomic():
        _want(rows)
        known = _keys(source=source)
        if len(known) == len(wanted):
            return known
        with connection.cursor() as cursor:
            if known:
                cursor.execute(_NEW, [source])
            cursor.execute(_CUSTOMERS, [now])
            made = cursor.rowcount
            cursor.execute(_IDENTITIES, [source])
            if cursor.rowcount == made:
                return {e: key for e, key, _, _ in rows} | known
            cursor.execute(_LOST)
        return _keys_of(source=source, external_ids=wanted)


def _want(rows: Sequence[tuple[str, UUID, int | None, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WANTED)
        cursor.execute("TRUNCATE customer_wanted")
        with cursor.copy("COPY customer_wanted FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        # Without figures on it the planner would read all identities for every batch.
        cursor.execute("ANALYZE customer_wanted")


def _keys(*, source: str) -> dict[str, UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.external_id, i.customer_id FROM people_customeridentity AS i"
            " JOIN customer_wanted AS w USING (external_id) WHERE i.source = %s",
            [source],
        )
        return dict(cursor.fetchall())


def _keys_of(*, source: str, external_ids: Sequence[str]) -> dict[str, UUID]:
    identities = CustomerIdentity.objects.filter(source=source, external_id__in=external_ids)
    return dict(identities.values_list("external_id", "customer_id"))
