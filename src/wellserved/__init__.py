"""Wellserved: service quality on one customer map."""

__version__ = "0.1.0"
