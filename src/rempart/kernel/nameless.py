"""Names that must not be written: what looks like a person's name or number is refused, not stored.

A notebook that is seized must give nobody away. The check is coarse: it knows titles, numbers and
addresses, not names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import Problem, Text

_TITLE = (
    r"\b(?:M\.|Mme|Mlle|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Monsieur|Madame|El[ -]Hadj[i]?|[Cc]olonel"
    r"|[Cc]apitaine|[Cc]aptain|[Ll]ieutenant|[Ii]mam|[Mm]arabout|[Nn]ommée?|[Nn]amed)"
    r"[ \u00a0]+[A-ZÀÂÄÉÈÊËÎÏÔÖÙÛÜÇ][\w’'-]+"
)
_NUMBER = r"(?:\+|\b00)?\d{2,3}(?:[ .-]?\d{2}){3,4}\b"
_ADDRESS = r"[\w.+-]+@[\w-]+\.\w+"
_PERSONAL = re.compile(rf"{_TITLE}|{_NUMBER}|{_ADDRESS}")


def personal(text: str) -> list[str]:
    """What in a text looks like a person's name after a title, a telephone or an address."""
    return [found.group() for found in _PERSONAL.finditer(text)]


def names_in(texts: Iterable[tuple[Text, str]]) -> list[Problem]:
    """A problem for each text, given with its place, that seems to name or reach a person."""
    return [
        Problem(
            place,
            ", ".join(found),
            _("reads like a person’s name or number"),
            _("Say a category instead: a leader, a herder, an elected woman."),
            "personal",
        )
        for place, text in texts
        if (found := personal(text))
    ]
