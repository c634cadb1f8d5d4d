"""How allauth is let in."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by staff and by imports; nobody signs up by themselves yet."""

    def is_open_for_signup(self, request: object) -> bool:  # noqa: ARG002  allauth's signature
        return False
