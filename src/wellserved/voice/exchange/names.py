"""Names of variables as SPSS takes them: at most 64 bytes, a letter first, none of its own words, each used once."""

import re
from dataclasses import dataclass, field

__all__ = ["Names"]

LONGEST = 64
# IBM SPSS Statistics, Variable names: reserved keywords.
_RESERVED = frozenset(["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"])


@dataclass(slots=True)
class Names:
    used: set[str] = field(default_factory=set)

    def of(self, wanted: str) -> str:
        plain = re.sub(r"\W", "_", wanted, flags=re.ASCII).rstrip("_") or "v"
        if not plain[0].isalpha():
            plain = f"v{plain}"
        base = plain[: LONGEST - 6]
        name = f"{base}_x" if plain.lower() in _RESERVED else plain[:LONGEST]
        n = 2
        while name.lower() in self.used:
            name, n = f"{base}_{n}", n + 1
        self.used.add(name.lower())
        return name
