"""Topics that rise faster than chance: terms that more people use in the last stretch than the stretches before allow.

Were nothing new, the people of all stretches would be one heap, shuffled; how many of those who use a term fall into
the last stretch then follows the hypergeometric distribution exactly (R. A. Fisher's exact test, one-sided). Terms
are many, so the share of false ones among those raised is held by Benjamini and Hochberg (1995; Benjamini and Yekutieli
2001 for terms that go together), over the terms used often enough to be raised at all (Tarone 1990; Gilbert 2005). That
number depends on the whole heap alone, so it says nothing of the last stretch.

A real stream is no shuffled heap: some terms come in waves. Where the stretches before vary by more than chance, a term
must also exceed a negative binomial of their mean and variance.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse, stats

from .reading import Floats, Ints
from .terms import terms_of

CHANCE = 0.05
"""The share of false ones among what is raised, and so the chance that a look at nothing new raises anything."""
FEWEST_PEOPLE = 5
"""Who use a term in the last stretch; fewer are not many, and what they wrote might name them."""
FEWEST_STRETCHES = 4
"""Stretches before, for their variation to be known."""
TOGETHER = 0.5
"""The share of a term's people that a topic must have for the term to join it."""
WAVES = 0.01
"""The chance of so uneven a use before, below which it is taken for waves."""
MOST_SHOWN = 5
MOST_TRIED = 200
"""Uses beyond which a term is tried in any case."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text, who said it, and in which stretch: 0 is the last one, 1 the one before it, and so on.

    Who says a thing ten times in a stretch says it once. Without a known author give each text one of its own.
    """

    text: str
    author: str
    stretch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """terms: what marks it, the strongest first, at most five. texts: the places of its texts in what was handed in, the
    most typical first. people: how many use its first term in the last stretch, of `of_people`; before: in the
    stretches before, of `of_before`. chance: the probability of that many or more by chance alone.
    """

    terms: tuple[str, ...]
    texts: tuple[int, ...]
    people: int
    of_people: int
    before: int
    of_before: int
    chance: float

    @property
    def expected(self) -> float:
        """People who would use it in the last stretch if nothing had changed."""
        return self.before * self.of_people / self.of_before if self.of_before else 0.0


@dataclass(frozen=True)
class Heap:
    """uses: which row (one author in one stretch) uses which term; stretch: of each row, shape (rows,)."""

    uses: sparse.csr_array
    terms: tuple[str, ...]
    stretch: Ints


def rising(said: Sequence[Said], *, chance: float = CHANCE) -> list[Topic]:
    """The topics of the last stretch that rise faster than chance, the surest first.

    Stretches should be equally long, of whole weeks, and end before the last one begins. Fewer than 5 people use
    no topic; without stretches before there is none, for nothing can be called new.
    """
    heap, rows = _heap(said)
    found = raised(heap, chance=chance)
    if not len(found):
        return []
    order, probability = found[:, 0].astype(int), found[:, 1]
    return _topics(heap, order, probability, rows)


