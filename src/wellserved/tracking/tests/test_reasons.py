"""The tree of reasons hangs together."""

import pytest

from wellserved.tracking.domain.reasons import (
    REASONS,
    ReasonUnknown,
    children_of,
    reason,
    usual_status,
)
from wellserved.tracking.domain.statuses import MAY_SAY, Kind, Status


def test_every_reason_hangs_on_a_branch_that_exists() -> None:
    for one in REASONS.values():
        assert one.parent == "" or one.parent in REASONS, one.slug


def test_the_branches_are_those_a_customer_can_tell_apart() -> None:
    branches = {one.slug for one in children_of("")}
    assert branches == {"carrier", "consignee", "customs", "nature", "public", "security", "sender"}
    assert {one.slug for one in children_of("nature")} == {"nature.weather", "nature.disaster"}


def test_what_a_reason_alone_says_may_be_said_of_every_kind() -> None:
    for one in REASONS.values():
        assert all(one.usual in MAY_SAY[kind] for kind in Kind), one.slug


def test_nobody_at_home_alone_means_a_failed_attempt() -> None:
    assert usual_status("consignee.not_home") is Status.ATTEMPT_FAILED


def test_an_unknown_reason_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ReasonUnknown, match=r"no reason 'bored'.*consignee\.not_home"):
        reason("bored")
