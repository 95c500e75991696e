"""What this package raises: one error a person can act on, in French or in English."""

from __future__ import annotations

from rempart.foresight.messages import MESSAGES, Language


class ForesightError(Exception):
    """Something given cannot be used: where, what stood there, why, and what mends it.

    `key` names a text of `rempart.foresight.messages`; `params` fill its blanks.
    """

    def __init__(self, place: str, value: object, key: str, **params: object) -> None:
        super().__init__(place, value, key, params)
        self.place = place
        self.value = value
        self.key = key
        self.params = params

    def render(self, language: Language = "fr") -> str:
        """The error on one line in `language`: place (value): reason. Remedy."""
        text = MESSAGES[self.key][language].format(**self.params)
        colon = "\u00a0:" if language == "fr" else ":"
        return f"{self.place} ({str(self.value)[:120]}){colon} {text}"

    def __str__(self) -> str:
        """The error in English, for logs and developers."""
        return self.render("en")

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process, parameters included."""
        return _rebuilt, (self.place, self.value, self.key, self.params)


def _rebuilt(place: str, value: object, key: str, params: dict[str, object]) -> ForesightError:
    return ForesightError(place, value, key, **params)
