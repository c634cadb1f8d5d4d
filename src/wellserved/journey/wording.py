"""What broken rules are called, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wellserved.journey.contracts import DeedRefused
from wellserved.journey.domain.fields import Broken
from wellserved.platform.lists import listed

SENTENCES = {
    "words_wanted": gettext_noop("'%(field)s' has to be text."),
    "characters_unprintable": gettext_noop(
        "'%(field)s' holds characters that cannot be printed. Take them out and try again."
    ),
    "words_missing": gettext_noop("'%(field)s' is empty. Write something there."),
    "words_too_long": gettext_noop(
        "'%(field)s' has %(length)s characters. Shorten it to %(longest)s at most."
    ),
    "choice_unknown": gettext_noop("'%(field)s' has to be one of: %(choices)s."),
    "number_wanted": gettext_noop("'%(field)s' has to be a number, or left empty."),
    "whole_number_wanted": gettext_noop(
        "'%(field)s' has to be a whole number from %(low)s to %(high)s, or left empty."
    ),
    "slug_wanted": gettext_noop("'%(field)s' has to be the short name of a journey, or left empty."),
    "kind_unknown": gettext_noop("A map has no such element. Its kinds are: %(kinds)s."),
    "field_unknown": gettext_noop("The element has no such field. It has: %(fields)s."),
    "kind_stays": gettext_noop("This cannot be done to an element of the kind '%(kind)s'."),
    "scale_is_no_range": gettext_noop(
        "The scale's low end is not below its high end. Give a low end below the high one, or leave one away."
    ),
    "element_missing": gettext_noop("There is no such element on this map. Open the map anew and try again."),
    "element_removed": gettext_noop("'%(title)s' has been removed from the map. Put it back first."),
    "too_many_stages": gettext_noop(
        "The map has %(most)s stages already. Remove one, or draw part of it as a journey of its own."
    ),
    "too_many_touchpoints": gettext_noop(
        "The map has %(most)s touchpoints already. Remove one, or draw part of it as a journey of its own."
    ),
    "too_many_measures": gettext_noop(
        "The touchpoint has %(most)s measures already. Remove one, or measure at another touchpoint."
    ),
    "facts_are_fixed": gettext_noop(
        "Moments are already counted by '%(title)s', so its unit, direction, scale and satisfied level stay as "
        "they are. Remove this measure and add another one."
    ),
    "owner_unknown": gettext_noop("There is no such member of staff at work. Choose another owner, or none."),
    "inner_unknown": gettext_noop("There is no journey '%(inner)s'. Draw it first, or choose another one."),
    "inner_goes_round": gettext_noop(
        "Journey '%(inner)s' leads back into this one, so '%(title)s' cannot open into it. Choose another journey."
    ),
}


def refused(broken: Broken) -> DeedRefused:
    given = {"field": broken.field, **broken.facts}
    facts = {name: listed(fact) if isinstance(fact, tuple) else fact for name, fact in given.items()}
    deed = facts.get("deed", 0)
    return DeedRefused(
        _(SENTENCES[broken.rule]) % facts,
        deed=deed if isinstance(deed, int) else 0,
        field=broken.field,
    )
