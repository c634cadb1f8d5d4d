"""A made-up grocer to try Wellserved on: simulated from a seed, with planted gaps that the map must find."""
