"""The second factor: six digits that change every 30 seconds (RFC 6238), and codes for its loss.

Required of everybody outside the exercise. The secret is derived under the instance's key from a
salt in the database: who takes the database alone can make no code.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from uuid import UUID

import pyotp
import segno
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.actions import Run, bulk
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.ids import ALPHABET
from rempart.kernel.keys import derived, keyed_hash
from rempart.kernel.models import Instance
from rempart.people.actions import enter
from rempart.people.models import SecondFactor, User

STEP = 30
"""Seconds for which a code is shown; the one before and the one after are taken as well."""

RECOVERY_CODES, RECOVERY_LENGTH = 10, 10


def required() -> bool:
    """Must everybody hold a second factor? Not in an exercise, whose facts are invented."""
    return not Instance.is_exercise()


def held(user: UUID) -> SecondFactor | None:
    """The second factor that a person has set up; None before."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()


def begun(user: UUID) -> SecondFactor:
    """The second factor that a person is setting up: the same until it is confirmed."""
    return SecondFactor.objects.get_or_create(user_id=user, defaults={"salt": _salt()})[0]


def secret(factor: SecondFactor) -> str:
    """The secret as a generator of codes takes it: base 32, 160 bits (RFC 4226 §4)."""
    return base64.b32encode(derived("second-factor", factor.salt)[:20]).decode()


def address(factor: SecondFactor) -> str:
    """The secret as an `otpauth:` address, which a telephone reads from a picture."""
    issuer = f"Rempart {profile().mission.short}"
    totp = pyotp.TOTP(secret(factor))
    return totp.provisioning_uri(name=factor.user.email, issuer_name=issuer)


def picture(text: str) -> str:
    """`text` as a QR code: SVG that stands in a page, black on white also in the dark."""
    drawn: str = segno.make(text, error="m", micro=False).svg_inline(scale=5, light="#fff")
    return drawn


@bulk("factor.set-up", "account", "own")
def set_up(run: Run, *, code: str) -> list[str]:
    """Confirm one's second factor by a first code; returns the recovery codes, once.

    Raises:
        BadInput: the code is not the one of this moment.
    """
    factor = _locked(run.author)
    if factor is None or factor.confirmed_at or not _takes(factor, _digits(code)):
        raise wrong_code()
    factor.confirmed_at = run.now
    codes = _fresh(factor)
    factor.save()
    enter(run, run.author, {"factor": True}, ["second_factor"])
    return codes


@bulk("factor.use", "account", "own")
def use(run: Run, *, code: str) -> None:
    """Take a code of the generator, or a recovery code, each of which works once.

    Raises:
        BadInput: it is neither.
    """
    factor = _locked(run.author)
    if factor is None or factor.confirmed_at is None:
        raise wrong_code()
    given = _digits(code)
    if _takes(factor, given):
        factor.save(update_fields=["last_step"])
        return
    digest = _digest(factor, given)
    if digest not in factor.recovery:
        raise wrong_code()
    factor.recovery.remove(digest)
    factor.save(update_fields=["recovery"])
    enter(run, run.author, {"left": len(factor.recovery)}, ["recovery_codes"])


@bulk("factor.renew-recovery", "account", "own")
def renew_recovery(run: Run) -> list[str]:
    """New recovery codes, which void the old ones; returned once."""
    factor = _locked(run.author)
    if factor is None or factor.confirmed_at is None:
        raise wrong_code()
    codes = _fresh(factor)
    factor.save(update_fields=["recovery"])
    enter(run, run.author, {"left": len(codes)}, ["recovery_codes"])
    return codes


def forget(user: UUID) -> None:
    """Void a person's second factor: they set up another one when they next come in.

    Their password goes with it, and every session: else who knows the password alone could set up
    a second factor of their own.
    """
    holder = User.objects.select_for_update().get(pk=user)
    holder.set_unusable_password()
    holder.save(update_fields=["password"])
    SecondFactor.objects.filter(user=user).update(
        salt=_salt(), confirmed_at=None, last_step=0, recovery=[]
    )


def wrong_code() -> BadInput:
    """The refusal of a code, which does not say why."""
    return BadInput(
        Problem(
            place=_("Code"),
            value="",
            message=_("this is not the code of this moment"),
            remedy=_("Wait for the next one and type its six digits; check the device’s clock."),
            code="second-factor",
        )
    )


def _salt() -> str:
    return secrets.token_urlsafe(24)


def _locked(user: UUID) -> SecondFactor | None:
    return SecondFactor.objects.select_for_update().filter(user=user).first()


def _digits(code: str) -> str:
    return "".join(code.upper().replace("-", "").split())


def _takes(factor: SecondFactor, code: str) -> bool:
    """Is it a code of this moment that was not used yet? Its place in time is kept."""
    totp, now = pyotp.TOTP(secret(factor), interval=STEP), int(clock.now().timestamp()) // STEP
    for step in (now - 1, now, now + 1):
        shown = totp.generate_otp(step)
        if step > factor.last_step and hmac.compare_digest(shown.encode(), code.encode()):
            factor.last_step = step
            return True
    return False


def _fresh(factor: SecondFactor) -> list[str]:
    codes = [
        "".join(secrets.choice(ALPHABET) for _place in range(RECOVERY_LENGTH))
        for _number in range(RECOVERY_CODES)
    ]
    factor.recovery = [_digest(factor, code) for code in codes]
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _digest(factor: SecondFactor, code: str) -> str:
    return keyed_hash(["recovery", str(factor.user_id), code])
