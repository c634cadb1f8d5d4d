"""Where customers tell us something, and follow what becomes of it."""
