"""The language that somebody wants to be spoken to in."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from wellserved.people.contracts import Person
from wellserved.people.models import Account

from .audit import audit


class LanguageUnknown(ValueError):
    """The pages are not written in it."""


@transaction.atomic
def choose_language(*, by: Person, language: str, now: datetime) -> None:
    """Keep the language with the account of `by`: it holds on every device, before what a browser asks for."""
    if by.account_id is None:
        raise PermissionDenied("Only those who are signed in have an account to keep a language with.")
    known = [code for code, _name in settings.LANGUAGES]
    if language not in known:
        raise LanguageUnknown(f"The pages are not written in '{language}'; choose one of {', '.join(known)}.")
    changed = Account.objects.filter(pk=by.account_id).exclude(language=language).update(language=language)
    if changed:
        audit(
            by=by,
            deed="account.language_chosen",
            kind="account",
            object_id=by.account_id,
            now=now,
            language=language,
        )
