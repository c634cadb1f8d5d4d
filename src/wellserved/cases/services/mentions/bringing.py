"""A file of reviews that somebody brings in."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from wellserved.cases.mentions.adapter import Fault, Mention, SourceUnreadable
from wellserved.cases.mentions.sheets import LARGEST, mentions_of_csv
from wellserved.cases.models import MentionSource
from wellserved.cases.services.claiming import CaseRefused
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require

from .sources import NO_SOURCE
from .taking import Counts, take_mentions

__all__ = ["Brought", "LineSaid", "bring"]


@dataclass(frozen=True, slots=True)
class LineSaid:
    line: int
    why: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What became of the lines; those that are wrong stand by themselves, the others have gone in."""

    counts: Counts
    wrong: tuple[LineSaid, ...]


def bring(*, by: Person, slug: str, content: bytes, now: datetime) -> Brought:
    """Take in a CSV file for the source of this short name. The same file again brings nothing twice.

    Raises NotFound, and CaseRefused where it is no such file.
    """
    require(by, "cases:sources")
    source = MentionSource.objects.select_related("location").filter(slug=slug, ended_at__isnull=True).first()
    if source is None:
        raise NotFound(NO_SOURCE)
    if len(content) > LARGEST:
        raise CaseRefused(_("The file is larger than 8 MB. Send it in parts."), field="file")
    try:
        lines = list(mentions_of_csv(content))
    except SourceUnreadable as error:
        raise CaseRefused(str(error), field="file") from error
    good = [one for _line, one in lines if isinstance(one, Mention)]
    counts = take_mentions(source=source, mentions=good, now=now)
    wrong = tuple(_wrong(line, one) for line, one in lines if isinstance(one, Fault) or one in counts.failed)
    MentionSource.objects.filter(pk=source.pk, kind="csv").update(looked_at=now, read_at=now)
    audit(
        by=by,
        deed="mention_source.brought",
        kind="mention_source",
        object_id=source.pk,
        now=now,
        new=counts.new,
        changed=counts.changed,
        wrong=len(wrong),
    )
    return Brought(counts=counts, wrong=wrong)


def _wrong(line: int, one: Mention | Fault) -> LineSaid:
    if isinstance(one, Fault):
        return LineSaid(line, one.why, one.mend)
    return LineSaid(
        line, _("It could not be kept."), _("Send it again; the log names the place that failed.")
    )
