from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadershipConfig(AppConfig):
    name = "rempart.leadership"
    label = "leadership"

    def ready(self) -> None:
        from rempart.kernel import links
        from rempart.kernel.navigation import Place, daily, places
        from rempart.leadership.advice import notices as advice
        from rempart.leadership.advice import presenting as notes
        from rempart.leadership.advice.models import AdviceNote
        from rempart.leadership.releases import notices, presenting
        from rempart.plans.origins import Origin, by_reference, origins

        links.ends.add("advice", notes.note_ends)
        origins.add("advice", Origin(by_reference(AdviceNote)))
        daily.add("advice", advice.decisions_wait)
        places.add("notes", Place("decide", _("Advice notes"), "leadership:notes", "advice", 20))
        links.ends.add("submission", presenting.submission_ends)
        links.ends.add("release", presenting.release_ends)
        daily.add("releases", notices.releases_wait)
        daily.add("released", notices.released_to_me)
        daily.add("submissions", notices.submissions_wait)
        for phase, view, label, kind, position in (
            ("listen", "inbox", _("Sent in by partners"), "submission", 70),
            ("decide", "releases", _("Releases to partners"), "release", 60),
            ("decide", "received", _("Released to you"), "released", 65),
        ):
            places.add(view, Place(phase, label, f"leadership:{view}", kind, position))
