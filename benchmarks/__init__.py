"""One module a figure: `python -m benchmarks.NAME` prints one JSON object as its last line."""
