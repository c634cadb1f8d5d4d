"""Pages of the portal: parse, one call, render."""
