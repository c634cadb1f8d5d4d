"""The tree of locations, and the segments."""

from django.db import connection

from wellserved.people.contracts import CustomerSegment, Place
from wellserved.people.models import Segment

# UNION, not UNION ALL: a circle of parents, which no constraint forbids, must not run for ever.
SUBTREE = """
WITH RECURSIVE below AS (
    SELECT id FROM people_location WHERE id = {root}
    UNION SELECT child.id FROM people_location child JOIN below ON child.parent_id = below.id
) SELECT id FROM below"""

_TREE = """
WITH RECURSIVE tree AS (
    SELECT id, code, name, parent_id, ARRAY[name::text] AS path FROM people_location WHERE parent_id IS NULL
    UNION ALL
    SELECT child.id, child.code, child.name, child.parent_id, tree.path || child.name::text
    FROM people_location child JOIN tree ON child.parent_id = tree.id
) SELECT id, code, name, parent_id, path FROM tree ORDER BY path, id
"""


def locations() -> tuple[Place, ...]:
    """Every location in the order of the tree, a region before its shops."""
    with connection.cursor() as cursor:
        cursor.execute(_TREE)
        return tuple(
            Place(location_id=id_, code=code, name=name, parent_id=parent_id, path=tuple(path))
            for id_, code, name, parent_id, path in cursor.fetchall()
        )


def places_below(*, location_id: int) -> frozenset[int]:
    """The ids of a location and of everything below it."""
    with connection.cursor() as cursor:
        cursor.execute(SUBTREE.format(root="%s"), [location_id])
        return frozenset(row[0] for row in cursor.fetchall())


def segments() -> tuple[CustomerSegment, ...]:
    return tuple(
        CustomerSegment(segment_id=segment.id, slug=segment.slug, name=segment.name)
        for segment in Segment.objects.order_by("name", "id")
    )
