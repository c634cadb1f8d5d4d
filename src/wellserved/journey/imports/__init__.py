"""An organisation's own records, read as moments: a mapping in TOML says how."""
