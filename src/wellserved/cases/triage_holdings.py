"""What triage holds on a customer: what it took their cases to be, and what staff said to it."""

from collections.abc import Iterable
from uuid import UUID

from wellserved.cases.models import Case, CaseTriage, TriageDecision
from wellserved.people.holdings import Rows, register_holding


def held(customer_key: UUID) -> Iterable[tuple[str, Rows]]:
    cases = Case.objects.filter(customer_key=customer_key)
    suggested = CaseTriage.objects.filter(case__in=cases).order_by("pk")
    yield "suggestions.json", suggested.values("case_id", "said", "made_at").iterator(chunk_size=500)
    decided = TriageDecision.objects.filter(case__in=cases).order_by("pk")
    yield "decisions.json", decided.values("case_id", "target", "label", "at").iterator(chunk_size=500)


def erase(customer_key: UUID) -> bool:
    """Their words teach no more from the next night on, when all is learnt anew without them."""
    ids = list(Case.objects.filter(customer_key=customer_key).values_list("pk", flat=True))
    for kept in (CaseTriage, TriageDecision):
        kept.objects.filter(case__in=ids).delete()
    return False


def register() -> None:
    register_holding(name="triage", held=held, erase=erase)
