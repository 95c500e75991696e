"""In the field: round tables, engagements, integrated missions, and what was promised there."""
