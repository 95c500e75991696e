"""Incidents told of one event: found, looked at side by side, merged, told apart, parted."""
