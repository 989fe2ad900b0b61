"""Tables of outcomes."""

from outcomes.models.bundles import ReportBundle
from outcomes.models.changes import PolicyChange
from outcomes.models.claims import Claim, Statement
from outcomes.models.contributions import Contribution, Substantiation
from outcomes.models.evidence import Evidence, Step
from outcomes.models.finance import BudgetLine, Expenditure, ObjectClass, SupplementaryFunding
from outcomes.models.framework import (
    Accomplishment,
    AchievementIndicator,
    FrameworkVersion,
    Period,
    Project,
    Target,
)
from outcomes.models.iati import IatiProfile
from outcomes.models.people import OutcomeEvent, OutcomeRole
from outcomes.models.planning import NeedWeight
from outcomes.models.project_pages import (
    AgencyGroup,
    AgencyMember,
    ContextText,
    OfficialWording,
    ProjectPage,
    ProjectTheme,
)
from outcomes.models.registers import Extension, Lesson, Risk, RiskReview
from outcomes.models.reports import Actual, ReportText, StatusReport
from outcomes.models.work_plans import Activity, ManualActual

__all__ = [
    "Accomplishment",
    "AchievementIndicator",
    "Activity",
    "Actual",
    "AgencyGroup",
    "AgencyMember",
    "BudgetLine",
    "Claim",
    "ContextText",
    "Contribution",
    "Evidence",
    "Expenditure",
    "Extension",
    "FrameworkVersion",
    "IatiProfile",
    "Lesson",
    "ManualActual",
    "NeedWeight",
    "ObjectClass",
    "OfficialWording",
    "OutcomeEvent",
    "OutcomeRole",
    "Period",
    "PolicyChange",
    "Project",
    "ProjectPage",
    "ProjectTheme",
    "ReportBundle",
    "ReportText",
    "Risk",
    "RiskReview",
    "Statement",
    "StatusReport",
    "Step",
    "Substantiation",
    "SupplementaryFunding",
    "Target",
]
