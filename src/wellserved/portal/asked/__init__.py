"""Answering: one screen a page, on any phone, without a script. Styles stand in the page, so nothing else is fetched."""
