"""What stars say of the words below them."""

from .facts import Kind
from .lowness import is_low

__all__ = ["kind_of", "stars"]

SATISFIED = 0.75
"""Of the scale: four stars of five."""


def kind_of(rating: float, *, scale: float, margin: float) -> Kind | None:
    """A complaint where the rating is low as a low answer is, praise from the satisfied level on, between them nothing."""
    satisfied = 1 + SATISFIED * (scale - 1)
    if is_low(rating, satisfied=satisfied, low=1, high=scale, better="higher", margin=margin):
        return Kind.COMPLAINT
    return Kind.PRAISE if rating >= satisfied else None


def stars(rating: float, *, scale: float) -> str:
    """In every language the same: ★ 2/5."""
    return f"★ {rating:g}/{scale:g}"
