"""What becomes of two incidents that may be one event: merged, found distinct, or parted again."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from rempart.kernel.workflow import Workflow, transition

WAITING, MERGED, DISTINCT = "waiting", "merged", "distinct"

TWINS = Workflow(
    kind="duplicate",
    initial=WAITING,
    labels={
        WAITING: pgettext_lazy("duplicates", "to be looked at"),
        MERGED: pgettext_lazy("duplicates", "merged"),
        DISTINCT: pgettext_lazy("duplicates", "two events"),
    },
    transitions=(
        transition("merge", f"{WAITING} {DISTINCT}", MERGED, "edit",
                   label=pgettext_lazy("duplicates", "Merge: one event"), needs_reason=True),
        transition("tell_apart", WAITING, DISTINCT, "edit",
                   label=pgettext_lazy("duplicates", "Not duplicates: two events"),
                   needs_reason=True),
        transition("unmerge", MERGED, WAITING, "edit",
                   label=pgettext_lazy("duplicates", "Take the merge back"), needs_reason=True),
        transition("reopen", DISTINCT, WAITING, "edit",
                   label=pgettext_lazy("duplicates", "Look again"), needs_reason=True),
    ),
)  # fmt: skip
