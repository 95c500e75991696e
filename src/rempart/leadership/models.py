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

__all__ = [
    "AdviceNote",
    "AdviceNoteVersion",
    "Brief",
    "BriefApproval",
    "BriefVersion",
    "Edition",
    "Meeting",
    "MeetingVersion",
    "Release",
    "ReleaseVersion",
    "Released",
    "Submission",
    "SubmissionVersion",
]
