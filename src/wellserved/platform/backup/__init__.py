"""A backup is one file: a manifest and PostgreSQL's own dump. The lake is not in it: it can be made again."""
