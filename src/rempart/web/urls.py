"""Every address of the pages. Rooms bring theirs; the web door names the house's own."""

from __future__ import annotations

from django.urls import include, path

from rempart.web import components, search, views, watching

handler400 = "rempart.web.pages.bad_request"
handler403 = "rempart.web.pages.not_there"
handler404 = "rempart.web.pages.not_there"
handler500 = "rempart.web.pages.broken"

house = [
    path("", views.home, name="home"),
    path("connexion/", views.SignIn.as_view(), name="sign-in"),
    path("exercice/entrer/", views.play, name="play"),
    path("quitter/", views.SignOut.as_view(), name="sign-out"),
    path("recherche/", search.search, name="search"),
    path("langue/", views.language, name="language"),
    path("poste/", views.post, name="post"),
    path("bureau/", views.office, name="office"),
    path("recus/", views.receipts, name="receipts"),
    path("composants/", components.components, name="components"),
    path("affichage/", views.display, name="display"),
    path("compte/<str:token>/", views.account, name="account"),
    path("healthz", views.health, name="health"),
    path("metrics", watching.metrics, name="metrics"),
]

urlpatterns = [
    path("", include((house, "web"))),
    path("incidents/", include("rempart.register.urls")),
    path("alertes/", include("rempart.register.alerts.urls")),
    path("comptages/", include("rempart.register.counts.urls")),
    path("doublons/", include("rempart.register.duplicates.urls")),
    path("sites/", include("rempart.register.sites.urls")),
    path("zones/", include("rempart.register.sites.area_urls")),
    path("", include("rempart.register.reports.urls")),
    path("perspectives/", include("rempart.outlook.urls")),
    path("sorties/", include("rempart.exchange.urls")),
    path("", include("rempart.threats.urls")),
    path("plans-urgence/", include("rempart.plans.contingency.urls")),
    path("crises/", include("rempart.plans.crises.urls")),
    path("", include("rempart.plans.urls")),
    path("", include("rempart.field.urls")),
    path("", include("rempart.leadership.urls")),
    path("", include("rempart.learning.urls")),
    path("", include("rempart.people.urls")),
]
