"""Staff's pages of where customers speak elsewhere."""
