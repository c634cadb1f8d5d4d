"""Tables of people: who signs in, who works here, who is served, where."""

from .accounts import Account, ApiToken
from .audit import AuditLine
from .customers import Consent, Customer, CustomerDetails, CustomerIdentity
from .staff import Location, Segment, Staff

__all__ = [
    "Account",
    "ApiToken",
    "AuditLine",
    "Consent",
    "Customer",
    "CustomerDetails",
    "CustomerIdentity",
    "Location",
    "Segment",
    "Staff",
]
