from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wellserved.voice.domain.definition import (
    AllOf,
    AnyOf,
    Choice,
    Condition,
    Definition,
    Item,
    Not,
    Option,
    Page,
    Scale,
    ShortText,
    When,
    read,
    written,
)
from wellserved.voice.domain.faults import faults
from wellserved.voice.domain.walking import before, missing, next_after, ordered, screens, shown

VALUES: list[int | str] = [1, 4, 7, "a", "b", "unsure"]
COMPARISONS = ["=", "!=", "<", ">=", "answered", "unanswered"]


def condition(chance: Random, items: list[str], *, deep: int = 2) -> Condition | None:
    if not items or chance.random() < 0.4:
        return None
    one = When(item=chance.choice(items), is_=chance.choice(COMPARISONS), value=chance.choice(VALUES))
    if not deep or chance.random() < 0.6:
        return one
    parts = [condition(chance, items, deep=deep - 1) for _ in range(2)]
    of = tuple(part for part in parts if part is not None)
    return chance.choice([AllOf(of=(one, *of)), AnyOf(of=(one, *of)), Not(of=one)])


def any_definition(number: int) -> Definition:
    """A questionnaire that can be published, another for each number: conditions name only what is asked earlier."""
    chance = Random(number)  # noqa: S311  not for secrets
    pages: list[Page] = []
    earlier: list[str] = []
    for p in range(chance.randint(1, 4)):
        shuffle = chance.random() < 0.4
        before_page = condition(chance, earlier)
        items: list[Item] = []
        for i in range(chance.randint(0 if p else 1, 5)):
            facts: dict[str, Any] = {
                "key": f"p{p}i{i}",
                "text": {"en": "Any"},
                "required": chance.random() < 0.5,
                "show_if": condition(chance, earlier + ([] if shuffle else [item.key for item in items])),
            }
            kind = chance.choice([Scale, Choice, ShortText])
            items.append(kind(options=OPTIONS, **facts) if kind is Choice else kind(**facts))
        earlier = earlier + [item.key for item in items]
        pages.append(
            Page(
                key=f"p{p}",
                items=tuple(items),
                shuffle=shuffle,
                at_once=chance.randint(0, 3),
                show_if=before_page,
                ends_if=condition(chance, earlier) if chance.random() < 0.3 else None,
            )
        )
    return Definition(title={"en": "Any"}, pages=tuple(pages))


def definitions() -> st.SearchStrategy[Definition]:
    return st.integers(0, 2**32).map(any_definition)


OPTIONS = (Option(key="a", words={"en": "A"}), Option(key="b", words={"en": "B"}))
KEYS = [f"p{p}i{i}" for p in range(4) for i in range(5)]
ANSWERS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES))
SEEDS = st.integers(-(2**31), 2**31 - 1)


@given(definitions(), SEEDS, st.randoms(use_true_random=False))
def test_every_way_through_ends_and_asks_each_item_at_most_once(
    definition: Definition, seed: int, chance: Any
) -> None:
    assert not faults(definition)
    cut = screens(definition, seed=seed)
    answers: dict[str, object] = {}
    asked: list[str] = []
    at: int | None = -1
    for _ in range(len(cut) + 1):
        seen = shown(definition, answers=answers, facts={})
        at = next_after(cut, seen=seen, at=at if at is not None else -1)
        if at is None:
            break
        here = [key for key in cut[at].items if key in seen.keys]
        asked += here
        answers.update({key: chance.choice([1, 4, 7, "a", "b"]) for key in here})
        assert before(cut, seen=seen, at=at) in {None, *range(at)}
    assert at is None
    assert len(asked) == len(set(asked))
    # Whoever went through screen by screen is never told in the end that something is missing.
    assert not missing(shown(definition, answers=answers, facts={}))


@given(definitions(), ANSWERS)
def test_what_is_hidden_is_never_required_and_its_answer_decides_nothing(
    definition: Definition, answers: dict[str, object]
) -> None:
    seen = shown(definition, answers=answers, facts={})
    assert set(missing(seen)) <= seen.keys
    assert set(seen.answers) <= seen.keys
    without = {key: value for key, value in answers.items() if key in seen.keys}
    assert shown(definition, answers=without, facts={}) == seen


@given(definitions(), SEEDS)
def test_the_order_is_a_permutation_and_the_seed_alone_decides_it(definition: Definition, seed: int) -> None:
    for page in definition.pages:
        mixed = ordered(page, seed=seed)
        assert sorted(item.key for item in mixed) == sorted(item.key for item in page.items)
        assert mixed == ordered(page, seed=seed)
    cut = screens(definition, seed=seed)
    assert sorted(key for screen in cut for key in screen.items) == sorted(
        item.key for page in definition.pages for item in page.items
    )
    assert all(len(s.items) <= (p.at_once or 99) for s in cut for p in definition.pages if p.key == s.page)


@given(definitions())
def test_a_definition_is_the_same_after_it_was_written_and_read(definition: Definition) -> None:
    assert read(written(definition)) == definition
