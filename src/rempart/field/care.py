"""Doing no harm: the questions asked before people are met, and names that must not be written.

What looks like a person's name or number is refused, not stored: a notebook that is seized must
give nobody away. The check is coarse: it knows titles, numbers and addresses, not names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import Problem, Text

QUESTIONS: dict[str, str | Promise] = {
    "seen": _("Who may be seen with us, and by whom?"),
    "retaliation": _("Who could suffer for it afterwards?"),
    "promises": _("What must we not promise?"),
    "measures": _("What do we do about it?"),
}
"""The check of every visit, in the order in which it is asked."""

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


def unanswered(answers: Mapping[str, str]) -> list[str | Promise]:
    """The questions of the check that nobody has answered yet."""
    return [question for code, question in QUESTIONS.items() if not answers.get(code, "").strip()]


def lacking_care(row: Any) -> Problem | None:
    """The guard of a step that needs the whole check: the first question without an answer."""
    open_questions = unanswered(row.do_no_harm)
    if not open_questions:
        return None
    return Problem(
        _("Do no harm"),
        None,
        _("the check is not complete"),
        open_questions[0],
        "do-no-harm",
    )
