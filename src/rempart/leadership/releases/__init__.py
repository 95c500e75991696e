"""Releases to partners: what leaves the mission, withheld where it must be, and what comes back."""
