"""Every place of workshops that holds personal data: how it is found, given out and erased (setting PERSONAL_DATA)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core import personal_data
from core.mail.addresses import address_key
from core.personal_data import Person, Place
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
    Question,
    Registration,
    RegistrationChange,
    ScanRefusal,
    SideStatusChange,
    StatusChange,
    TravelRequest,
    VisaCase,
    VisaLetter,
    WebhookDelivery,
    WorkshopEvent,
)
from workshops.models.registrations import new_secret
from workshops.services import transitions, webhooks
from workshops.states import Actor, NominationState, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

ERASED = "@invalid.invalid"
"""What an address ends in that is no address any more."""
NAMES = (
    "title",
    "given",
    "family",
    "printed_name",
    "organisation",
    "unit",
    "position",
    "phone",
    "other_email",
)
SOON = ("access_needs", "diet", "emergency_contact")
SECRETS = {"secret", "search_key", "nonce", "sealed", "stored", "note_stored"}
"""Columns that a person's own file leaves out: they open something, or say where a file lies."""
CANCELLED = (
    RegistrationState.PENDING,
    RegistrationState.UNCONFIRMED,
    RegistrationState.RETURNED,
    RegistrationState.WAITLISTED,
    RegistrationState.ACCEPTED,
    RegistrationState.CONFIRMED,
)
UNDECIDED = (
    NominationState.DRAFT,
    NominationState.SUBMITTED,
    NominationState.REVIEW,
    NominationState.RETURNED,
    NominationState.RESERVE,
)
DECLINED = (RegistrationState.INVITED, RegistrationState.OFFERED)


def person_of(registration: Registration, *, everywhere: bool = False) -> Person:
    """Whom a registration is of: within its workshop, or with all that was done under the same address."""
    people: QuerySet[Any] = Registration.objects.filter(pk=registration.pk)
    address = address_key(registration.email)
    addresses = frozenset() if address.endswith(ERASED) else frozenset([address])
    if everywhere and addresses:
        people |= Registration.objects.filter(email__iexact=address)
    rows = list(people)
    person = Person(
        registrations=frozenset(row.pk for row in rows),
        addresses=addresses,
        workshop=None if everywhere else registration.workshop_id,
    )
    named = [*rows, *_nominations(person)]
    names = {name for row in named for name in (row.name, row.printed_name) if " " in name}
    names |= _former_names(rows)
    return Person(person.registrations, addresses, frozenset(names), person.workshop)


def _former_names(rows: Iterable[Registration]) -> set[str]:
    """Full names as they were before corrections."""
    changes = RegistrationChange.objects.filter(
        registration__in=rows, field__in=("given", "family", "printed_name")
    )
    names = set()
    for row in rows:
        old = {"given": {row.given}, "family": {row.family}, "printed_name": set()}
        for change in changes:
            if change.registration_id == row.pk:
                old[change.field].add(change.old)
        names |= {f"{given} {family}" for given in old["given"] for family in old["family"]}
        names |= old["printed_name"]
    return {name.strip() for name in names if " " in name.strip()}


def _addressed(person: Person, field: str) -> Q:
    """Rows whose address is the person's, in the workshop that is meant."""
    found = Q(pk__in=[])
    for address in person.addresses:
        found |= Q(**{f"{field}__iexact": address})
    return found & Q(workshop=person.workshop) if person.workshop else found


def _nominations(person: Person) -> QuerySet[Nomination]:
    own = Q(registration__in=person.registrations) | _addressed(person, "email")
    return Nomination.objects.filter(own).distinct()


def _of(model: Any, person: Person) -> QuerySet[Any]:
    return model._default_manager.filter(registration__in=person.registrations)


def _drafts(person: Person) -> QuerySet[Draft]:
    own = Q(registration__in=person.registrations) | _addressed(person, "email")
    return Draft.objects.filter(own)


def _focal_points(person: Person) -> QuerySet[FocalPoint]:
    """Being a focal point is another matter than the registration: only where everything is meant."""
    if person.workshop:
        return FocalPoint.objects.none()
    return FocalPoint.objects.filter(_addressed(person, "email"))


