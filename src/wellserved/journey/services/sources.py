"""Who brings moments."""

from wellserved.journey.models import Source


def ensure_source(*, slug: str) -> int:
    """The number of the source called `slug`, made when it is new."""
    source, _made = Source.objects.get_or_create(slug=slug)
    return source.pk
