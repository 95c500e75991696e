"""Crises: proposed by a trigger or a person, activated by a designated post, run to its lessons."""
