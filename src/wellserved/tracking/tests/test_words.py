"""Every state is told truthfully, in whole sentences."""

import pytest
from django.utils.translation import override

from wellserved.tracking.domain.reasons import REASONS, ReasonUnknown
from wellserved.tracking.domain.statuses import MAY_SAY, Kind, Status
from wellserved.tracking.wording import actor_name, reason_name, status_name, words_of

EVERY_STATE = [(kind, status) for kind in Kind for status in sorted(MAY_SAY[kind])]


@pytest.fixture(autouse=True)
def _english() -> object:
    with override("en"):
        yield


@pytest.mark.parametrize(("kind", "status"), EVERY_STATE)
def test_every_state_says_what_happened_in_sentences(kind: Kind, status: Status) -> None:
    words = words_of(kind, status)
    assert words.title
    assert not words.title.endswith(".")
    for sentence in (words.happened, words.next, words.you_can):
        assert not sentence or (sentence[0].isupper() and sentence[-1] in ".?"), sentence
    assert words.happened
    assert words.next or words.you_can


@pytest.mark.parametrize("slug", sorted(REASONS))
def test_every_reason_has_words_of_its_own_with_every_state(slug: str) -> None:
    assert reason_name(slug)
    assert actor_name(slug)
    for kind, status in EVERY_STATE:
        with_reason, without = words_of(kind, status, slug), words_of(kind, status)
        assert with_reason.title == without.title
        assert with_reason.happened.endswith(".")
        if kind is Kind.PARCEL:
            assert with_reason.happened != without.happened


def test_no_state_is_ever_called_pending() -> None:
    for kind, status in EVERY_STATE:
        for slug in ("", *REASONS):
            words = words_of(kind, status, slug)
            told = f"{words.title} {words.happened} {words.next} {words.you_can}"
            assert "pending" not in told.casefold()


def test_failed_held_and_returning_parcels_read_differently() -> None:
    told = {
        status_name(Kind.PARCEL, status)
        for status in (Status.ATTEMPT_FAILED, Status.ON_HOLD, Status.RETURNED_TO_SENDER, Status.INFO_RECEIVED)
    }
    assert len(told) == 4


def test_the_twelve_parcel_states_have_twelve_names() -> None:
    assert len({status_name(Kind.PARCEL, status) for status in MAY_SAY[Kind.PARCEL]}) == 12


def test_a_failed_attempt_is_told_by_its_reason() -> None:
    words = words_of(Kind.PARCEL, Status.ATTEMPT_FAILED, "consignee.not_home")
    assert words.title == "Could not be delivered"
    assert words.happened == "Nobody was at home when the carrier came."
    assert words.next == "The carrier tries again, usually on the next working day."
    assert "another day" in words.you_can


def test_a_moving_parcel_tells_the_reason_and_then_where_it_is() -> None:
    words = words_of(Kind.PARCEL, Status.IN_TRANSIT, "nature.weather")
    assert words.happened == (
        "Bad weather has held up the parcel. The parcel is with the carrier and on its way."
    )
    assert words.next == words_of(Kind.PARCEL, Status.IN_TRANSIT).next


def test_what_comes_after_a_return_to_sender_follows_from_the_return() -> None:
    words = words_of(Kind.PARCEL, Status.RETURNED_TO_SENDER, "consignee.not_home")
    assert words.happened == "Nobody was at home when the carrier came."
    assert words.next == words_of(Kind.PARCEL, Status.RETURNED_TO_SENDER).next


def test_a_return_is_told_from_the_customers_side() -> None:
    assert status_name(Kind.RETURN, Status.DELIVERED) == "Arrived with us"
    assert status_name(Kind.PARCEL, Status.DELIVERED) == "Delivered"


def test_a_return_is_not_blamed_on_the_one_who_sent_it() -> None:
    """The consignee of a return is the shop: 'nobody was at home' is not the customer's doing."""
    without = words_of(Kind.RETURN, Status.ATTEMPT_FAILED)
    assert words_of(Kind.RETURN, Status.ATTEMPT_FAILED, "consignee.not_home") == without
    stormy = words_of(Kind.RETURN, Status.DELAYED, "nature.weather")
    assert stormy.happened.startswith("Bad weather")
    assert "safe place" not in stormy.you_can


def test_a_parcel_is_never_diagnosed() -> None:
    with pytest.raises(ValueError, match="A parcel is never 'diagnosed'"):
        words_of(Kind.PARCEL, Status.DIAGNOSED)


def test_an_unknown_reason_is_an_error_and_not_silence() -> None:
    with pytest.raises(ReasonUnknown):
        words_of(Kind.PARCEL, Status.ON_HOLD, "bored")
