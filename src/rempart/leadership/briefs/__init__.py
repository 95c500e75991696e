"""Briefs: the mission's consolidation, the weekly brief, the quarterly input, the SRSG's page."""
