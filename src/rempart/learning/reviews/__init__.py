"""After-action reviews: what was planned, what happened, why, and what changes."""
