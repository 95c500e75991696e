"""Handover of a post by who leaves it, and what who arrives should read first."""
