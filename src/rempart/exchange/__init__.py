"""Formats out of the house: lists as CSV, XLSX and GeoJSON, streamed, counted and hashed."""
