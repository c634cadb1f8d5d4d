"""Whether a page offers a way that only some may go; the page behind it asks again."""

from django import template

from wellserved.people.contracts import Person

register = template.Library()


@register.filter
def may(person: Person, permission: str) -> bool:
    return person.may(permission)
