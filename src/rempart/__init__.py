"""Rempart: the working system of a peace operation's Protection of Civilians unit."""
