"""Tokens: shown once, kept as a digest, ended at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from wellserved.people.contracts import NOBODY, NotFound, Person
from wellserved.people.domain import PERMISSIONS, unknown_scopes
from wellserved.people.models import ApiToken
from wellserved.people.queries import person_of, tokens_for
from wellserved.people.services import ScopesRefused, add_token, program_of, revoke_token

from .conftest import People

READS = frozenset({"map:read"})


@pytest.fixture
def administrator(people: People) -> Person:
    return person_of(account_id=people.staff("administrator").account_id)


def test_a_token_may_what_its_scopes_say_and_no_more(people: People, administrator: Person) -> None:
    secret = add_token(by=administrator, name="till", scopes=READS, now=people.now)
    program = program_of(secret=secret, now=people.now)
    assert program is not None
    assert [name for name in PERMISSIONS if program.may(name)] == ["map:read"]
    assert (len(secret), secret[:3]) == (43, "ws_")


def test_the_secret_is_nowhere_in_the_table(people: People, administrator: Person) -> None:
    secret = add_token(by=administrator, name="till", scopes=READS, now=people.now)
    assert secret not in str(list(ApiToken.objects.values()))
    assert secret[3:] not in str(tokens_for(administrator))


def test_a_revoked_token_and_one_that_ran_out_let_nobody_in(people: People, administrator: Person) -> None:
    end = people.now + timedelta(hours=1)
    secret = add_token(by=administrator, name="till", scopes=READS, now=people.now, expires_at=end)
    assert program_of(secret=secret, now=end - timedelta(seconds=1)) is not None
    assert program_of(secret=secret, now=end) is None
    (line,) = tokens_for(administrator)
    revoke_token(by=administrator, token_id=line.token_id, now=people.now)
    assert program_of(secret=secret, now=people.now) is None
    with pytest.raises(NotFound):
        revoke_token(by=administrator, token_id=line.token_id, now=people.now)


def test_use_is_noted_at_most_once_a_minute(people: People, administrator: Person) -> None:
    secret = add_token(by=administrator, name="till", scopes=READS, now=people.now)
    for seconds, noted in [(0, 0), (30, 0), (61, 61)]:
        program_of(secret=secret, now=people.now + timedelta(seconds=seconds))
        assert tokens_for(administrator)[0].last_used_at == people.now + timedelta(seconds=noted)


@pytest.mark.parametrize("scopes", [set(), {"customers:erase"}, {"map:read", "nothing:like_it"}])
def test_scopes_that_no_program_may_have_are_refused(
    people: People, administrator: Person, scopes: set[str]
) -> None:
    with pytest.raises(ScopesRefused, match="A token's scopes are some of"):
        add_token(by=administrator, name="till", scopes=frozenset(scopes), now=people.now)
    assert unknown_scopes(frozenset(scopes)) == sorted(scopes - READS)


@pytest.mark.parametrize("role", ["agent", "team_lead", "manager"])
def test_only_administrators_give_tokens(people: People, role: str) -> None:
    by = person_of(account_id=people.staff(role).account_id)
    for person in (by, NOBODY):
        with pytest.raises(PermissionDenied, match="tokens:write"):
            add_token(by=person, name="till", scopes=READS, now=people.now)
        assert tokens_for(person) == ()
