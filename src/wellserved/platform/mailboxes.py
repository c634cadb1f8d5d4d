"""Which mailbox an address leads to, however it is written: for counting letters, never for sending one."""

from contextlib import suppress

from django.utils.encoding import punycode

__all__ = ["mailbox_key"]


def mailbox_key(email: str) -> str:
    """Without what stands behind a plus, which most servers deliver all the same, and the domain as it goes over the wire."""
    local, _at, domain = email.strip().lower().rpartition("@")
    with suppress(UnicodeError):  # Nothing can be sent to such a domain.
        domain = punycode(domain)
    return f"{local.partition('+')[0]}@{domain}"
