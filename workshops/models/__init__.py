"""Workshops and sessions, people, registrations and their moves, attendance, certificates, mail."""

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
    "Certificate",
    "Details",
    "FocalPoint",
    "GroupQuota",
    "Mail",
    "Move",
    "Nomination",
    "Passport",
    "PassportReading",
    "Question",
    "Registration",
    "Session",
    "Stakeholder",
    "TravelRequest",
    "Workshop",
    "WorkshopEvent",
    "WorkshopRole",
    "group_of",
]
