"""A customer's rights over what is held on them."""

from .erasing import erase_customer, request_erasure
from .exporting import export_customer, export_for

__all__ = ["erase_customer", "export_customer", "export_for", "request_erasure"]
