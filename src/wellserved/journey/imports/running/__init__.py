"""Runs a mapping over files: what is read becomes moments, what cannot is told."""
