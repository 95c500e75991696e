"""Doing no harm: the questions asked before people are met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import Problem

QUESTIONS: dict[str, str | Promise] = {
    "seen": _("Who may be seen with us, and by whom?"),
    "retaliation": _("Who could suffer for it afterwards?"),
    "promises": _("What must we not promise?"),
    "measures": _("What do we do about it?"),
}
"""The check of every visit, in the order in which it is asked."""


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
