"""How form fields and lists wear our look: any Django or allauth form, without touching its widgets."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.forms.boundfield import BoundWidget
from django.utils.safestring import SafeString, mark_safe

from wellserved.platform.language import without_language
from wellserved.platform.units import unit_said

register = template.Library()
register.filter(without_language)
register.filter(unit_said)


@register.filter
def is_check(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Several boxes or buttons that answer one question: they stand in a fieldset."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The field's widget with the class of its kind."""
    widget = field.field.widget
    dress = "input"
    if isinstance(widget, CheckboxInput):
        dress = "checkbox checkbox-sm"
    elif isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        dress = ""
    elif isinstance(widget, ClearableFileInput):
        dress = "file"
    elif isinstance(widget, Select):
        dress = "select"
    elif isinstance(widget, Textarea):
        dress = "textarea"
    return field.as_widget(attrs={"class": dress})


@register.filter
def dressed_option(one: BoundWidget) -> SafeString:
    """One box or button of a group, without the label that Django wraps around it."""
    dress = "radio radio-sm" if one.data["type"] == "radio" else "checkbox checkbox-sm"
    one.data["attrs"]["class"] = dress
    return mark_safe(one.tag())  # noqa: S308  Django's own widget drew it


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | None]:
    """The numbers to show: the ends and the neighbours; None where some are left out."""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return (number if isinstance(number, int) else None for number in shown)


@register.filter
def times(count: str | int) -> range:
    return range(int(count))
