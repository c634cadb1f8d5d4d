"""What the rules of drawing ask of the tables around a map."""

from functools import cache

from wellserved.journey.domain.doing import Around
from wellserved.journey.models import Journey, Moment
from wellserved.journey.services.nesting import leads_to
from wellserved.people.models import Staff


def around(journey: Journey) -> Around:
    return Around(
        is_staff=lambda number: Staff.objects.filter(pk=number, active=True).exists(),
        is_recorded=lambda number: Moment.objects.filter(measure_id=number).exists(),
        # A copied stage may open into the same journey hundreds of times.
        leads_back=cache(lambda slug: leads_to(slug, journey.slug)),
    )
