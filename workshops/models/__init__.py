"""Workshops, people, registrations, attendance, certificates, mail; the question bank, surveys, answers."""

from workshops.models.people import (
    Answer,
    Details,
    FocalPoint,
    Move,
    Nomination,
    Passport,
    PassportReading,
    Question,
    Registration,
    Stakeholder,
    TravelRequest,
    group_of,
)
from workshops.models.proceedings import Attendance, AttendanceChange, Certificate, Mail
from workshops.models.questions import BankItem, SurveyItem
from workshops.models.responses import (
    PaperEntry,
    PaperForm,
    PersonalSecret,
    Response,
    ResponseText,
    SealedPlan,
    SurveyKey,
)
from workshops.models.surveys import Invitation, OutcomeInterview, Survey, SurveyRound
from workshops.models.workshops import (
    GroupQuota,
    Session,
    Workshop,
    WorkshopEvent,
    WorkshopRole,
)

__all__ = [
    "Answer",
    "Attendance",
    "AttendanceChange",
    "BankItem",
    "Certificate",
    "Details",
    "FocalPoint",
    "GroupQuota",
    "Invitation",
    "Mail",
    "Move",
    "Nomination",
    "OutcomeInterview",
    "PaperEntry",
    "PaperForm",
    "Passport",
    "PassportReading",
    "PersonalSecret",
    "Question",
    "Registration",
    "Response",
    "ResponseText",
    "SealedPlan",
    "Session",
    "Stakeholder",
    "Survey",
    "SurveyItem",
    "SurveyKey",
    "SurveyRound",
    "TravelRequest",
    "Workshop",
    "WorkshopEvent",
    "WorkshopRole",
    "group_of",
]
