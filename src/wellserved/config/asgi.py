"""The web process's entry point."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellserved.config.settings")
django.setup(set_prefix=False)

from wellserved.platform.api.limit import limited  # noqa: E402  the API's parts need Django set up
from wellserved.platform.serving.handling import OneThread  # noqa: E402  as above
from wellserved.portal.asked.application import asked  # noqa: E402  as above
from wellserved.portal.track.application import tracked  # noqa: E402  as above

# The forms of questionnaires stand before the limit: who sends too much there is a person, and is told so on a page.
application = asked(limited(tracked(OneThread())))
