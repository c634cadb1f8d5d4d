"""What each carrier's codes mean here: read once from the tables in `codes/`, which name their source."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from wellserved.tracking.domain.reasons import REASONS
from wellserved.tracking.domain.statuses import Status

__all__ = ["SILENT", "Codebook", "Meaning", "codebook", "codebooks"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says. A code known to say nothing of where the parcel stands has no status."""

    status: Status | None
    reason: str = ""


SILENT = Meaning(None)
_STATUSES = frozenset(one.value for one in Status)


class TableBroken(ValueError):
    def __init__(self, slug: str, line: int, why: str) -> None:
        super().__init__(f"Line {line} of the codes of '{slug}': {why}. Correct carriers/codes/{slug}.tsv.")


class Codebook:
    """One carrier's codes. Capitals do not matter unless two codes differ by nothing else; '*' stands for any text."""

    def __init__(self, slug: str, meanings: Mapping[str, Meaning]) -> None:
        self.slug = slug
        self.meanings = MappingProxyType(dict(meanings))
        self._folded: dict[str, Meaning] = {}
        for code, meaning in meanings.items():
            self._folded.setdefault(code.casefold(), meaning)
        self._patterns = [
            (code.casefold().split("*"), meaning) for code, meaning in meanings.items() if "*" in code
        ]

    def meaning_of(self, code: str) -> Meaning | None:
        """What the code says; None for a code that the table does not know."""
        code = code[:200].strip()
        folded = code.casefold()
        found = self.meanings.get(code) or self._folded.get(folded)
        if found or not code:
            return found
        return next((meaning for parts, meaning in self._patterns if _fits(parts, folded)), None)


def _fits(parts: list[str], text: str) -> bool:
    """Whether the text has these parts in order, the first and the last of them at its ends."""
    if not text.startswith(parts[0]):
        return False
    at = len(parts[0])
    for part in parts[1:-1]:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return text.endswith(parts[-1], at)


def _read(slug: str, table: str) -> Codebook:
    meanings: dict[str, Meaning] = {}
    for number, line in enumerate(table.splitlines(), start=1):
        if not line or line.startswith(("# ", "code\t")):
            continue
        code, status, reason, _note = (*line.split("\t"), "", "", "")[:4]
        if code in meanings:
            raise TableBroken(slug, number, f"the code '{code}' stands twice")
        if reason and reason not in REASONS:
            raise TableBroken(slug, number, f"there is no reason '{reason}'")
        if status != "-" and status not in _STATUSES:
            raise TableBroken(slug, number, f"there is no status '{status}'")
        meanings[code] = SILENT if status == "-" else Meaning(Status(status), reason)
    return Codebook(slug, meanings)


@cache
def codebooks() -> tuple[str, ...]:
    """The slugs of all carriers whose codes are known."""
    folder = files(__package__).joinpath("codes")
    return tuple(
        sorted(one.name.removesuffix(".tsv") for one in folder.iterdir() if one.name.endswith(".tsv"))
    )


@cache
def codebook(slug: str) -> Codebook:
    """The codes of one carrier; LookupError for one without."""
    if slug not in codebooks():
        raise LookupError(
            f"No codes are known for the carrier '{slug[:60]}'. Known: {', '.join(codebooks())}."
        )
    table = files(__package__).joinpath("codes").joinpath(f"{slug}.tsv").read_text(encoding="utf-8")
    return _read(slug, table)
