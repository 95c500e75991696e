"""The web door: shell, sign-in, static files. No rule lives here."""
