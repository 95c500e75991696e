"""Honest forecasts of violence against civilians: a pure library, without Django."""
