"""Sphinx: the four kinds of documentation, in Markdown."""

project = "Wellserved"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "Wellserved"
exclude_patterns = ["_build"]
myst_enable_extensions = ["deflist"]
