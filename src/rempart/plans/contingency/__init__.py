"""Contingency plans: what would be done if, watched by triggers, run by posts, exercised."""
