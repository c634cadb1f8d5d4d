"""What was made of objects that stay the same is kept: made again only of those that are new."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class KeptOf(Generic[Made]):
    """Things made of other things, which are known by being the very same objects; at most `most` are kept.

    Cheaper than comparing what they hold, and they may hold what cannot be hashed. They must not change.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[tuple[object, ...], Made]] = OrderedDict()

    def get(self, of: tuple[object, ...], key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made of these objects under this key, else what `make` makes now."""
        whole = (tuple(map(id, of)), key)
        with self._lock:
            known = self._kept.get(whole)
            if known is not None:
                self._kept.move_to_end(whole)
                return known[1]
        made = make()
        with self._lock:
            # Held with what it was made of: no other object gets its place in memory, and so its id, meanwhile.
            self._kept[whole] = (of, made)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made
