"""The addresses of the judgement ledger, trainings, reviews, the library and handovers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from rempart.learning import views
from rempart.learning.handover.urls import urlpatterns as handovers
from rempart.learning.library.urls import urlpatterns as library
from rempart.learning.reviews.urls import urlpatterns as reviews
from rempart.learning.trainings.urls import urlpatterns as trainings

app_name = "learning"
urlpatterns: list[URLPattern | URLResolver] = [
    path("jugements/", views.ledger, name="ledger"),
    path("jugements/<str:office>/<str:month>/", views.month, name="month"),
    *trainings,
    *reviews,
    *library,
    *handovers,
]
