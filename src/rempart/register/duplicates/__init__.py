"""Incidents that several people told of one event: found, looked at side by side, merged, parted."""
