"""One line for every deed, in the deed's own transaction."""

from datetime import datetime

from wellserved.people.contracts import Person
from wellserved.people.models import AuditLine


def audit(
    *,
    by: Person,
    deed: str,
    kind: str,
    object_id: object,
    now: datetime,
    **facts: str | float | bool | None,
) -> None:
    """Note that `by` did `deed`; `facts` are ids and figures, never free text or personal data."""
    if by.token_id is not None:
        facts["token_id"] = by.token_id
    AuditLine.objects.create(
        at=now, account_id=by.account_id, deed=deed, object_kind=kind, object_id=str(object_id), facts=facts
    )
