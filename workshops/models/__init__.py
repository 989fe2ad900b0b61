"""Workshops, people, registrations, attendance, certificates, mail."""

from workshops.models.answers import Answer, Question
from workshops.models.changes import AddressChange, RegistrationChange
from workshops.models.credentials import CertificatePack, SigningKey
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
from workshops.models.programme import Material, RemovedSession, Session
from workshops.models.registrations import Draft, Registration, StatusChange
from workshops.models.roles import WorkshopEvent, WorkshopRole
from workshops.models.travel import (
    Passport,
    PassportReading,
    SideStatusChange,
    TravelRequest,
    VisaCase,
    VisaLetter,
)
from workshops.models.webhooks import Webhook, WebhookDelivery
from workshops.models.workshops import GroupQuota, Workshop, WorkshopCode

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
    "Passport",
    "PassportReading",
    "PrivacyNotice",
    "Question",
    "Registration",
    "RegistrationChange",
    "RemovedSession",
    "ScanRefusal",
    "ScheduledLetter",
    "Session",
    "SideStatusChange",
    "SigningKey",
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
