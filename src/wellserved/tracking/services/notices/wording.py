"""Staff word notices themselves: of one occasion in one language."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.tracking.domain.noticing import OCCASIONS
from wellserved.tracking.domain.placeholders import NAMES, Mistake, Wrong, mistakes
from wellserved.tracking.domain.subscribing import LANGUAGES
from wellserved.tracking.models import NoticeText

LONGEST = {"subject": 160, "body": 4000}


class TextRefused(ValueError):
    """Which fields cannot stand as they are: a sentence with the place and the mend for each mistake."""

    def __init__(self, said: dict[str, list[str]]) -> None:
        super().__init__(" ".join(one for those in said.values() for one in those))
        self.said = said


def faults_of(*, subject: str, body: str) -> dict[str, list[str]]:
    """What is wrong, field by field; empty where all is well."""
    said: dict[str, list[str]] = {}
    for field, text in (("subject", subject), ("body", body)):
        wrong = [_said(one) for one in mistakes(text)]
        if not text.strip():
            wrong = [_("This is empty. Write something, or take your own text back.")]
        elif len(text) > LONGEST[field]:
            wrong = [
                _("This has %(n)s characters, and %(most)s are allowed. Make it shorter.")
                % {"n": len(text), "most": LONGEST[field]}
            ]
        if field == "subject" and "\n" in text.strip():
            wrong.append(_("A subject is one line. Take the line break out."))
        if wrong:
            said[field] = wrong
    return said


@transaction.atomic
def set_text(*, by: Person, occasion: str, language: str, subject: str, body: str, now: datetime) -> None:
    """Let the staff's own words stand. Raises TextRefused, or NotFound for an occasion or language that is none."""
    require(by, "notices:write")
    _known(occasion, language)
    subject, body = subject.strip(), body.replace("\r\n", "\n").replace("\x00", "").strip()
    said = faults_of(subject=subject, body=body)
    if said:
        raise TextRefused(said)
    NoticeText.objects.update_or_create(
        occasion=occasion,
        language=language,
        defaults={"subject": subject, "body": body, "changed_at": now, "changed_by_id": by.account_id},
    )
    audit(by=by, deed="notice_text.set", kind="notice_text", object_id=f"{occasion}.{language}", now=now)


@transaction.atomic
def take_back_text(*, by: Person, occasion: str, language: str, now: datetime) -> None:
    """Let the built-in words stand again."""
    require(by, "notices:write")
    _known(occasion, language)
    NoticeText.objects.filter(occasion=occasion, language=language).delete()
    audit(
        by=by, deed="notice_text.taken_back", kind="notice_text", object_id=f"{occasion}.{language}", now=now
    )


def _known(occasion: str, language: str) -> None:
    if occasion not in OCCASIONS or language not in LANGUAGES:
        raise NotFound("There is no such notice.")


def _said(mistake: Mistake) -> str:
    where = {"line": mistake.line, "column": mistake.column, "text": mistake.text}
    if mistake.what is Wrong.OPEN:
        return (
            _("Line %(line)s, character %(column)s: this brace stands alone. Close it, or take it out.")
            % where
        )
    where["names"] = ", ".join(f"{{{name}}}" for name in NAMES)
    return (
        _("Line %(line)s, character %(column)s: there is nothing called %(text)s. Use one of %(names)s.")
        % where
    )
