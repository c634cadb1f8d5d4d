from collections.abc import Iterable
from difflib import get_close_matches

from wellserved.platform.refusals import Refused


class MappingError(Refused):
    """The mapping is wrong, or does not fit the files; nothing was recorded."""

    exit_code = 2


def or_near(name: str, known: Iterable[str]) -> str:
    """' Did you mean ...?' with the nearest known names, or what there is."""
    names = sorted(known)
    near = get_close_matches(name, names, n=3, cutoff=0.6)
    if near:
        return f" Did you mean {' or '.join(repr(n) for n in near)}?"
    return f" There is: {', '.join(names[:40]) or 'none'}."
