"""Character sets in which nobody writes."""

NO_CHARACTER_SETS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"})
"""Python knows these by name and no text is written in them; the first takes hours over some hundred kilobytes."""
