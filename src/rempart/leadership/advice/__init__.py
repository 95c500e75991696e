"""Advice notes: what the adviser recommends, what is decided and why, and what came of it."""
