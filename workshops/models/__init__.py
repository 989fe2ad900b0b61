"""Workshops, people, speakers, registrations, attendance, certificates, mail."""

from workshops.models.answers import Answer, Question
from workshops.models.changes import AddressChange, RegistrationChange
from workshops.models.credentials import CertificatePack
from workshops.models.layouts import DocumentLayout, LayoutPicture
from workshops.models.letters import AccessCode, LetterText, Mail, ScheduledLetter
from workshops.models.nominations import FocalPoint, Nomination
from workshops.models.notices import PrivacyNotice
from workshops.models.people import Details, Stakeholder, group_of
from workshops.models.proceedings import (
    Attendance,
    AttendanceChange,
    AttendanceInterval,
    Certificate,
    ScanRefusal,
)
from workshops.models.programme import Material, ProgrammeAnnouncement, RemovedSession, Session
from workshops.models.registrations import Draft, Registration, StatusChange
from workshops.models.retention import RetentionPeriod
from workshops.models.roles import WorkshopEvent, WorkshopRole
from workshops.models.speakers import SessionRole, Speaker
from workshops.models.travel import (
    Passport,
    PassportReading,
    SideStatusChange,
    TravelRequest,
    VisaCase,
    VisaLetter,
)
from workshops.models.webhooks import Webhook, WebhookDelivery
from workshops.models.workshops import GroupQuota, ParticipantKind, Workshop, WorkshopCode

__all__ = [
    "AccessCode",
    "AddressChange",
    "Answer",
    "Attendance",
    "AttendanceChange",
    "AttendanceInterval",
    "Certificate",
    "CertificatePack",
    "Details",
    "DocumentLayout",
    "Draft",
    "FocalPoint",
    "GroupQuota",
    "LayoutPicture",
    "LetterText",
    "Mail",
    "Material",
    "Nomination",
    "ParticipantKind",
    "Passport",
    "PassportReading",
    "PrivacyNotice",
    "ProgrammeAnnouncement",
    "Question",
    "Registration",
    "RegistrationChange",
    "RemovedSession",
    "RetentionPeriod",
    "ScanRefusal",
    "ScheduledLetter",
    "Session",
    "SessionRole",
    "SideStatusChange",
    "Speaker",
    "Stakeholder",
    "StatusChange",
    "TravelRequest",
    "VisaCase",
    "VisaLetter",
    "Webhook",
    "WebhookDelivery",
    "Workshop",
    "WorkshopCode",
    "WorkshopEvent",
    "WorkshopRole",
    "group_of",
]
