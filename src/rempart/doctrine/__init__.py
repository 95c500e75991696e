"""The mission profile: vocabularies, roles, scales and sign-off chains, as data."""
