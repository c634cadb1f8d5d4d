"""Windows trained again before the night, because somebody asks for it."""

from datetime import datetime

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from wellserved.people.contracts import Person
from wellserved.people.services import audit, require


@transaction.atomic
def ask_to_train(*, by: Person, now: datetime) -> bool:
    """Put the training into the queue; False where it waits there already."""
    from wellserved.tracking.jobs import train_windows  # noqa: PLC0415  the jobs import the services

    require(by, "windows:train")
    try:
        with transaction.atomic():
            train_windows.defer()
    except AlreadyEnqueued:
        return False
    audit(by=by, deed="windows.training_asked", kind="windows", object_id="", now=now)
    return True
