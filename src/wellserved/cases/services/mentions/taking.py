"""Mentions become cases, once; a changed one is a further message on its case, and nothing comes twice."""

import hashlib
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
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
from wellserved.platform.naming import named

__all__ = ["SOURCE", "Counts", "Visit", "take_mentions"]

SOURCE = "mention"
MOST_OF_AUTHOR = 20
"""Of one author at one visit; whoever writes more is kept apart."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    new: int = 0
    changed: int = 0
    known: int = 0
    failed: tuple[MentionRead, ...] = ()

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            new=self.new + other.new,
            changed=self.changed + other.changed,
            known=self.known + other.known,
            failed=self.failed + other.failed,
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """What came at one visit, whose pages are taken one by one: digests of words by key, and how many of each author."""

    words: defaultdict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    by_author: Counter[str] = field(default_factory=Counter)


def take_mentions(
    *, source: MentionSource, mentions: Iterable[MentionRead], now: datetime, visit: Visit | None = None
) -> Counts:
    """Each in a transaction of its own: whoever dies between has lost nothing, and at the next visit nothing comes twice.

    One that cannot be kept is counted as failed and keeps no other back.
    """
    visit = visit or Visit()
    rule = LowAnswers.objects.first()
    desk = _Desk(
        source=source,
        touchpoint=_touchpoint(source),
        place=source.location.code if source.location else "",
        margin=rule.margin if rule else MARGIN,
        now=now,
    )
    counts = Counts()
    # The oldest first: so cases are numbered in the order in which they were written.
    ordered = sorted(mentions, key=lambda each: each.at or now)
    for one in ordered:
        visit.words[_key(one)].add(_words_digest(one))
    for one in ordered:
        who = one.handle or one.author
        visit.by_author[who] += 1
        flooded = bool(who) and visit.by_author[who] > MOST_OF_AUTHOR
        try:
            counts += desk.take(one, flooded=flooded, shared=len(visit.words[_key(one)]) > 1)
        except Exception as error:  # noqa: BLE001  it is noted, and keeps no other back
            _log.error("A mention of source %s could not be kept: %s", source.pk, named(error))
            counts += Counts(failed=(one,))
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    source: MentionSource
    touchpoint: tuple[str, str]
    place: str
    margin: float
    now: datetime

    @transaction.atomic
    def take(self, one: MentionRead, *, flooded: bool, shared: bool) -> Counts:
        """`shared`: at this visit its key stands for others, too, as where all reviews of a product have one address."""
        key, words = _key(one), _words_digest(one)
        row = self._known(key)
        if row is not None and bytes(row.words) not in (b"", words):
            # Known by its words besides, it neither changes the first that had the key nor comes anew.
            own = hashlib.sha256(key + words).digest()
            if self._known(own) is not None:
                return Counts(known=1)
            if shared:
                key, row = own, None
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

    def _known(self, key: bytes) -> Mention | None:
        return Mention.objects.select_for_update().filter(source=self.source, key=key).first()

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


def _key(one: MentionRead) -> bytes:
    return hashlib.sha256(one.external_id.encode()).digest()


def _words_digest(one: MentionRead) -> bytes:
    return hashlib.sha256(f"{one.title}\0{one.text}\0{one.rating}".encode()).digest()


def _words(one: MentionRead) -> str:
    said = [stars(one.rating, scale=one.scale)] if one.rating is not None else []
    return "\n\n".join([*said, *([one.text] if one.text else [])])


def _touchpoint(source: MentionSource) -> tuple[str, str]:
    """By its short names, as cases take it; nothing where it is drawn no more."""
    found = touchpoint_keys(ids=[source.touchpoint_id]) if source.touchpoint_id else ()
    return (found[0].journey, found[0].touchpoint) if found and not found[0].removed else ("", "")
