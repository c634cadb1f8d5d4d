"""What the customer finds on the page beside what everybody sees: their details, proofs, and what they can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from wellserved.portal.track.days import day_said, hours_of
from wellserved.portal.track.page import ParcelPage, address_of
from wellserved.tracking.queries.public import RETURN_REASONS, RETURN_WANTS, Owned, QuoteSeen, WishSeen

WISHES: dict[str, Promise] = {
    "safe_place": gettext_lazy("Leave it in a safe place"),
    "another_day": gettext_lazy("Bring it on another day"),
    "hold": gettext_lazy("Keep it at the depot for me"),
}
PROBLEMS: dict[str, Promise] = {
    "not_arrived": gettext_lazy("It has not arrived"),
    "damaged": gettext_lazy("It is damaged"),
    "incomplete": gettext_lazy("Something is missing"),
    "wrong": gettext_lazy("It is not what I ordered"),
    "handling": gettext_lazy("How it was handed over"),
    "other": gettext_lazy("Something else"),
}
_WISH_REFUSED: dict[str, Promise] = {
    "over": gettext_lazy("It has arrived or was called off: nothing can be changed any more."),
    "empty": gettext_lazy("Please say where it shall be left."),
    "too_long": gettext_lazy("Please say it in 200 characters or less."),
    "day": gettext_lazy("Please choose a day from tomorrow on, within two weeks."),
    "unknown": gettext_lazy("Please choose one of the three."),
}
_REPORT_REFUSED: dict[str, Promise] = {
    "unknown": gettext_lazy("Please choose what is wrong."),
    "empty": gettext_lazy("Please say in a few words what is wrong."),
    "too_long": gettext_lazy("Please say it in 1,000 characters or less."),
    "limit": gettext_lazy("You have reported several problems already, and we are looking into them."),
}
_ANSWER_REFUSED: dict[str, Promise] = {
    "unknown": gettext_lazy("Please say yes or no."),
    "changed": gettext_lazy("The quote has changed since you opened this page. Please look at it once more."),
    "answered": gettext_lazy("This quote has been answered already."),
    "over": gettext_lazy("No quote waits for your answer any more."),
}
_RETURN_REFUSED: dict[str, Promise] = {
    "unknown": gettext_lazy("Please choose why it comes back."),
    "wants": gettext_lazy("Please choose what you would like for it."),
    "empty": gettext_lazy("Please say in a few words why it comes back."),
    "too_long": _REPORT_REFUSED["too_long"],
    "over": gettext_lazy("It cannot be sent back by this page, or not any more."),
    "open": gettext_lazy("It is being sent back already. If something has changed, report a problem."),
    "limit": gettext_lazy("It was sent back several times already. Please report a problem."),
}
_PROOFS: dict[str, tuple[Promise, Promise]] = {
    "photo": (gettext_lazy("Photo of where it was left"), gettext_lazy("Photo taken on %(day)s")),
    "signature": (gettext_lazy("Signature of who took it"), gettext_lazy("Signed on %(day)s")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofShown:
    href: str
    alt: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteShown:
    """`price` is empty where the workshop told it by other ways."""

    id: str
    price: str
    work: str
    when: str


def doing(
    page: ParcelPage,
    owned: Owned,
    *,
    today: date,
    typed: Mapping[str, Any],
    wish_refused: str = "",
    report_refused: str = "",
    answer_refused: str = "",
    return_refused: str = "",
    **more: Any,
) -> dict[str, Any]:
    """What the template of the customer's part is given."""
    wrong = {}
    if wish_refused:
        wrong["wish"] = str(_WISH_REFUSED[wish_refused])
    if report_refused:
        wrong["problem"] = str(_REPORT_REFUSED[report_refused])
    if answer_refused:
        wrong["answer"] = str(_ANSWER_REFUSED[answer_refused])
    if return_refused:
        wrong["send_back"] = str(_RETURN_REFUSED[return_refused])
    return {
        "owned": owned,
        "return_href": address_of(owned.sent_back.number) if owned.sent_back else "",
        "return_reasons": RETURN_REASONS.items(),
        "return_wants": RETURN_WANTS.items(),
        "quote": _quote(owned.quote, today=today) if owned.quote else None,
        "wish_words": _wish_words(owned.wish, today=today) if owned.wish else "",
        "proofs": _proofs(page, owned, today=today),
        "wishes": WISHES.items(),
        "problems": PROBLEMS.items(),
        "first_day": (today + timedelta(days=1)).isoformat(),
        "last_day": (today + timedelta(days=14)).isoformat(),
        "typed": {name: typed.get(name, "") for name in ("what", "detail", "day", "words", "reason", "wants")}
        if wrong
        else {},
        "wrong": wrong,
        **more,
    }


def opened_until(cookie: str, *, consignment_id: int, salt: str, longest: timedelta) -> str:
    """What of this consignment a device's cookie holds; nothing where it is another's, was forged or is over."""
    try:
        found = signing.loads(cookie, salt=salt, max_age=longest) if cookie else None
    except signing.BadSignature:
        return ""
    match found:
        case [int(id_), str(opening)] if id_ == consignment_id:
            return opening
    return ""


def wish_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _wish_words(wish: WishSeen, *, today: date) -> str:
    name = str(WISHES[wish.what])
    day = day_said(wish.day, today=today) if wish.day else ""
    return ": ".join(part for part in (name, ", ".join(p for p in (day, wish.detail) if p)) if part)


def _quote(quote: QuoteSeen, *, today: date) -> QuoteShown:
    price = (
        "" if quote.amount is None else f"{number_format(quote.amount, 2, use_l10n=True)} {quote.currency}"
    )
    when = day_said(quote.at.astimezone(hours_of("")).date(), today=today)
    return QuoteShown(id=quote.id, price=price, work=quote.work, when=when)


def _proofs(page: ParcelPage, owned: Owned, *, today: date) -> tuple[ProofShown, ...]:
    return tuple(
        ProofShown(
            href=f"{page.stem}/proof/{one.id}{page.tail}",
            alt=str(_PROOFS[one.what][0]),
            words=str(_PROOFS[one.what][1])
            % {"day": day_said(one.taken_at.astimezone(hours_of("")).date(), today=today)},
        )
        for one in owned.proofs
    )
