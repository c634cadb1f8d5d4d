"""A lot: what carried it, and what customers wrote of it."""