def _mails(person: Person) -> QuerySet[Mail]:
    """Letters to the person, and those to focal points about them."""
    to = _addressed(person, "to")
    if person.workshop:
        to &= Q(focal_point=None)
    own = Q(registration__in=person.registrations) | to
    return Mail.objects.filter(
        own | Q(nomination__in=_nominations(person)) | Q(draft__in=_drafts(person))
    )


def _refusals(person: Person) -> QuerySet[ScanRefusal]:
    found = Q(pk__in=[])
    rows = Registration.objects.filter(pk__in=person.registrations)
    for code, workshop in rows.values_list("code", "workshop"):
        found |= Q(code=code[-4:], session__workshop=workshop)
    return ScanRefusal.objects.filter(found)


def _deliveries(person: Person) -> QuerySet[WebhookDelivery]:
    found = Q(pk__in=[])
    for pk in person.registrations:
        # A number ends where the next member or the object ends, so 1 is not found in 12.
        found |= Q(body__contains=f'"registration":{pk},') | Q(
            body__contains=f'"registration":{pk}}}'
        )
    return WebhookDelivery.objects.filter(found)


def _rows(queryset: QuerySet[Any]) -> list[dict[str, Any]]:
    """Rows as a person's own file has them."""
    fields = queryset.model._meta.concrete_fields
    names = [field.attname for field in fields if field.name not in SECRETS]
    return list(queryset.order_by("pk").values(*names))


# Erasure, place by place.


def erase_registrations(person: Person, at: datetime) -> None:
    """End those that wait or hold a seat, and take the person out; what counts in statistics stays."""
    rows = Registration.objects.filter(pk__in=person.registrations)
    for workshop in sorted(set(rows.values_list("workshop", flat=True))):
        transitions.locked(workshop)
    for registration in rows.order_by("pk"):
        new = None
        if registration.state in CANCELLED:
            new = RegistrationState.CANCELLED_BY_PARTICIPANT
        elif registration.state in DECLINED:
            new = RegistrationState.DECLINED
        if new:
            transitions.transition(
                registration, new, actor=Actor.PERSON, by=None, at=at, reason=gettext("erased")
            )
        _clear(registration, at)


def _clear(registration: Registration, at: datetime) -> None:
    for name in (*NAMES, *SOON):
        setattr(registration, name, "")
    registration.email = f"erased-{registration.pk}{ERASED}"
    registration.policy_roles, registration.messaging = [], False
    registration.listed, registration.listed_until = Registration.Listed.NOBODY, None
    registration.consent_contact = registration.consent_photos = False
    registration.erased_at, registration.secret = registration.erased_at or at, new_secret()
    registration.save()


def clear_nominations(rows: QuerySet[Nomination]) -> int:
    """Take the persons out of nominations, with the notes verbales that name them; how many."""
    pks = list(rows.values_list("pk", flat=True))
    found = Nomination.objects.filter(pk__in=pks)
    # Nobody is left to decide on.
    undecided = found.filter(state__in=UNDECIDED)
    undecided.update(state=NominationState.WITHDRAWN)
    personal_data.forget_files(found.values_list("note_stored", flat=True))
    empty = dict.fromkeys((*NAMES, "endorsement", "reason", "reference"), "")
    files = dict.fromkeys(("note_stored", "note_filename", "note_type"), "")
    return found.update(**empty, **files, policy_roles=[], messaging=False, email=f"erased{ERASED}")


def clear_focal_points(rows: QuerySet[FocalPoint], at: datetime) -> int:
    """Take the persons out, and end their links; how many."""
    cleared = 0
    for point in rows:
        point.name, point.email = "", f"erased-{point.pk}{ERASED}"
        point.link_ended_at, point.secret = point.link_ended_at or at, new_secret()
        point.save(update_fields=["name", "email", "link_ended_at", "secret"])
        cleared += 1
    return cleared


def _erase_answers(person: Person, _at: datetime) -> None:
    """Whatever was written or sent; of choices those that the organisers call personal."""
    written = Q(question__personal=True) | Q(
        question__kind__in=(Question.Kind.TEXT, Question.Kind.FILE)
    )
    rows = _of(Answer, person).filter(written)
    personal_data.forget_files(rows.values_list("stored", flat=True))
    rows.delete()


