"""The pages of measurement: what customers answered, with how each figure was computed one click away."""
