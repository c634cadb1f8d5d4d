"""Which problems a call may answer with; each set stands in the schema of the calls that have it."""

READS = frozenset({401, 403, 422})
FINDS = READS | {404}
WRITES = frozenset({400, 401, 403, 413, 415, 422})
