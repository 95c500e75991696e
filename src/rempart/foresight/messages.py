"""What errors and commands say, in French and in English."""

from __future__ import annotations

from typing import Literal

Language = Literal["fr", "en"]

MESSAGES: dict[str, dict[Language, str]] = {}
