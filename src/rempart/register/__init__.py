"""Sources, reports, alerts, incidents and the harm they record."""
