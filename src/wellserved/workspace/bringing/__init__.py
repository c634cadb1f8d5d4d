"""Files that staff bring: of scans, and of parcels to announce."""
