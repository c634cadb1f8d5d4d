"""Reads of drawing together: what the holder of a link sees, and what the facilitator sees."""

from .holding import invited_by
from .sorting import Looked, contributions_for, invitations_for, together_for

__all__ = ["Looked", "contributions_for", "invitations_for", "invited_by", "together_for"]
