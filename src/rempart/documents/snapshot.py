"""The snapshot of a document: canonical JSON, and the hash that is printed in its foot."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_json(value: Any) -> bytes:
    """`value` as JSON in natural order, without spaces, in UTF-8: the same for the same content.

    Raises:
        TypeError: something in it is neither text, number, list nor mapping.
        ValueError: a figure is not finite.
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def content_hash(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal; keys are sorted first."""
    ordered = json.loads(canonical_json(value))
    text = json.dumps(ordered, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
