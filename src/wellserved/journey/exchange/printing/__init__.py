"""The whole map as one picture: SVG drawn by us, PNG and PDF set from it."""