def same_topic(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two topics' terms are of one matter: at least half of the fewer terms are shared or within one another."""
    fewer, more = sorted((tuple(one), tuple(other)), key=len)
    shared = sum(any(a in b or b in a for b in more) for a in fewer)
    return bool(fewer) and shared >= len(fewer) / 2


def raised(heap: Heap, *, chance: float) -> Floats:
    """Terms that rise, shape (terms, 2): each one's place in `heap.terms` and its probability, ascending."""
    last = heap.stretch == 0
    now, all_ = int(last.sum()), len(heap.stretch)
    nothing = np.zeros((0, 2))
    if now < FEWEST_PEOPLE or now == all_:
        return nothing
    used = np.asarray(heap.uses.sum(axis=0)).ravel()
    tried = _tried(used, now=now, all_=all_, chance=chance)
    lately = np.asarray(heap.uses[np.flatnonzero(last)].sum(axis=0)).ravel()
    more = tried & (lately >= FEWEST_PEOPLE) & (lately * (all_ - now) > (used - lately) * now)
    places = np.flatnonzero(more)
    if not len(places):
        return nothing
    probability = stats.hypergeom.sf(lately[places] - 1, all_, used[places], now)
    # Benjamini and Hochberg's step; the terms that don't rise at all have probabilities near 1 and count among `tried`.
    order = np.argsort(probability, kind="stable")
    places, probability = places[order], probability[order]
    steps = np.arange(1, len(places) + 1) / int(tried.sum()) * chance
    passed = np.flatnonzero(probability <= steps)
    if not len(passed):
        return nothing
    places, probability = places[: passed[-1] + 1], probability[: passed[-1] + 1]
    in_waves = _in_waves(heap, places, lately[places])
    kept = in_waves <= steps[passed[-1]]
    return np.column_stack([places[kept], np.maximum(probability, in_waves)[kept]])


def _tried(used: Ints, *, now: int, all_: int, chance: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Terms used so often in all that they could be raised: the others don't burden the count of tests."""
    counts = np.arange(FEWEST_PEOPLE, MOST_TRIED)
    # Were all who use it in the last stretch: no term used so often can be more surprising.
    least = stats.hypergeom.sf(np.minimum(counts, now) - 1, all_, counts, now)
    at_least = np.bincount(np.minimum(used, MOST_TRIED), minlength=MOST_TRIED + 1)[::-1].cumsum()[::-1][
        counts
    ]
    possible = least * at_least <= chance
    first = int(counts[np.argmax(possible)]) if possible.any() else MOST_TRIED
    tried: np.ndarray[tuple[int], np.dtype[np.bool_]] = used >= first
    return tried


def _in_waves(heap: Heap, places: Ints, lately: Ints) -> Floats:
    """The probability of so many in the last stretch where the stretches before vary as they did; 0 where not more."""
    stretches = np.unique(heap.stretch[heap.stretch > 0])
    nothing = np.zeros(len(places))
    if len(stretches) < FEWEST_STRETCHES:
        return nothing
    people = np.array([(heap.stretch == one).sum() for one in stretches])
    users = np.array(
        [
            np.asarray(heap.uses[np.flatnonzero(heap.stretch == one)][:, places].sum(axis=0)).ravel()
            for one in stretches
        ]
    )
    now = int((heap.stretch == 0).sum())
    share = users.sum(axis=0) / people.sum()
    expected = people[:, None] * share
    # Moments of the negative binomial: variance = mean + spread * mean ** 2, over stretches of different sizes.
    surplus = ((users - expected) ** 2 - expected).sum(axis=0)
    spread = np.divide(surplus, (expected**2).sum(axis=0), out=np.zeros_like(surplus), where=share > 0)
    # Rare terms always look uneven; only what chance would hardly do is taken for waves.
    uneven = np.divide(
        (users - expected) ** 2, expected, out=np.zeros_like(expected), where=expected > 0
    ).sum(axis=0)
    wavy = (spread > 0) & (stats.chi2.sf(uneven, len(stretches) - 1) < WAVES)
    size = 1 / spread[wavy]
    mean = now * share[wavy]
    nothing[wavy] = stats.nbinom.sf(lately[wavy] - 1, size, size / (size + mean))
    return nothing


def read_heap(said: Sequence[Said]) -> Heap:
    """The heap in which `raised` looks."""
    return _heap(said)[0]


def _heap(said: Sequence[Said]) -> tuple[Heap, dict[tuple[str, int], list[int]]]:
    rows: dict[tuple[str, int], list[int]] = {}
    for place, one in enumerate(said):
        rows.setdefault((one.author, one.stretch), []).append(place)
    terms: dict[str, int] = {}
    columns, starts = [], [0]
    for places in rows.values():
        used = set().union(*(terms_of(said[place].text) for place in places))
        columns += [terms.setdefault(term, len(terms)) for term in sorted(used)]
        starts.append(len(columns))
    uses = sparse.csr_array(
        (np.ones(len(columns), np.int64), np.array(columns, np.int64), np.array(starts, np.int64)),
        shape=(len(rows), len(terms)),
    )
    stretch = np.fromiter((one for _, one in rows), np.int64, len(rows))
    return Heap(uses, tuple(terms), stretch), rows


def _topics(
    heap: Heap,
    places: Ints,
    probability: Floats,
    rows: dict[tuple[str, int], list[int]],
) -> list[Topic]:
    """Terms that the same people use are one topic."""
    last = np.flatnonzero(heap.stretch == 0)
    of_last = heap.uses[last][:, places].tocsc()
    users = [
        set(of_last.indices[of_last.indptr[i] : of_last.indptr[i + 1]].tolist()) for i in range(len(places))
    ]
    groups: list[list[int]] = []
    for term in range(len(places)):
        for group in groups:
            if len(users[term] & users[group[0]]) >= TOGETHER * len(users[term]):
                group.append(term)
                break
        else:
            groups.append([term])
    keys = list(rows)
    used_before = np.asarray(heap.uses[:, places].sum(axis=0)).ravel()
    found = []
    for group in groups:
        first = group[0]
        weight = {row: sum(row in users[term] for term in group) for row in users[first]}
        typical = sorted(weight, key=lambda row: (-weight[row], row))
        found.append(
            Topic(
                terms=_shown([heap.terms[places[term]] for term in group], [users[term] for term in group]),
                texts=tuple(rows[keys[last[row]]][0] for row in typical),
                people=len(users[first]),
                of_people=len(last),
                before=int(used_before[first]) - len(users[first]),
                of_before=len(heap.stretch) - len(last),
                chance=float(probability[first]),
            )
        )
    return found


def _shown(terms: list[str], users: list[set[int]]) -> tuple[str, ...]:
    """The strongest terms; a part of another that nearly the same people use gives way to the whole."""
    kept: list[int] = []
    for place, term in enumerate(terms):
        for position, other in enumerate(kept):
            if term in terms[other]:
                break
            if terms[other] in term:
                if len(users[place]) >= 0.8 * len(users[other]):
                    kept[position] = place
                break
        else:
            kept.append(place)
    return tuple(dict.fromkeys(terms[place] for place in kept))[:MOST_SHOWN]
