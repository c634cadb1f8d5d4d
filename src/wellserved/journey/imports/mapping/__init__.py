"""Mapping files: their shape, and their language compiled to SQL."""