def _erase_certificates(person: Person, _at: datetime) -> None:
    """Name, PDF and credential; the serial still tells that a certificate was issued."""
    rows = _of(Certificate, person)
    personal_data.forget_files(rows.values_list("stored", flat=True))
    rows.update(printed_name="", stored="", revoked_reason="", credential="")


def _packs(person: Person) -> QuerySet[CertificatePack]:
    return CertificatePack.objects.filter(workshop__registrations__in=person.registrations)


def _erase_packs(person: Person, _at: datetime) -> None:
    """The whole file, which holds the certificates of others, too; it is made again when it is asked for."""
    rows = CertificatePack.objects.filter(pk__in=_packs(person).values("pk"))
    personal_data.forget_files(rows.values_list("stored", flat=True))
    rows.delete()


def _erase_mentions(person: Person, _at: datetime) -> None:
    """The full name in texts about others: letters, reasons, notes of what was changed."""
    if not person.names:
        return
    workshops = set(
        Registration.objects.filter(pk__in=person.registrations).values_list("workshop", flat=True)
    ) | set(_nominations(person).values_list("workshop", flat=True))
    texts: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
        (Mail, "workshop", ("subject", "body")),
        (StatusChange, "registration__workshop", ("reason",)),
        (SideStatusChange, "registration__workshop", ("reason",)),
        (WorkshopEvent, "workshop", ("note", "action")),
        (Nomination, "workshop", ("reason", "endorsement")),
    )
    for model, workshop, fields in texts:
        named = Q(pk__in=[])
        for name in person.names:
            for field in fields:
                named |= Q(**{f"{field}__contains": name})
        for row in model._default_manager.filter(named, **{f"{workshop}__in": workshops}):
            for field in fields:
                text = getattr(row, field)
                for name in person.names:
                    text = text.replace(name, "…")
                setattr(row, field, text)
            row.save(update_fields=list(fields))


def _delete(find: Any) -> Any:
    def erase(person: Person, _at: datetime) -> None:
        find(person).delete()

    return erase


def _empty(model: Any, field: str) -> Any:
    def erase(person: Person, _at: datetime) -> None:
        _of(model, person).update(**{field: ""})

    return erase


# The register.


def _after_workshop(days: int) -> str:
    return ngettext(
        "%(days)s day after the last day of the workshop.",
        "%(days)s days after the last day of the workshop.",
        days,
    ) % {"days": days}


def _names_term() -> str:
    return _after_workshop(settings.RETENTION_NAMES_DAYS)


def _needs_term() -> str:
    return _after_workshop(settings.RETENTION_NEEDS_DAYS)


def _passport_term() -> str:
    return _after_workshop(settings.RETENTION_PASSPORT_DAYS)


def _contact_term() -> str:
    return _after_workshop(settings.RETENTION_CONTACT_DAYS)


def _pack_term() -> str:
    return gettext("A day after it was made.")


def _draft_term() -> str:
    days = settings.RETENTION_DRAFT_DAYS
    return ngettext(
        "%(days)s day after it was saved.", "%(days)s days after it was saved.", days
    ) % {"days": days}


def _delivery_term() -> str:
    return ngettext(
        "%(days)s day after it was written, once it was sent or given up.",
        "%(days)s days after it was written, once it was sent or given up.",
        webhooks.LOG_DAYS,
    ) % {"days": webhooks.LOG_DAYS}


PARTICIPANTS = _("participants")
NOMINEES = _("people whom a government puts forward")
PURGE = "workshops.purge"
DELETION = _("Deletion.")
EMPTYING = _("Emptying; country, gender, group and state stay for statistics.")


