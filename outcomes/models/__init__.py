"""Tables of outcomes."""

from outcomes.models.bundles import ReportBundle
from outcomes.models.changes import PolicyChange
from outcomes.models.claims import Claim, Statement
from outcomes.models.contributions import Contribution, Substantiation
from outcomes.models.evidence import Evidence, Step
from outcomes.models.framework import (
    Accomplishment,
    AchievementIndicator,
    FrameworkVersion,
    Period,
    Project,
    Target,
)
from outcomes.models.people import OutcomeEvent, OutcomeRole
from outcomes.models.planning import NeedWeight
from outcomes.models.publishing import IatiProfile
from outcomes.models.reports import Actual, ReportText, StatusReport

__all__ = [
    "Accomplishment",
    "AchievementIndicator",
    "Actual",
    "Claim",
    "Contribution",
    "Evidence",
    "FrameworkVersion",
    "IatiProfile",
    "NeedWeight",
    "OutcomeEvent",
    "OutcomeRole",
    "Period",
    "PolicyChange",
    "Project",
    "ReportBundle",
    "ReportText",
    "Statement",
    "StatusReport",
    "Step",
    "Substantiation",
    "Target",
]
