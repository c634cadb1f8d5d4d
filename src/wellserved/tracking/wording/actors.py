"""Who can move things on."""

from django.utils.translation import gettext_noop

from wellserved.tracking.domain.reasons import Actor

ACTORS = {
    Actor.CUSTOMER: gettext_noop("the recipient"),
    Actor.CARRIER: gettext_noop("the carrier"),
    Actor.SENDER: gettext_noop("the sender"),
    Actor.AUTHORITY: gettext_noop("an authority"),
    Actor.NOBODY: gettext_noop("nobody"),
}