def _simple(
    model: Any, fields: tuple[str, ...], purpose: Any, term: Any = _names_term, **more: Any
) -> Place:
    """A table whose rows belong to a registration and are deleted with the person."""

    def own(person: Person) -> QuerySet[Any]:
        return _of(model, person)

    return Place(
        name=model._meta.label,
        fields=fields,
        whose=PARTICIPANTS,
        purpose=purpose,
        term=term,
        task=PURGE,
        **{
            "export": lambda person: _rows(own(person)),
            "erase": _delete(own),
            "erasure": DELETION,
        }
        | more,
    )


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
            term=_needs_term,
            erasure=DELETION,
            task=PURGE,
            export=lambda person: _rows(_refusals(person)),
            erase=_delete(_refusals),
        ),
        Place(
            name=WebhookDelivery._meta.label,
            fields=("body",),
            whose=PARTICIPANTS,
            purpose=_(
                "Telling programs of organisers that a registration changed, by its number, without names."
            ),
            term=_delivery_term,
            erasure=DELETION,
            task=PURGE,
            export=lambda person: _rows(_deliveries(person)),
            erase=_delete(_deliveries),
        ),
        Place(
            name=FocalPoint._meta.label,
            fields=("name", "email"),
            whose=_("focal points of governments"),
            purpose=_("Asking governments for nominations, and telling them what became of them."),
            term=_names_term,
            erasure=_("Emptying; the country and the authority stay, the link ends."),
            task=PURGE,
            export=lambda person: _rows(_focal_points(person)),
            erase=lambda person, at: clear_focal_points(_focal_points(person), at),
        ),
    ]


def _registrations() -> list[Place]:
    return [
        Place(
            name=Registration._meta.label,
            fields=(*NAMES, "email", "policy_roles", "code"),
            whose=PARTICIPANTS,
            purpose=_("Deciding on seats, writing to participants, badges and lists."),
            term=_names_term,
            erasure=EMPTYING,
            task=PURGE,
            export=lambda person: _rows(Registration.objects.filter(pk__in=person.registrations)),
            erase=erase_registrations,
        ),
        Place(
            name=f"{Registration._meta.label}: needs",
            fields=SOON,
            whose=PARTICIPANTS,
            purpose=_("Access, food and help in an emergency during the workshop."),
            term=_needs_term,
            erasure=_("Emptying."),
            task=PURGE,
        ),
        Place(
            name=f"{Registration._meta.label}: consent to be asked again",
            fields=("consent_contact",),
            whose=PARTICIPANTS,
            purpose=_("The follow-up of the evaluation."),
            term=_contact_term,
            erasure=_("Emptying."),
            task=PURGE,
        ),
        # By nominations and drafts letters are found, so letters come before them.
        Place(
            name=Mail._meta.label,
            fields=("to", "subject", "body", "problem"),
            whose=_("participants, focal points and whoever began a registration"),
            purpose=_("Sending letters once, and telling whether they arrived."),
            term=_names_term,
            erasure=DELETION,
            task=PURGE,
            export=lambda person: _rows(_mails(person)),
            erase=_delete(_mails),
        ),
        Place(
            name=f"{Mail._meta.label}, moves and notes: names in them",
            fields=("subject", "body", "reason", "note"),
            whose=_("people named in what was written to or about others"),
            purpose=_("Telling what happened."),
            term=_names_term,
            erasure=_("The full name is taken out."),
            task=PURGE,
            erase=_erase_mentions,
        ),
        Place(
            name=Draft._meta.label,
            fields=("email", "written"),
            whose=_("people who began a registration"),
            purpose=_("Going on with a registration later."),
            term=_draft_term,
            erasure=DELETION,
            task=PURGE,
            export=lambda person: _rows(_drafts(person)),
            erase=_delete(_drafts),
        ),
        Place(
            name=Nomination._meta.label,
            fields=(*NAMES, "email", "policy_roles", "endorsement", "reference", "reason", "note_filename"),
            whose=NOMINEES,
            purpose=_("Deciding on whom a government puts forward; the note verbale proves it."),
            term=_names_term,
            erasure=EMPTYING,
            task=PURGE,
            export=lambda person: _rows(_nominations(person)),
            erase=lambda person, _at: clear_nominations(_nominations(person)),
            folder="notes",
            column="workshops.Nomination.note_stored",
        ),
    ]  # fmt: skip


