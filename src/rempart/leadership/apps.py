from django.apps import AppConfig


class LeadershipConfig(AppConfig):
    name = "rempart.leadership"
    label = "leadership"

    def ready(self) -> None:
        from rempart.leadership.advice import joining as advice
        from rempart.leadership.briefs import joining as briefs
        from rempart.leadership.meetings import joining as meetings
        from rempart.leadership.releases import joining as releases
        from rempart.leadership.strategy import joining as strategy

        for part in (advice, briefs, meetings, releases, strategy):
            part.join()
