"""Rempart: the working system of a peace operation's Protection of Civilians unit."""

__version__ = "0.1.0"
"""The version that pyproject.toml names; kept with every issued forecast."""
