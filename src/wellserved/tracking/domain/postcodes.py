"""Postcodes, which open what a stranger does not see."""


def postcode_key(postcode: str) -> str:
    """A postcode as it is kept and compared: upper-case, letters and digits only."""
    return "".join(c for c in postcode.upper() if c.isalnum())[:16]
