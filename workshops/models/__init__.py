"""Workshops, people, registrations, attendance, certificates, mail; the question bank, surveys, answers."""

from evaluations.models.questions import BankItem, SurveyItem
from evaluations.models.responses import (
    PaperEntry,
    PaperForm,
    PersonalSecret,
    Response,
    ResponseText,
    SealedPlan,
    SurveyKey,
)
from evaluations.models.results import (
    EvaluationReport,
    PolicyLead,
    PreparedResults,
    TextCoding,
    TextTheme,
)
from evaluations.models.surveys import Invitation, OutcomeInterview, Survey, SurveyRound
from workshops.models.answers import Answer, Question
from workshops.models.nominations import FocalPoint, Nomination
from workshops.models.people import Details, Stakeholder, group_of
from workshops.models.proceedings import Attendance, AttendanceChange, Certificate, Mail
from workshops.models.programme import Material, Session
from workshops.models.registrations import Draft, Move, Registration
from workshops.models.roles import WorkshopEvent, WorkshopRole
from workshops.models.travel import (
    Passport,
    PassportReading,
    SideMove,
    TravelRequest,
    VisaCase,
    VisaLetter,
)
from workshops.models.workshops import GroupQuota, Workshop

__all__ = [
    "Answer",
    "Attendance",
    "AttendanceChange",
    "BankItem",
    "Certificate",
    "Details",
    "Draft",
    "EvaluationReport",
    "FocalPoint",
    "GroupQuota",
    "Invitation",
    "Mail",
    "Material",
    "Move",
    "Nomination",
    "OutcomeInterview",
    "PaperEntry",
    "PaperForm",
    "Passport",
    "PassportReading",
    "PersonalSecret",
    "PolicyLead",
    "PreparedResults",
    "Question",
    "Registration",
    "Response",
    "ResponseText",
    "SealedPlan",
    "Session",
    "SideMove",
    "Stakeholder",
    "Survey",
    "SurveyItem",
    "SurveyKey",
    "SurveyRound",
    "TextCoding",
    "TextTheme",
    "TravelRequest",
    "VisaCase",
    "VisaLetter",
    "Workshop",
    "WorkshopEvent",
    "WorkshopRole",
    "group_of",
]
