"""The wordings that stand: the staff's own where they wrote one, else ours."""

from collections.abc import Iterable, Mapping

from wellserved.tracking.models import NoticeText
from wellserved.tracking.notices.words import Text


def own_texts(occasions: Iterable[str]) -> Mapping[tuple[str, str], Text]:
    """By occasion and language."""
    rows = NoticeText.objects.filter(occasion__in=set(occasions))
    return {(row.occasion, row.language): Text(subject=row.subject, body=row.body) for row in rows}
