"""Several things said in a row, as each language does it."""

from collections.abc import Iterable

from django.utils.translation import pgettext


def listed(words: Iterable[object]) -> str:
    return pgettext("between the words of a list, with its space", ", ").join(map(str, words))
