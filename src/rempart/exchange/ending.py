"""What leaves for good: which alerts, identities and reports are done with since before a moment.

Each was last changed before it. How long they are kept after that is the profile's to say.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from rempart.kernel.history import version_model
from rempart.kernel.models import Guarded
from rempart.kernel.terms import Term, terms
from rempart.register.alerts.workflow import CLOSED
from rempart.register.models import Alert, Identity, Report


def alerts(before: datetime) -> QuerySet[Any]:
    """Closed alerts."""
    return _untouched(Alert, before).filter(state=CLOSED, received_at__lt=before)


def identities(before: datetime) -> QuerySet[Any]:
    """Identities of sources that tell no more."""
    return _untouched(Identity, before).filter(source__retired_on__lt=before.date())


def reports(before: datetime) -> QuerySet[Any]:
    """Reports, with the files that came along."""
    return _untouched(Report, before).filter(received_at__lt=before)


def _untouched(model: type[Guarded], before: datetime) -> QuerySet[Any]:
    lately = version_model(model).objects.filter(object_id=OuterRef("pk"), at__gte=before)
    return model.objects.filter(~Exists(lately), recorded_at__lt=before)


def register() -> None:
    """Tell the house what may be deleted."""
    terms.add("alert", Term(Alert, alerts))
    terms.add("identity", Term(Identity, identities))
    terms.add("report", Term(Report, reports))
