"""Staff's pages of why customers complain, what was mended, and who is told."""
