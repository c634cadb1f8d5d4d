"""The state of a consignment is a function of the set of its scans."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wellserved.tracking.domain.progress import (
    Progress,
    ScanFact,
    is_closed,
    merged,
    milestones,
    progress_of,
    progress_of_one,
)
from wellserved.tracking.domain.statuses import MAY_SAY, Kind, Status

START = datetime(2026, 3, 1, tzinfo=UTC)
kinds = st.sampled_from(list(Kind))


@st.composite
def journeys(draw: st.DrawFn) -> tuple[Kind, list[ScanFact]]:
    """Scans of one consignment: few times and places, so that ties are common, and some corrections."""
    kind = draw(kinds)
    size = draw(st.integers(1, 9))
    scans = []
    for digest in range(size):
        corrects = draw(st.none() | st.integers(0, 9))
        status = draw(st.sampled_from(sorted(MAY_SAY[kind])))
        scans.append(
            ScanFact(
                digest=digest,
                status=None if corrects is not None and draw(st.booleans()) else status,
                occurred_at=START + timedelta(hours=draw(st.integers(0, 5))),
                reason=draw(st.sampled_from(["", "customs", "carrier.lost"])),
                place=draw(st.sampled_from(["", "Busan", "Taipei"])),
                corrects=corrects,
                expected_on=draw(st.none() | st.just(date(2026, 3, 9)) | st.just(date(2026, 3, 8))),
            )
        )
    return kind, scans


@st.composite
def days_named_anew(draw: st.DrawFn) -> list[ScanFact]:
    """Statements that name a day and nothing else."""
    hours = draw(st.lists(st.integers(0, 9), max_size=3))
    return [
        ScanFact(
            digest=100 + place,
            status=None,
            occurred_at=START + timedelta(hours=hour),
            expected_on=date(2026, 3, 5 + hour),
        )
        for place, hour in enumerate(hours)
    ]


@given(journeys(), days_named_anew(), st.randoms())
def test_late_doubled_and_out_of_order_scans_end_in_the_same_state(
    journey: tuple[Kind, list[ScanFact]], days: list[ScanFact], chance: object
) -> None:
    kind, scans = journey[0], [*journey[1], *days]
    shuffled = [*scans, *scans[: len(scans) // 2]]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis' Random
    assert progress_of(kind, shuffled) == progress_of(kind, scans)


@given(journeys(), days_named_anew(), st.integers(0, 12))
def test_two_progresses_merge_into_the_progress_of_all_their_scans(
    journey: tuple[Kind, list[ScanFact]], days: list[ScanFact], at: int
) -> None:
    kind, scans = journey[0], [*days, *journey[1]]
    plain = [s for s in scans if s.corrects is None]
    one, other = progress_of(kind, plain[:at]), progress_of(kind, plain[at:])
    assert merged(kind, one, other) == merged(kind, other, one) == progress_of(kind, plain)


@given(journeys())
def test_a_scan_taken_back_leaves_no_trace(journey: tuple[Kind, list[ScanFact]]) -> None:
    kind, scans = journey
    plain = [s for s in scans if s.corrects is None]
    wrong = ScanFact(digest=50, status=Status.DELIVERED, occurred_at=START, place="Nowhere")
    mend = ScanFact(digest=51, status=None, occurred_at=START, corrects=50)
    assert progress_of(kind, [mend, *plain, wrong]) == progress_of(kind, plain)


def scan(digest: int, status: Status, hours: int) -> ScanFact:
    return ScanFact(digest=digest, status=status, occurred_at=START + timedelta(hours=hours))


def test_a_depot_scan_after_the_delivery_does_not_put_the_parcel_back_on_its_way() -> None:
    done = progress_of(Kind.PARCEL, [scan(1, Status.DELIVERED, 5), scan(2, Status.IN_TRANSIT, 9)])
    assert done.status is Status.DELIVERED
    assert done.last_scan_at == START + timedelta(hours=9)


def test_a_parcel_that_its_sender_has_again_was_not_delivered() -> None:
    going_back = [scan(1, Status.RETURNED_TO_SENDER, 5), scan(2, Status.IN_TRANSIT, 6)]
    assert not is_closed(Kind.PARCEL, progress_of(Kind.PARCEL, going_back))
    home = progress_of(Kind.PARCEL, [*going_back, scan(3, Status.DELIVERED, 9)])
    assert home.status is Status.RETURNED_TO_SENDER
    assert is_closed(Kind.PARCEL, home)


def test_a_repair_is_over_when_the_customer_has_it_again() -> None:
    arrived = [scan(1, Status.IN_TRANSIT, 0), scan(2, Status.DELIVERED, 1)]
    assert not is_closed(Kind.REPAIR, progress_of(Kind.REPAIR, arrived))
    mended = [
        *arrived,
        scan(3, Status.REPAIRED, 2),
        scan(4, Status.SENT_BACK, 3),
        scan(5, Status.DELIVERED, 4),
    ]
    assert is_closed(Kind.REPAIR, progress_of(Kind.REPAIR, mended))


def test_a_scan_that_only_takes_back_has_no_progress_of_its_own() -> None:
    assert progress_of(Kind.PARCEL, [ScanFact(digest=1, status=None, occurred_at=START)]) == Progress()
    assert progress_of_one(scan(1, Status.ON_HOLD, 2)).status is Status.ON_HOLD
    held = [scan(1, Status.ON_HOLD, 4), scan(2, Status.ON_HOLD, 2), scan(3, Status.DELIVERED, 9)]
    assert milestones(held)[Status.ON_HOLD] == START + timedelta(hours=2)
