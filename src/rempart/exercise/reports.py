"""What is told in the exercise: coded sources, one attack told three ways, one identity opened."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from rempart.exercise.stage import EXPERT, Stage
from rempart.register.models import Report, Source
from rempart.register.reports import actions, sources
from rempart.register.reports.reading import figure

_FIGURES = ("killed", "injured", "displaced")


def play(stage: Stage) -> None:
    """Register the sources, take in what they tell, tie the three tellings of one attack."""
    path = stage.profile.folder / "exercise" / "reports.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if told.get("office") in stage.offices:
        _Told(stage, told).play()


@dataclass
class _Told:
    """The part as it is played: what was registered and told so far, by key."""

    stage: Stage
    script: dict[str, Any]
    known: dict[str, Source] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)

    def play(self) -> None:
        """All of it, in the order in which it happens."""
        for number, one in enumerate(self.script["sources"]):
            self._register(one, number)
        listed = self.script["reports"]
        for one in sorted(listed, key=lambda r: (-r["days_before"], r["hour"])):
            self._tell(one)
        self._tie()
        self._open()

    @property
    def office(self) -> str:
        """The office in which it is played."""
        return str(self.script["office"])

    def _register(self, one: dict[str, Any], number: int) -> None:
        with self.stage.scene(one["kept_by"], self.office, self.stage.days_before(40, 9 + number)):
            row = sources.register_source(
                said={
                    "type": one["type"], "reliability": one["reliability"],
                    "consent": one["consent"], "protected": one.get("protected", False),
                }
            )  # fmt: skip
            self.known[one["key"]] = row
            if one.get("sealed"):
                sources.keep_identity(source=row, text=self.script["identity"])

    def _tell(self, one: dict[str, Any]) -> None:
        event = self.script["event"].get(one.get("event", ""), {}) | one
        day = self.stage.until - timedelta(days=self._happened(one))
        figures = [figure(kind, one[kind]) for kind in _FIGURES if kind in one]
        origin = self.reports.get(one.get("origin", ""))
        moment = self.stage.days_before(one["days_before"], one["hour"])
        with self.stage.scene(one["by"], self.office, moment):
            row = actions.record_report(
                told={
                    "told": one["told"], "source": self.known.get(one.get("source", "")),
                    "reliability": one.get("reliability", ""), "credibility": one["credibility"],
                    "starts_on": day, "area": event.get("area", ""), "place": event["place"],
                    "point_precision": "near", "threat_type": event["kind"],
                    "perpetrator": self._perpetrator(one), "figures": figures,
                    "handling": one.get("handling", "mission"),
                    "origin": origin.reference if origin else "",
                    "language": one.get("language", "fr"),
                }
            )  # fmt: skip
        self.reports[one.get("key", row.reference)] = row

    def _happened(self, one: dict[str, Any]) -> int:
        event = self.script["event"].get(one.get("event", ""))
        days: int = event["days_before"] if event else one["days_before"] + 1
        return days

    def _perpetrator(self, one: dict[str, Any]) -> str:
        return str(self.script["event"].get(one.get("event", ""), {}).get("by", "unidentified"))

    def _tie(self) -> None:
        """Open the incident of the first telling that the expert trusts, and tie the others."""
        with self.stage.scene(EXPERT, self.office, self.stage.days_before(7, 10)):
            row = actions.incident_of(Report.objects.get(pk=self.reports["four"].pk))
            for key in ("six", "several"):
                actions.link_report(target=self.reports[key].pk, to=row)

    def _open(self) -> None:
        """One identity is opened: the head of the unit finds it in "my day"."""
        keeper = next(one for one in self.script["sources"] if one.get("sealed"))
        moment = self.stage.days_before(2, 15)
        with self.stage.scene(keeper["kept_by"], self.office, moment):
            sources.open_identity(
                source=self.known[keeper["key"]], reason=self.script["opened_why"]
            )
