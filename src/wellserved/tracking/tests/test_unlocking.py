"""The postcode opens the consignment that was asked for, and no other of its number."""

import pytest

from wellserved.people.contracts import OPERATOR
from wellserved.tracking.contracts import ConsignmentIn, RecipientIn
from wellserved.tracking.services import announce
from wellserved.tracking.services.guesses import memory
from wellserved.tracking.services.unlocking import NotOpened, unlock

from .conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_carrier() -> dict[str, int]:
    """Two of one number: the own fleet's to 11601, UPS's to 22702."""
    memory.forget()
    given = [
        ConsignmentIn(number="KR100", carrier=carrier, recipient=RecipientIn(postcode=postcode))
        for carrier, postcode in (("", "11601"), ("ups", "22702"))
    ]
    made = announce(by=OPERATOR, consignments=given, now=NOW)
    return {one.carrier: one.consignment_id for one in made}


def opened(carrier: str | None, postcode: str) -> int | None:
    try:
        return unlock(number="KR100", carrier=carrier, postcode=postcode, address="203.0.113.7", now=NOW)
    except NotOpened:
        return None


def test_the_own_fleets_is_not_opened_by_the_postcode_of_a_carriers(of_carrier: dict[str, int]) -> None:
    assert opened("", "22702") is None
    assert opened("ups", "11601") is None
    assert opened("", "11601") == of_carrier[""]
    assert opened("ups", "22702") == of_carrier["ups"]


def test_where_no_carrier_was_asked_for_the_postcode_says_which(of_carrier: dict[str, int]) -> None:
    assert opened(None, "11601") == of_carrier[""]
    assert opened(None, "22702") == of_carrier["ups"]
    assert opened(None, "33803") is None
