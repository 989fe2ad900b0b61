"""The register's places in workshops: what is held of whom, what for, how long (setting PERSONAL_DATA)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.personal_data import Place, Term, days_after, delete_rows, emptied, until
from workshops.models import (
    AccessCode,
    AddressChange,
    Answer,
    Attendance,
    Certificate,
    CertificatePack,
    Draft,
    FocalPoint,
    Mail,
    Nomination,
    Passport,
    PassportReading,
    Registration,
    RegistrationChange,
    RetentionPeriod,
    ScanRefusal,
    SideStatusChange,
    Speaker,
    StatusChange,
    TravelRequest,
    VisaCase,
    VisaLetter,
    WebhookDelivery,
)
from workshops.selectors import retention as periods
from workshops.services import certificate_packs, erasure, registrations, webhooks
from workshops.services import personal_data as data
from workshops.services.personal_data import ERASED, NAMES, SOON
from workshops.states import RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from core.personal_data import Person

PARTICIPANTS = _("participants")
SPEAKERS = _("speakers, chairs and moderators")
NOMINEES = _("people whom a government puts forward")
DELETION = _("Deletion.")
EMPTYING = _("Emptying; country, gender, group and state stay for statistics.")
WORKSHOP = until(_("As long as the workshop is public."))
Data = RetentionPeriod.Data


@dataclass(frozen=True, slots=True)
class WorkshopTerm(Term):
    """A term that begins with the last day of a workshop, whose organisers may set another period.

    `path` leads from the rows to their workshop.
    """

    data: str = Data.NAMES
    path: str = "workshop"


def after_workshop(kind: str, path: str) -> WorkshopTerm:
    """So long after the workshop as data of a kind are held."""

    def words() -> str:
        days = periods.usual_days(kind)
        return ngettext(
            "%(days)s day after the last day of the workshop, or what its organisers set.",
            "%(days)s days after the last day of the workshop, or what its organisers set.",
            days,
        ) % {"days": days}

    def past(at: datetime) -> Q:
        ended = periods.past_term(kind, timezone.localdate(at)).values("pk")
        return Q(**{f"{path}__in": ended})

    return WorkshopTerm(words, past, kind, path)


def _after_saving(days: int) -> str:
    return ngettext(
        "%(days)s day after it was saved.", "%(days)s days after it was saved.", days
    ) % {"days": days}


def _after_delivery(days: int) -> str:
    return ngettext(
        "%(days)s day after it was written, once it was sent or given up.",
        "%(days)s days after it was written, once it was sent or given up.",
        days,
    ) % {"days": days}


def _after_making(days: int) -> str:
    return ngettext("%(days)s day after it was made.", "%(days)s days after it was made.", days) % {
        "days": days
    }


def _unconfirmed(days: int) -> str:
    return ngettext(
        "%(days)s day after it was sent, where the address is not confirmed.",
        "%(days)s days after it was sent, where the address is not confirmed.",
        days,
    ) % {"days": days}


OWN = after_workshop(Data.NAMES, "workshop")
OF_REGISTRATION = after_workshop(Data.NAMES, "registration__workshop")


def _of_person(
    model: Any,
    fields: tuple[str, ...],
    purpose: str | Promise,
    *,
    term: Term = OF_REGISTRATION,
    **more: Any,
) -> Place:
    """A table whose rows belong to a registration; they are deleted where `clear` does nothing else."""

    def find(person: Person) -> QuerySet[Any]:
        return data.rows_of(model, person)

    values: dict[str, Any] = {
        "whose": PARTICIPANTS,
        "term": term,
        "erasure": DELETION,
        "clear": delete_rows,
        "export": lambda person: data.own_rows(find(person)),
    }
    return Place(name=model._meta.label, fields=fields, purpose=purpose, find=find, **values | more)


def places() -> list[Place]:
    """In the order of erasure: first what others are found by is read, last what it is found by is emptied."""
    return [*_before_registrations(), *_registrations(), *_of_registrations(), *_public()]


def _before_registrations() -> list[Place]:
    return [
        Place(
            name=ScanRefusal._meta.label,
            fields=("code",),
            whose=PARTICIPANTS,
            purpose=_("Telling at the door why a code let nobody in."),
            term=after_workshop(Data.NEEDS, "session__workshop"),
            erasure=DELETION,
            find=data.refusals_of,
            clear=delete_rows,
            export=lambda person: data.own_rows(data.refusals_of(person)),
        ),
        Place(
            name=WebhookDelivery._meta.label,
            fields=("body",),
            whose=PARTICIPANTS,
            purpose=_(
                "Telling programs of organisers that a registration changed, by its number, without names."
            ),
            term=days_after("created_at", lambda: webhooks.LOG_DAYS, _after_delivery),
            erasure=DELETION,
            find=data.deliveries_of,
            clear=delete_rows,
            holding=~Q(state=WebhookDelivery.State.QUEUED),
            export=lambda person: data.own_rows(data.deliveries_of(person)),
        ),
        Place(
            name=FocalPoint._meta.label,
            fields=("name", "email"),
            whose=_("focal points of governments"),
            purpose=_("Asking governments for nominations, and telling them what became of them."),
            term=OWN,
            erasure=_("Emptying; the country and the authority stay, the link ends."),
            find=data.focal_points_of,
            clear=data.clear_focal_points,
            holding=~Q(email__endswith=ERASED),
            export=lambda person: data.own_rows(data.focal_points_of(person)),
        ),
    ]


def _registrations() -> list[Place]:
    label = Registration._meta.label
    return [
        Place(
            name=f"{label}: not confirmed",
            fields=("email",),
            whose=PARTICIPANTS,
            purpose=_("Holding a seat until the address is confirmed."),
            term=days_after("changed_at", lambda: registrations.UNCONFIRMED_DAYS, _unconfirmed),
            erasure=_("Deletion, with the letters."),
            clear=registrations.delete_unconfirmed,
            holding=Q(state=RegistrationState.UNCONFIRMED),
        ),
        Place(
            name=label,
            fields=(*NAMES, "email", "policy_roles", "code"),
            whose=PARTICIPANTS,
            purpose=_("Deciding on seats, writing to participants, badges and lists."),
            term=OWN,
            erasure=EMPTYING,
            find=lambda person: Registration.objects.filter(pk__in=person.registrations),
            clear=data.clear_registrations,
            purge=erasure.erase_rows,
            holding=Q(erased_at=None),
            export=data.registrations_held,
        ),
        Place(
            name=f"{label}: needs",
            fields=SOON,
            whose=PARTICIPANTS,
            purpose=_("Access, food and help in an emergency during the workshop."),
            term=after_workshop(Data.NEEDS, "workshop"),
            erasure=_("Emptying."),
            clear=emptied(**dict.fromkeys(SOON, "")),
            holding=~Q(**dict.fromkeys(SOON, "")),
        ),
        Place(
            name=f"{label}: consent to be asked again",
            fields=("consent_contact",),
            whose=PARTICIPANTS,
            purpose=_("The follow-up of the evaluation."),
            term=after_workshop(Data.CONTACT, "workshop"),
            erasure=_("Emptying."),
            clear=emptied(consent_contact=False),
            holding=Q(consent_contact=True),
        ),
        Place(
            name=f"{label}: consent to be listed",
            fields=("listed",),
            whose=PARTICIPANTS,
            purpose=_("Lists of participants, for those who choose to stand there."),
            term=Term(
                lambda: _("A year after the last day of the workshop."),
                lambda at: Q(listed_until__lt=timezone.localdate(at)),
            ),
            erasure=_("Emptying."),
            clear=emptied(listed=Registration.Listed.NOBODY, listed_until=None),
        ),
        # By nominations and drafts letters are found, so letters come before them.
        Place(
            name=Mail._meta.label,
            fields=("to", "subject", "body", "problem"),
            whose=_("participants, focal points and whoever began a registration"),
            purpose=_("Sending letters once, and telling whether they arrived."),
            term=OWN,
            erasure=DELETION,
            find=data.mails_of,
            clear=delete_rows,
            export=lambda person: data.own_rows(data.mails_of(person)),
        ),
        Place(
            name=f"{Mail._meta.label}, moves and notes: names in them",
            fields=("subject", "body", "reason", "note"),
            whose=_("people named in what was written to or about others"),
            purpose=_("Telling what happened."),
            term=until(_("With the name of the person.")),
            erasure=_("The full name is taken out."),
            erase=data.erase_mentions,
        ),
        Place(
            name=Speaker._meta.label,
            fields=("name", "title", "organisation", "biographies", "photo"),
            whose=SPEAKERS,
            purpose=_("The public programme; biography and photo where the person agreed."),
            term=WORKSHOP,
            erasure=_("Deletion, with the roles in sessions and the photo."),
            erase=data.erase_speakers,
            export=lambda person: data.own_rows(data.speakers_of(person)),
            folder="speakers",
            column="workshops.Speaker.photo",
        ),
        Place(
            name=f"{Speaker._meta.label}: address",
            fields=("email",),
            whose=SPEAKERS,
            purpose=_("Asking speakers, and telling them of changes."),
            term=OWN,
            erasure=_("Emptying; the link ends."),
            clear=data.clear_speakers,
            holding=~Q(email=""),
        ),
        Place(
            name=Draft._meta.label,
            fields=("email", "written"),
            whose=_("people who began a registration"),
            purpose=_("Going on with a registration later."),
            term=days_after("saved_at", lambda: settings.RETENTION_DRAFT_DAYS, _after_saving),
            erasure=DELETION,
            find=data.drafts_of,
            clear=delete_rows,
            export=lambda person: data.own_rows(data.drafts_of(person)),
        ),
        Place(
            name=Nomination._meta.label,
            fields=(
                *NAMES,
                "email",
                "policy_roles",
                "endorsement",
                "reference",
                "reason",
                "note_filename",
            ),
            whose=NOMINEES,
            purpose=_("Deciding on whom a government puts forward; the note verbale proves it."),
            term=OWN,
            erasure=EMPTYING,
            find=data.nominations_of,
            clear=data.clear_nominations,
            purge=data.purge_nominations,
            holding=~Q(email=f"erased{ERASED}"),
            export=lambda person: data.own_rows(data.nominations_of(person)),
            folder="notes",
            column="workshops.Nomination.note_stored",
        ),
    ]


def _of_registrations() -> list[Place]:
    return [
        _of_person(
            Answer,
            ("value",),
            _("What the organisers ask of participants besides."),
            clear=data.clear_answers,
            holding=data.WRITTEN,
            export=lambda person: [
                {"question": str(answer.question), "answer": answer.value}
                for answer in data.rows_of(Answer, person).select_related("question").order_by("pk")
            ],
            erasure=_("Deletion of texts and files; chosen answers not called personal stay."),
            folder="answers",
            column="workshops.Answer.stored",
        ),
        _of_person(RegistrationChange, ("old", "new"), _("The trail of corrections.")),
        _of_person(AddressChange, ("email",), _("Confirming a new address.")),
        _of_person(AccessCode, ("sent_at",), _("Proving who reads the letters.")),
        _of_person(
            StatusChange,
            ("reason",),
            _("Telling who decided what and why."),
            clear=emptied(reason=""),
            holding=~Q(reason=""),
            erasure=_("Emptying of reasons."),
        ),
        _of_person(
            SideStatusChange,
            ("reason",),
            _("Telling what was decided on travel and visas."),
            clear=emptied(reason=""),
            holding=~Q(reason=""),
            erasure=_("Emptying of reasons."),
        ),
        _of_person(
            TravelRequest,
            ("departure_city", "wishes", "flights", "hotel", "dsa_reference", "reason"),
            _("Tickets, hotels and daily subsistence."),
        ),
        _of_person(
            Passport,
            ("sealed",),
            _("Letters to embassies; sealed with a key that is not in the database."),
            term=after_workshop(Data.PASSPORT, "registration__workshop"),
        ),
        _of_person(
            PassportReading,
            ("purpose",),
            _("Telling who read passport data and why."),
            clear=emptied(purpose=""),
            holding=~Q(purpose=""),
            erasure=_("Emptying of purposes; who read when stays."),
        ),
        _of_person(VisaCase, ("state",), _("Following visas.")),
        _of_person(VisaLetter, ("number",), _("Telling which letters to embassies count.")),
        _of_person(
            Attendance,
            ("minutes", "came_at"),
            _("Hours on certificates, and statistics."),
            clear=None,
            export=data.attendance_held,
            erasure=_("None: without the registration's name it is of nobody."),
        ),
        _of_person(
            Certificate,
            ("printed_name", "revoked_reason", "credential"),
            _("Proof of attendance that anybody can check."),
            clear=data.clear_certificates,
            holding=~Q(printed_name="", stored="", revoked_reason="", credential=""),
            erasure=_("Emptying of the name, deletion of the PDF; the serial stays checkable."),
            folder="certificates",
            column="workshops.Certificate.stored",
        ),
        Place(
            name=CertificatePack._meta.label,
            fields=("stored",),
            whose=PARTICIPANTS,
            purpose=_("Handing all certificates of a workshop to its organisers."),
            term=days_after("made_at", lambda: certificate_packs.RETENTION_DAYS, _after_making),
            erasure=_("Deletion; the file is made again when it is asked for."),
            find=data.packs_of,
            clear=data.delete_packs,
            folder="certificate-packs",
            column="workshops.CertificatePack.stored",
        ),
    ]


def _public() -> list[Place]:
    """What organisers publish, or what tells who among them did what."""
    return [
        Place(
            name="workshops.Material",
            fields=("title", "filename"),
            whose=_("speakers"),
            purpose=_("Documents of the programme."),
            term=WORKSHOP,
            erasure=_("An organiser, who deletes the document."),
            folder="materials",
            column="workshops.Material.stored",
        ),
        Place(
            name="workshops.Workshop",
            fields=("contact_name", "contact_email", "signatory", "second_signatory"),
            whose=_("organisers"),
            purpose=_("Whom participants can ask, and who signs."),
            term=WORKSHOP,
            erasure=_("An organiser, who edits the workshop."),
        ),
        Place(
            name="workshops.DocumentLayout",
            fields=("signatory_title", "second_signatory_title"),
            whose=_("organisers"),
            purpose=_("Who signs certificates as what."),
            term=until(_("As long as the workshop.")),
            erasure=_("An organiser, who edits the layout."),
        ),
        Place(
            name="workshops.LayoutPicture",
            fields=("png",),
            whose=_("organisers"),
            purpose=_("Emblems, and signatures of who signs certificates."),
            term=until(_("As long as the workshop.")),
            erasure=_("An organiser, who removes the picture."),
        ),
        Place(
            name="workshops.WorkshopEvent",
            fields=("action", "note"),
            whose=_("organisers"),
            purpose=_("Telling who changed what."),
            term=until(_("As long as the workshop.")),
            erasure=_("Names of participants are taken out with the person."),
        ),
    ]
