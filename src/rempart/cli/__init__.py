"""The operator's door. No rule lives here."""
