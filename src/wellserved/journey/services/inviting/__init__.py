"""Drawing together: invitations, what invited people say, what a facilitator makes of it."""

from .adopting import adopt, adopt_feelings
from .contributing import change_words, say_feeling, say_words, take_back
from .invitations import ClosesInThePast, close_invitation, make_invitation, renew_link
from .sorting import put_together, rename_cluster, set_aside, take_apart, take_up

__all__ = [
    "ClosesInThePast",
    "adopt",
    "adopt_feelings",
    "change_words",
    "close_invitation",
    "make_invitation",
    "put_together",
    "rename_cluster",
    "renew_link",
    "say_feeling",
    "say_words",
    "set_aside",
    "take_apart",
    "take_back",
    "take_up",
]
