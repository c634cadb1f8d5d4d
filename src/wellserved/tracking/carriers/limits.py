"""How long a scan's texts may be, as ScanIn says it."""

from typing import get_type_hints

from msgspec import Meta

from wellserved.tracking.contracts import ScanIn

__all__ = ["LONGEST", "SHORTEST_NUMBER", "too_long"]


def _metas(field: str) -> list[Meta]:
    hint = get_type_hints(ScanIn, include_extras=True)[field]
    return [one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Meta)]


LONGEST = {
    field: longest
    for field in ScanIn.__struct_fields__
    for meta in _metas(field)
    if (longest := meta.max_length) is not None
}
SHORTEST_NUMBER = next((meta.min_length or 1 for meta in _metas("number")), 1)


def too_long(field: str, text: str) -> str:
    """Why a text does not fit into this field of a scan; empty if it does."""
    longest = LONGEST.get(field, 60)
    return f"It has {len(text):,} characters; {longest} is the most." if len(text) > longest else ""
