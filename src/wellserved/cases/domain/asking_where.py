"""The matter that self-service spares customers to write about."""

ASKS_WHERE = "where-is-my-order"
"""The cause: it and all causes below it."""
RULE = "asks_where"
"""The rule of triage that suggests it."""
