"""Deeds on people; one function is one deed, its transaction and its audit line."""

from .allowing import require
from .audit import audit
from .customers import ensure_customers
from .details import AddressTaken, give_consent, tie_customer, withdraw_consent
from .finding import find_customers
from .languages import LanguageUnknown, choose_language
from .places import CodeTaken, add_location, add_segment
from .rights import erase_customer, export_customer, export_for, request_erasure
from .signing_in import LinkSpent, holder_of_link, sign_in_link, use_link
from .staff import AlreadyStaff, LastAdministrator, RoleUnknown, add_staff, deactivate, set_role
from .tokens import ScopesRefused, add_token, program_of, revoke_token

__all__ = [
    "AddressTaken",
    "AlreadyStaff",
    "CodeTaken",
    "LanguageUnknown",
    "LastAdministrator",
    "LinkSpent",
    "RoleUnknown",
    "ScopesRefused",
    "add_location",
    "add_segment",
    "add_staff",
    "add_token",
    "audit",
    "choose_language",
    "deactivate",
    "ensure_customers",
    "erase_customer",
    "export_customer",
    "export_for",
    "find_customers",
    "give_consent",
    "holder_of_link",
    "program_of",
    "request_erasure",
    "require",
    "revoke_token",
    "set_role",
    "sign_in_link",
    "tie_customer",
    "use_link",
    "withdraw_consent",
]
