"""Letters that ask."""
