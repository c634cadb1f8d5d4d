"""A text as a classifier reads it: which n-grams it holds, as numbers of hash buckets. Words are not kept.

Everything is counted for many texts at once, over one array of code points. The hash is our own and part of a model's
format: polynomial over the code points, mixed by multiplication and shifts, the top bits taken. Where it puts an n-gram
depends neither on the process nor on any library's version.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .letters import CODES, FOLDED

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Hashes = NDArray[np.uint64]

LONGEST = 4_000
"""Characters of a text that are looked at; what somebody wants stands before that."""
LENGTHS = (1, 2, 3, 4)
"""Characters of an n-gram, blanks among them. Jamo, letters of a Korean syllable, were tried and added nothing."""
BITS = 20
FORMAT = 1

_STEP = np.uint64(0x9E3779B97F4A7C15)
_STIR = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,253}")
_WEB = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_DIGIT = re.compile(r"\d")


def _in_words() -> NDArray[np.bool_]:
    """By code point: does it stand in words? Letters, digits, what is set above or below them, apostrophes."""
    found = [chr(code).isalnum() or unicodedata.category(chr(code))[0] == "M" for code in range(CODES)]
    found[ord("'")] = found[ord("’")] = True
    return np.array(found)


_IN_WORD = _in_words()


def plain(text: str) -> str:
    """NFKC, case folded, blanks as one, digits as 0, addresses of mail and web as @: nobody's number is learnt."""
    short = _WEB.sub("@", text[:LONGEST])
    if "@" in short:
        short = _MAIL.sub("@", short)
    folded = unicodedata.normalize("NFKC", short).casefold()
    return " ".join(_DIGIT.sub("0", folded).split())


@dataclass(frozen=True)
class Reading:
    """n texts read. codes: their code points with a blank before and after each text; owner: the text of each."""

    n: int
    codes: NDArray[np.uint32]
    owner: Ints

    @cached_property
    def words(self) -> tuple[Ints, Hashes]:
        """(text, hash) of each word, in the order of the texts; a run of Chinese counts as one word."""
        return _words(self.folded, self.owner)

    @cached_property
    def folded(self) -> NDArray[np.uint32]:
        """The code points, Traditional characters as their Simplified ones, so that either teaches the other."""
        return np.where(self.codes < CODES, FOLDED[np.minimum(self.codes, CODES - 1)], self.codes)

    @cached_property
    def counts(self) -> sparse.csr_array:
        """How often each text holds what falls into each bucket: shape (n, 2 ** BITS)."""
        owner, word = self.words
        owners, hashes = _runs(self.folded, self.owner)
        together = owner[1:] == owner[:-1]
        owners += [owner, owner[1:][together]]
        hashes += [word, _stirred(word[:-1][together] * _STEP + word[1:][together])]
        bucket = (np.concatenate(hashes) >> np.uint64(64 - BITS)).astype(np.int64)
        keys, count = np.unique((np.concatenate(owners) << BITS) | bucket, return_counts=True)
        starts = np.searchsorted(keys, np.arange(self.n + 1) << BITS)
        columns = (keys & ((1 << BITS) - 1)).astype(np.int32)
        return sparse.csr_array(
            (count.astype(np.float32), columns, starts.astype(np.int32)), shape=(self.n, 1 << BITS)
        )


def read(texts: Sequence[str]) -> Reading:
    """Reads texts of any language; each counts as its first 4,000 characters."""
    padded = [f" {plain(text)} " for text in texts]
    lengths = np.fromiter(map(len, padded), np.int64, len(padded))
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32)
    return Reading(n=len(padded), codes=codes, owner=np.repeat(np.arange(len(padded)), lengths))


def word_hash(word: str) -> int:
    """The hash under which `Reading.words` counts this word."""
    _, found = read([word]).words
    return int(found[0])


def _stirred(hashes: Hashes) -> Hashes:
    hashes = (hashes ^ (hashes >> _HALF)) * _STIR
    return hashes ^ (hashes >> _HALF)


def _runs(codes: NDArray[np.uint32], owner: Ints) -> tuple[list[Ints], list[Hashes]]:
    """Text and hash of every n-gram of characters, a pair of arrays a length."""
    owners, hashes = [], []
    rolling = np.ones(len(codes), np.uint64)
    for length in range(1, min(max(LENGTHS), len(codes)) + 1):
        rest = len(codes) - length + 1
        rolling = rolling[:rest] * _STEP + codes[length - 1 :].astype(np.uint64) + np.uint64(1)
        within = owner[:rest] == owner[length - 1 :]
        owners.append(owner[:rest][within])
        hashes.append(_stirred(rolling[within] + np.uint64(length)))
    return owners, hashes


def _words(codes: NDArray[np.uint32], owner: Ints) -> tuple[Ints, Hashes]:
    blank = ~_IN_WORD[np.minimum(codes, CODES - 1)]
    # Each text begins with a blank, so a word begins after one, wherever it stands.
    starts = np.flatnonzero(~blank[1:] & blank[:-1]) + 1
    if not len(starts):
        return np.zeros(0, np.int64), np.zeros(0, np.uint64)
    number = np.zeros(len(codes), np.int64)
    number[starts] = 1
    place = np.arange(len(codes)) - starts[np.maximum(np.cumsum(number) - 1, 0)]
    letters = _stirred(codes.astype(np.uint64) * _STEP + place.astype(np.uint64) * _STIR)
    letters[blank] = 0
    return owner[starts], _stirred(np.add.reduceat(letters, starts))
