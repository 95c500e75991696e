"""What may be done to the library: publish an edition of a tool."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rempart.kernel.actions import Run, creates
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.nameless import names_in
from rempart.learning.library.models import Tool
from rempart.learning.library.shelf import shelf


@creates(Tool, "tool.publish")
def publish_tool(
    run: Run,
    *,
    code: str,
    title_fr: str,
    title_en: str,
    text_fr: str,
    text_en: str,
    changed: str,
) -> Tool:
    """Publish an edition of a tool, for every post of the mission; earlier ones stay.

    Raises:
        BadInput: there is no such tool, nothing differs, or a person seems named.
    """
    held = shelf().get(code)
    if not held:
        message, remedy = _("is no tool of the library"), _("Choose one of the list.")
        raise BadInput(Problem(_("Tool"), code, message, remedy, "tool"))
    problems = names_in([(_("Text in French"), text_fr), (_("Text in English"), text_en)])
    if (held[0].text("fr"), held[0].text("en")) == (text_fr.strip(), text_en.strip()):
        message = _("says what the edition in force says")
        remedy = _("Change the text, or leave the edition in force.")
        problems.append(Problem(_("Text"), "", message, remedy, "same"))
    if problems:
        raise BadInput.of(problems)
    return Tool(
        code=code,
        edition=held[0].number + 1,
        title_fr=title_fr,
        title_en=title_en,
        text_fr=text_fr,
        text_en=text_en,
        changed=changed,
    )
