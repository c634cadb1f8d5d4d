"""Customers' pages of what became of what they said."""
