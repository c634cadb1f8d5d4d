"""Why something comes back, and what its customer would like for it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

RETURN_REASONS: dict[str, Promise] = {
    "does_not_fit": gettext_lazy("It does not fit"),
    "changed_mind": gettext_lazy("I do not want it any more"),
    "not_as_described": gettext_lazy("It is not as described"),
    "damaged": gettext_lazy("It is damaged"),
    "faulty": gettext_lazy("It does not work"),
    "wrong": gettext_lazy("It is not what I ordered"),
    "too_late": gettext_lazy("It came too late"),
    "other": gettext_lazy("Something else"),
}
RETURN_WANTS: dict[str, Promise] = {
    "refund": pgettext_lazy("for what is sent back", "My money back"),
    "exchange": pgettext_lazy("for what is sent back", "An exchange"),
}
