"""How form fields wear our look: any Django or allauth form, without touching its widgets."""

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect, Select, Textarea
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def is_check(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The field's widget with the class of its kind."""
    widget = field.field.widget
    dress = "input"
    if isinstance(widget, CheckboxInput):
        dress = "checkbox checkbox-sm"
    elif isinstance(widget, RadioSelect):
        dress = ""
    elif isinstance(widget, Select):
        dress = "select"
    elif isinstance(widget, Textarea):
        dress = "textarea"
    return field.as_widget(attrs={"class": dress})
