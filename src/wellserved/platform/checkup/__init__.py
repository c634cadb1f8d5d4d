"""What `wellserved doctor` looks at. Rooms add checks of their own through `registry.register`."""
