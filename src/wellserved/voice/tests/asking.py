"""What tests of asking share: a rule, customers, moments, a mail server."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from wellserved.journey.contracts import MomentIn
from wellserved.journey.queries import MomentSeen
from wellserved.journey.queries.moments import moments_for
from wellserved.journey.services import record_moment
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Customer
from wellserved.people.services import give_consent, tie_customer
from wellserved.voice.models import AskRule, Invitation, Questionnaire

from .conftest import NOW


def rule(**given: Any) -> AskRule:
    """Ask the published questionnaire about every moment at the counter, at once."""
    fields: dict[str, Any] = {
        "name": "After the counter",
        "questionnaire": Questionnaire.objects.get(),
        "journey": "visit",
        "touchpoint": "counter",
        "measure": "staff",
        "made_at": NOW,
        "starts_at": NOW,
    }
    return AskRule.objects.create(**{**fields, **given})


def customer(email: str = "kim@example.org", *, language: str = "en", agrees: bool = True) -> UUID:
    key = Customer.objects.create(key=uuid4(), language=language, created_at=NOW).key
    tie_customer(by=OPERATOR, key=key, now=NOW, name="Kim", email=email)
    if agrees:
        give_consent(by=OPERATOR, key=key, purpose="feedback", wording="1", now=NOW)
    return key


def moment(who: UUID | None, *, at: datetime = NOW, key: str = "", **given: Any) -> MomentSeen:
    """Recorded, as the spine hands it to us."""
    fields: dict[str, Any] = {
        "journey": "visit",
        "touchpoint": "counter",
        "measure": "staff",
        "delivered": 3.0,
    }
    key = key or uuid4().hex
    record_moment(
        moment=MomentIn(source="shop", source_id=key, customer=who, occurred_at=at, **{**fields, **given}),
        now=at,
    )
    found = moments_for(OPERATOR, limit=1000).moments
    return next(one for one in found if one.source_id == key)


def states() -> list[str]:
    rows = Invitation.objects.order_by("pk").values_list("state", "why")
    return [f"{state} {why}".strip() for state, why in rows]
