"""Eighteen months of the grocer, from a seed. Pure: no database, no clock, no files."""

from .run import Simulated, simulate

__all__ = ["Simulated", "simulate"]
