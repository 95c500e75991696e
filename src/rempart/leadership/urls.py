"""The addresses of the strategy, advice, meetings, briefs and releases."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from rempart.leadership.advice.urls import urlpatterns as advice
from rempart.leadership.briefs.urls import urlpatterns as briefs
from rempart.leadership.meetings.urls import urlpatterns as meetings
from rempart.leadership.releases.urls import urlpatterns as releases
from rempart.leadership.strategy.urls import urlpatterns as strategy

app_name = "leadership"
urlpatterns: list[URLPattern | URLResolver] = [
    *advice,
    *briefs,
    *meetings,
    *releases,
    *strategy,
]
