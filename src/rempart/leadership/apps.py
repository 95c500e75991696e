from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadershipConfig(AppConfig):
    name = "rempart.leadership"
    label = "leadership"

    def ready(self) -> None:
        from rempart.kernel import links
        from rempart.kernel.navigation import Place, daily, places
        from rempart.leadership.advice import joining as advice
        from rempart.leadership.meetings import joining as meetings
        from rempart.leadership.releases import notices, presenting

        advice.join()
        meetings.join()
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
