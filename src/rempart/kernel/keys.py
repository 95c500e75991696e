"""The key for sources and journal hashes: a file, held outside the database."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import Problem, Setup


def make_key(path: Path) -> None:
    """Write a fresh 256-bit key, readable by its owner only; an existing one is kept."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)))


@cache
def _key(path: Path) -> bytes:
    try:
        return base64.urlsafe_b64decode(path.read_bytes())
    except OSError as error:
        raise Setup(
            Problem(
                place=_("Key file"),
                value=path,
                message=_("cannot be read"),
                remedy=_("Set REMPART_KEY_FILE to the key of this instance, or restore the file."),
                code="no-key",
            )
        ) from error


def canonical(value: Any) -> bytes:
    """`value` as JSON that is the same for the same content: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        value, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def keyed_hash(value: Any) -> str:
    """HMAC-SHA256 of `value` under the instance's key, in hexadecimal: 64 characters.

    Keyed, so that a journal that leaves the house tells nothing to who would guess small values.

    Raises:
        Setup: the key file cannot be read.
    """
    return hmac.new(
        _key(Path(settings.REMPART_KEY_FILE)), canonical(value), hashlib.sha256
    ).hexdigest()


def derived(purpose: str, salt: str) -> bytes:
    """32 bytes that only this instance can make again from `salt`: a secret that is not stored.

    Raises:
        Setup: the key file cannot be read.
    """
    message = canonical([purpose, salt])
    return hmac.new(_key(Path(settings.REMPART_KEY_FILE)), message, hashlib.sha256).digest()
