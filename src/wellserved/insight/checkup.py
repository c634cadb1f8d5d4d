"""What doctor should know of the lake."""

from django.db import connection

from wellserved.platform.checkup.registry import Finding


def lake_lag() -> Finding:
    """How many moments the database has that the lake has not."""
    from wellserved.insight.services import the_lake  # noqa: PLC0415  brings pyarrow, only for this check

    manifest = the_lake().manifest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journey_moment WHERE xid >= %s", [manifest.watermark])
        (behind,) = cursor.fetchone()
    rows = sum(file.rows for file in manifest.files)
    return Finding(
        name="lake",
        ok=True,
        said=f"The lake holds {rows:,} moments in {len(manifest.files)} files; {behind:,} wait to be carried over.",
        mend="",
    )
