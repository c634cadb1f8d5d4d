"""Ending sessions. What a session holds is known only by reading it, so every one is read."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session


def end_sessions(*, account_id: int | None, email: str = "") -> int:
    """End the account's sessions, and those in which somebody is half-way through signing in with `email`."""
    gone = [
        session.pk
        for session in Session.objects.iterator(chunk_size=1000)
        if _concerns(session.get_decoded(), account_id=account_id, email=email)
    ]
    Session.objects.filter(pk__in=gone).delete()
    return len(gone)


def _concerns(data: dict[str, object], *, account_id: int | None, email: str) -> bool:
    if account_id is not None and data.get(SESSION_KEY) == str(account_id):
        return True
    return bool(email) and email.lower() in str(data).lower()
