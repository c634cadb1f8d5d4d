"""Maps as files: JSON, CSV, Mermaid, SVG, PNG, PDF. Entered through wellserved.journey.services."""