def _of_registrations() -> list[Place]:
    return [
        _simple(
            Answer,
            ("value",),
            _("What the organisers ask of participants besides."),
            export=lambda person: [
                {"question": str(answer.question), "answer": answer.value}
                for answer in _of(Answer, person).select_related("question").order_by("pk")
            ],
            erase=_erase_answers,
            erasure=_("Deletion of texts and files; chosen answers not called personal stay."),
            folder="answers",
            column="workshops.Answer.stored",
        ),
        _simple(RegistrationChange, ("old", "new"), _("The trail of corrections.")),
        _simple(AddressChange, ("email",), _("Confirming a new address.")),
        _simple(AccessCode, ("sent_at",), _("Proving who reads the letters.")),
        _simple(
            StatusChange,
            ("reason",),
            _("Telling who decided what and why."),
            erase=_empty(StatusChange, "reason"),
            erasure=_("Emptying of reasons."),
        ),
        _simple(
            SideStatusChange,
            ("reason",),
            _("Telling what was decided on travel and visas."),
            erase=_empty(SideStatusChange, "reason"),
            erasure=_("Emptying of reasons."),
        ),
        _simple(
            TravelRequest,
            ("departure_city", "wishes", "flights", "hotel", "dsa_reference", "reason"),
            _("Tickets, hotels and daily subsistence."),
        ),
        _simple(
            Passport,
            ("sealed",),
            _("Letters to embassies; sealed with a key that is not in the database."),
            _passport_term,
            export=lambda person: _rows(_of(Passport, person)),
        ),
        _simple(
            PassportReading,
            ("purpose",),
            _("Telling who read passport data and why."),
            erase=_empty(PassportReading, "purpose"),
            erasure=_("Emptying of purposes; who read when stays."),
        ),
        _simple(VisaCase, ("state",), _("Following visas.")),
        _simple(VisaLetter, ("number",), _("Telling which letters to embassies count.")),
        _simple(
            Attendance,
            ("minutes", "came_at"),
            _("Hours on certificates, and statistics."),
            erase=None,
            erasure=_("None: without the registration's name it is of nobody."),
        ),
        _simple(
            Certificate,
            ("printed_name", "revoked_reason", "credential"),
            _("Proof of attendance that anybody can check."),
            erase=_erase_certificates,
            erasure=_("Emptying of the name, deletion of the PDF; the serial stays checkable."),
            folder="certificates",
            column="workshops.Certificate.stored",
        ),
        Place(
            name="workshops.CertificatePack",
            fields=("stored",),
            whose=_("participants"),
            purpose=_("Handing all certificates of a workshop to its organisers."),
            term=_pack_term,
            task="workshops.purge",
            export=None,
            erase=_erase_packs,
            erasure=_("Deletion; the file is made again when it is asked for."),
            folder="certificate-packs",
            column="workshops.CertificatePack.stored",
        ),
    ]


def _public() -> list[Place]:
    """What organisers publish, or what tells who among them did what."""
    return [
        Place(
            name="workshops.Session",
            fields=("speakers", "moderator"),
            whose=_("speakers and moderators"),
            purpose=_("The public programme."),
            term=lambda: _("As long as the workshop is public."),
            erasure=_("An organiser, who edits the programme."),
        ),
        Place(
            name="workshops.Material",
            fields=("title", "filename"),
            whose=_("speakers"),
            purpose=_("Documents of the programme."),
            term=lambda: _("As long as the workshop is public."),
            erasure=_("An organiser, who deletes the document."),
            folder="materials",
            column="workshops.Material.stored",
        ),
        Place(
            name="workshops.Workshop",
            fields=("contact_name", "contact_email", "signatory", "second_signatory"),
            whose=_("organisers"),
            purpose=_("Whom participants can ask, and who signs."),
            term=lambda: _("As long as the workshop is public."),
            erasure=_("An organiser, who edits the workshop."),
        ),
        Place(
            name="workshops.DocumentLayout",
            fields=("signatory_title", "second_signatory_title"),
            whose=_("organisers"),
            purpose=_("Who signs certificates as what."),
            term=lambda: _("As long as the workshop."),
            erasure=_("An organiser, who edits the layout."),
        ),
        Place(
            name="workshops.LayoutPicture",
            fields=("png",),
            whose=_("organisers"),
            purpose=_("Emblems, and signatures of who signs certificates."),
            term=lambda: _("As long as the workshop."),
            erasure=_("An organiser, who removes the picture."),
        ),
        Place(
            name="workshops.WorkshopEvent",
            fields=("action", "note"),
            whose=_("organisers"),
            purpose=_("Telling who changed what."),
            term=lambda: _("As long as the workshop."),
            erasure=_("Names of participants are taken out with the person."),
        ),
    ]
