"""Alerts: what is warned of, who decides what about it by when, and what it came to."""
