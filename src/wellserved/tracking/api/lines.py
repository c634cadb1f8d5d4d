"""Lines of JSON, each read as a scan or told why it is none."""

from collections.abc import Sequence

import msgspec

from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.services import Outcome, Result

from .results import NUL


class _Quick(ScanIn, kw_only=True, frozen=True):
    """Without the two patterns, which take more time than all else; for what is known to match them."""

    carrier: str = ""
    country: str = ""


_quick = msgspec.json.Decoder(_Quick).decode
_thorough = msgspec.json.Decoder(ScanIn).decode


def parsed(lines: Sequence[bytes | msgspec.Raw], body: bytes) -> list[ScanIn | Outcome | None]:
    """For each line a scan, or why it is none, or None where it is empty; `body` is where they were cut from."""
    if NUL in body:
        return [_parsed(line) for line in lines]
    carriers, countries = {""}, {""}
    given: list[ScanIn | Outcome | None] = []
    for line in lines:
        try:
            scan = _quick(line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            given.append(_parsed(line))
            continue
        if scan.carrier in carriers and scan.country in countries:
            given.append(scan)
            continue
        read = _parsed(line)
        if isinstance(read, ScanIn):
            carriers.add(read.carrier)
            countries.add(read.country)
        given.append(read)
    return given


def _parsed(line: bytes | msgspec.Raw) -> ScanIn | Outcome | None:
    if not line:
        return None
    try:
        if NUL in bytes(line):
            raise ValueError("A text holds the character NUL")  # noqa: TRY301  told as the decoder's own faults are
        return _thorough(line)
    except RecursionError:
        said = "it is nested too deeply"
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        said = str(error)
    place = said.rpartition("`$.")[2].rstrip("`") if "`$." in said else "line"
    return Outcome(
        Result.REFUSED, place, said, "Mend the line and send it again; the other lines need not be."
    )
