"""Notices to customers: subscribing to them, wording them, handing them over."""
