"""Pages of the workspace: parse, one call, render."""
