"""A figure beside the unit that it is counted in."""

from django.utils.translation import ngettext


def with_unit(figure: str, unit: str) -> str:
    """The figure, as it is shown, with its unit: '1 day', '2.5 days'; units in words of one's own stay as they are."""
    # The number that chooses the form is a whole one; of the rest, any but one is many.
    number = 1 if figure == "1" else 2
    if unit in {"day", "days"}:
        return ngettext("%(n)s day", "%(n)s days", number) % {"n": figure}
    if unit in {"hour", "hours"}:
        return ngettext("%(n)s hour", "%(n)s hours", number) % {"n": figure}
    if unit in {"minute", "minutes"}:
        return ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": figure}
    return f"{figure} {unit}" if unit else figure
