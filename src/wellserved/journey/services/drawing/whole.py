"""Whole maps: begun anew or from a template, redrawn as they are to be, removed."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.journey.beginnings import TEMPLATES, drawn
from wellserved.journey.contracts import DeedRefused, JourneyPlan
from wellserved.journey.domain.fields import JOURNEY, Broken, checked
from wellserved.journey.domain.slugs import slug_of
from wellserved.journey.exchange.checking import ImportRefused
from wellserved.journey.models import Journey
from wellserved.journey.queries.plans import plan_of
from wellserved.journey.services.maps import ensure_journey
from wellserved.journey.services.turns import Turn, take_turn
from wellserved.journey.wording import refused
from wellserved.people.contracts import Person
from wellserved.people.services import audit, require
from wellserved.platform.lists import listed

from .keeping import locked


@transaction.atomic
def new_journey(*, by: Person, title: str, goal: str = "", template: str | None = None, now: datetime) -> str:
    """Begin a map, empty or with what a template has, in the language now in force; returns its slug."""
    require(by, "journeys:write")
    if template is not None and template not in TEMPLATES:
        sentence = _("There is no template '%(template)s'. There are: %(templates)s.")
        facts = {"template": template, "templates": listed(TEMPLATES)}
        raise DeedRefused(sentence % facts, field="template")
    plan = drawn(template) if template else JourneyPlan(slug="new", title=title)
    return draw_anew(by=by, plan=replace(plan, title=title, goal=goal or plan.goal), now=now)


@transaction.atomic
def copy_as_to_be(*, by: Person, journey: str, title: str, now: datetime) -> str:
    """Draw a journey once more, as it is to be: everything under the same short names; returns the new slug."""
    require(by, "journeys:write")
    plan = plan_of(locked(journey))
    return draw_anew(by=by, plan=replace(plan, title=title, redraws=plan.redraws or plan.slug), now=now)


@transaction.atomic
def remove_journey(*, by: Person, journey: str, now: datetime) -> None:
    """Take a whole map out of sight. Its moments stay; a plan that names it puts it back."""
    require(by, "journeys:remove")
    row = locked(journey)
    row.removed_at = now
    row.version += 1
    row.save(update_fields=["removed_at", "version"])
    audit(by=by, deed="journey.removed", kind="journey", object_id=row.pk, now=now)


def draw_anew(*, by: Person, plan: JourneyPlan, now: datetime) -> str:
    """Draw a plan as a journey of its own, under a slug made of its title."""
    try:
        title = str(checked(JOURNEY, "title", plan.title))
        goal = str(checked(JOURNEY, "goal", plan.goal))
    except Broken as broken:
        raise refused(broken) from broken
    # Two who begin maps of one title would both find its slug free, and draw on one map.
    take_turn(Turn.FREE_SLUGS)
    taken = set(Journey.objects.values_list("slug", flat=True))
    slug = slug_of(title, kind=JOURNEY, taken=taken)
    try:
        ensure_journey(by=by, plan=replace(plan, slug=slug, title=title, goal=goal), now=now)
    except ImportRefused as error:
        raise DeedRefused(str(error)) from error
    return slug
