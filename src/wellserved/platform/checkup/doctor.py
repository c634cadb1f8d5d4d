"""Look at everything, whatever of it works."""

from wellserved.platform.checkup import installation
from wellserved.platform.checkup.registry import Finding, of_rooms, run
from wellserved.platform.database import is_embedded
from wellserved.platform.home import Home


def examine(home: Home) -> list[Finding]:
    found = run(installation.checks(home))
    if is_embedded() and not (home.pg / "PG_VERSION").exists():
        said = "there is none yet; `wellserved demo`, `serve` or `import` makes it."
        return [*found, Finding(name="database", ok=True, said=said)]
    # One finding stands for all that need the database: where it cannot be had, they would only repeat that.
    return [*found, *_examine_database()]


def _examine_database() -> list[Finding]:
    import psycopg  # noqa: PLC0415  what needs libpq or Django is looked at last, and may be missing

    from wellserved.platform.postgres.holding import running_database  # noqa: PLC0415  as above
    from wellserved.platform.refusals import Refused  # noqa: PLC0415  as above

    try:
        with running_database() as address:
            psycopg.connect(address, connect_timeout=10).close()
            return _examine_inside()
    except Refused as refusal:
        return [_unreachable(str(refusal))]
    except psycopg.OperationalError as error:
        return [_unreachable(str(error).splitlines()[0])]


def _examine_inside() -> list[Finding]:
    from wellserved.platform.opening import set_up_django  # noqa: PLC0415  the settings are read only here

    set_up_django()
    from django.db import connections  # noqa: PLC0415  needs the settings

    from wellserved.platform.checkup import database  # noqa: PLC0415  needs the settings

    try:
        return run([*database.checks(), *of_rooms().items()])
    finally:
        connections.close_all()


def _unreachable(said: str) -> Finding:
    return Finding(
        name="database",
        ok=False,
        said=f"The database cannot be used: {said}",
        mend="Mend what it names. With WELLSERVED_DATABASE_URL, check the address and that the server runs.",
    )
