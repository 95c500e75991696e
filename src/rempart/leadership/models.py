"""The tables of the room, each kept beside what is done with it."""

from __future__ import annotations

from rempart.leadership.advice.models import AdviceNote, AdviceNoteVersion
from rempart.leadership.briefs.models import Brief, BriefApproval, BriefVersion, Edition
from rempart.leadership.meetings.models import Meeting, MeetingVersion
from rempart.leadership.releases.models import (
    Release,
    Released,
    ReleaseVersion,
    Submission,
    SubmissionVersion,
)
from rempart.leadership.strategy.models import (
    Consultation,
    ConsultationVersion,
    Indicator,
    IndicatorVersion,
    Objective,
    ObjectiveVersion,
    Progress,
    ProgressVersion,
    Reading,
    Strategy,
    StrategyVersion,
)

__all__ = [
    "AdviceNote",
    "AdviceNoteVersion",
    "Brief",
    "BriefApproval",
    "BriefVersion",
    "Consultation",
    "ConsultationVersion",
    "Edition",
    "Indicator",
    "IndicatorVersion",
    "Meeting",
    "MeetingVersion",
    "Objective",
    "ObjectiveVersion",
    "Progress",
    "ProgressVersion",
    "Reading",
    "Release",
    "ReleaseVersion",
    "Released",
    "Strategy",
    "StrategyVersion",
    "Submission",
    "SubmissionVersion",
]
