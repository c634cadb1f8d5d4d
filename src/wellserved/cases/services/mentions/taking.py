"""Mentions become cases, once; a changed one is a further message on its case, and nothing comes twice."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wellserved.cases.contracts import CaseIn, Channel, ContactIn, Kind, MessageIn
from wellserved.cases.domain.judging import judged
from wellserved.cases.domain.lowness import MARGIN
from wellserved.cases.domain.ratings import kind_of, stars
from wellserved.cases.mentions import Mention as MentionRead
from wellserved.cases.models import LowAnswers, Mention, MentionSource
from wellserved.cases.services.taking_in import add_message, take_in
from wellserved.journey.queries.touchpoints import touchpoint_keys
from wellserved.people.contracts import OPERATOR

__all__ = ["SOURCE", "Counts", "take_mentions"]

SOURCE = "mention"
MOST_OF_AUTHOR = 20
"""Of one author at one visit; whoever writes more is kept apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    new: int = 0
    changed: int = 0
    known: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            new=self.new + other.new, changed=self.changed + other.changed, known=self.known + other.known
        )


def take_mentions(*, source: MentionSource, mentions: Iterable[MentionRead], now: datetime) -> Counts:
    """Each in a transaction of its own: whoever dies between has lost nothing, and at the next visit nothing comes twice."""
    rule = LowAnswers.objects.first()
    desk = _Desk(
        source=source,
        touchpoint=_touchpoint(source),
        place=source.location.code if source.location else "",
        margin=rule.margin if rule else MARGIN,
        now=now,
    )
    by_author: Counter[str] = Counter()
    counts = Counts()
    # The oldest first: so cases are numbered in the order in which they were written.
    for one in sorted(mentions, key=lambda each: each.at or now):
        by_author[one.handle or one.author] += 1
        who = one.handle or one.author
        counts += desk.take(one, flooded=bool(who) and by_author[who] > MOST_OF_AUTHOR)
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    source: MentionSource
    touchpoint: tuple[str, str]
    place: str
    margin: float
    now: datetime

    @transaction.atomic
    def take(self, one: MentionRead, *, flooded: bool) -> Counts:
        key = hashlib.sha256(one.external_id.encode()).digest()
        words = hashlib.sha256(f"{one.title}\0{one.text}\0{one.rating}".encode()).digest()
        row = Mention.objects.select_for_update().filter(source=self.source, key=key).first()
        if row is not None:
            return self._again(row, one, words)
        case = self._case(one, key, flooded=flooded)
        taken = take_in(by=OPERATOR, case=case, now=self.now)
        _row, made = Mention.objects.get_or_create(
            source=self.source,
            key=key,
            defaults={"words": words, "case_id": taken.case_id, "seen_at": self.now},
        )
        return Counts(new=1) if made else Counts(known=1)

    def _again(self, row: Mention, one: MentionRead, words: bytes) -> Counts:
        if bytes(row.words) in (b"", words):
            return Counts(known=1)
        row.words, row.changes = words, row.changes + 1
        row.save(update_fields=["words", "changes"])
        why = judged(one.text)
        message = MessageIn(
            source=SOURCE,
            source_id=f"{self.source.pk}:{bytes(row.key).hex()}:{row.changes}",
            channel=Channel.MENTION,
            text=_words(one),
            title=one.title,
            language=one.language,
            made_at=self.now,
            sender_name=one.author,
            sender_address=one.handle,
            quarantine=why.value if why else "",
        )
        add_message(by=OPERATOR, case_id=row.case_id, message=message, now=self.now)
        return Counts(changed=1)

    def _case(self, one: MentionRead, key: bytes, *, flooded: bool) -> CaseIn:
        why = judged(one.text, flooded=flooded)
        kind = None
        if one.rating is not None:
            kind = kind_of(one.rating, scale=one.scale, margin=self.margin)
        return CaseIn(
            source=SOURCE,
            source_id=f"{self.source.pk}:{key.hex()}",
            kind=kind or Kind(self.source.case_kind),
            channel=Channel.MENTION,
            text=_words(one),
            title=one.title,
            language=one.language,
            # A clock that runs ahead elsewhere must not keep a review out.
            made_at=min(one.at, self.now) if one.at else None,
            contact=ContactIn(name=one.author, handle=one.handle),
            location=self.place,
            journey=self.touchpoint[0],
            touchpoint=self.touchpoint[1],
            link=one.link,
            quarantine=why.value if why else "",
        )


def _words(one: MentionRead) -> str:
    said = [stars(one.rating, scale=one.scale)] if one.rating is not None else []
    return "\n\n".join([*said, *([one.text] if one.text else [])])


def _touchpoint(source: MentionSource) -> tuple[str, str]:
    """By its short names, as cases take it; nothing where it is drawn no more."""
    found = touchpoint_keys(ids=[source.touchpoint_id]) if source.touchpoint_id else ()
    return (found[0].journey, found[0].touchpoint) if found and not found[0].removed else ("", "")
