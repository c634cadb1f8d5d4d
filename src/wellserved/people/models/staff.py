"""Staff, where they work, and the kinds of customer they serve."""

import pghistory
from django.db import models


class Location(models.Model):
    """A place of service; a tree, so that a region holds its shops."""

    code = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="location_not_its_own_parent",
            ),
        ]


class Segment(models.Model):
    """A kind of customer with expectations of its own."""

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)


class Role(models.TextChoices):
    AGENT = "agent"
    TEAM_LEAD = "team_lead"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


@pghistory.track(fields=["role", "location", "active"])
class Staff(models.Model):
    """Somebody who serves. An agent or team lead sees the figures of their own location."""

    account = models.OneToOneField("people.Account", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices)
    location = models.ForeignKey(Location, models.PROTECT, null=True, related_name="+")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="staff_role_is_known"),
        ]
