"""What customers say on our own pages, signed in or not; each can follow it by a link that only they have."""

from base64 import urlsafe_b64encode
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from wellserved.cases.contracts import CaseIn, Channel, Heard, MessageIn, Saying, Taken
from wellserved.cases.domain.facts import Quarantine
from wellserved.cases.domain.judging import judged
from wellserved.cases.queries.linked import PAGE, linked
from wellserved.people.contracts import NOBODY, Person
from wellserved.platform.link_secrets import digest

from .flooding import Flow, count_said
from .taking_in import add_to, complain, write_again

__all__ = ["TooMuchSaid", "hear_case", "hear_linked", "hear_own"]


class TooMuchSaid(Exception):
    """So much came from this address that nothing more is taken for some minutes."""


def hear_case(*, by: Person, saying: Saying, now: datetime) -> Heard:
    """Make a case of it; the same form with the same words is one, however often it is sent.

    Raises CaseRefused, naming the field, and TooMuchSaid.
    """
    why = _judged(saying, now=now)
    secret = _secret(saying)
    case = CaseIn(
        source=PAGE,
        source_id=digest(secret).hex(),
        kind=saying.kind,
        channel=Channel.PORTAL,
        text=saying.text,
        language=saying.language,
        customer=by.customer_key,
        contact=saying.contact,
        subject_kind=saying.subject_kind,
        subject_id=saying.subject_id,
        attachments=saying.attachments,
        quarantine=why.value if why else "",
    )
    taken = complain(by=by, case=case, now=now)
    return Heard(number=taken.number, case_id=taken.case_id, secret=secret, already_there=taken.already_there)


def hear_own(*, by: Person, case_id: int, saying: Saying, now: datetime) -> Taken:
    """Further words on a case of one's own. Raises NotFound, CaseRefused and TooMuchSaid."""
    return write_again(by=by, case_id=case_id, message=_message(saying, now=now), now=now)


@transaction.atomic
def hear_linked(*, secret: str, saying: Saying, now: datetime) -> Taken:
    """Further words of whoever has the case's link. Raises NotFound, CaseRefused and TooMuchSaid."""
    return add_to(NOBODY, linked(secret), _message(saying, now=now), now=now)


def _message(saying: Saying, *, now: datetime) -> MessageIn:
    why = _judged(saying, now=now)
    return MessageIn(
        source=PAGE,
        source_id=digest(_secret(saying)).hex(),
        channel=Channel.PORTAL,
        text=saying.text,
        language=saying.language,
        attachments=saying.attachments,
        quarantine=why.value if why else "",
    )


def _judged(saying: Saying, *, now: datetime) -> Quarantine | None:
    flow = count_said(address=saying.address, now=now)
    if flow is Flow.REFUSED:
        raise TooMuchSaid
    return judged(saying.text, flooded=flow is Flow.FLOOD, by_program=saying.by_program)


def _secret(saying: Saying) -> str:
    """Of the form and its words, so that sending it again leads to the same place, and with our key, so that nobody guesses.

    A browser that goes back and says something else on the same form has said something else.
    """
    made = salted_hmac("wellserved.cases.page", f"{saying.form}\0{saying.text}", algorithm="sha256").digest()
    return urlsafe_b64encode(made[:24]).decode()
