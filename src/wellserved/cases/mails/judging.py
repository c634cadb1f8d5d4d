"""Which mails are kept apart: loops, floods, forgeries and advertisements. Nothing is thrown away."""

from collections.abc import Collection

from wellserved.cases.domain.facts import Quarantine

from .reading import MailRead

__all__ = ["MOST_AN_HOUR", "MOST_LINKS", "judged"]

MOST_AN_HOUR = 20
"""Mails of one address within an hour that are let in; nobody writes more by hand."""
MOST_LINKS = 15


def judged(mail: MailRead, *, ours: Collection[str], within_hour: int) -> Quarantine | None:
    """Why this mail is kept apart, or None. `within_hour` counts what the same address sent in the hour before."""
    reasons = {
        Quarantine.LOOP: mail.sender_address in {one.lower() for one in ours},
        Quarantine.BOUNCE: mail.automatic == "bounce",
        Quarantine.AUTOMATIC: bool(mail.automatic),
        Quarantine.FORGED: mail.dmarc == "fail" or not mail.sender_address,
        Quarantine.FLOOD: within_hour >= MOST_AN_HOUR,
        Quarantine.LINKS: mail.links > MOST_LINKS,
    }
    return next((reason for reason, found in reasons.items() if found), None)
