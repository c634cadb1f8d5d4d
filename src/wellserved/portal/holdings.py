"""What was reported on a customer's parcels by whoever gave the postcode: a case of which no room knows whose it is."""

from collections.abc import Iterable
from uuid import UUID

from wellserved.cases.queries.own import said_in
from wellserved.cases.services.erasing import erase_of_nobody
from wellserved.people.holdings import Rows, register_holding
from wellserved.portal.track.reporting import SOURCE
from wellserved.tracking.queries.belonging import reported_of


def held(customer_key: UUID) -> Iterable[tuple[str, Rows]]:
    yield "reported.json", said_in(source=SOURCE, source_ids=_reports(customer_key))


def erase(customer_key: UUID) -> bool:
    """Before tracking forgets whose the parcels were."""
    erase_of_nobody(source=SOURCE, source_ids=_reports(customer_key))
    return False


def register() -> None:
    register_holding(name="portal", held=held, erase=erase)


def _reports(customer_key: UUID) -> list[str]:
    return [str(one) for one in reported_of(customer_key)]
