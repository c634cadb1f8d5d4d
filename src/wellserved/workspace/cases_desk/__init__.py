"""Staff's pages of cases: the list, one case, what is done to them."""
