"""What organisers do by hand, for programs: by the services and the forms of the pages, with a token."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.response import Response

from core.api.paging import PAGE, page_of, paged
from core.api.parameters import Parameter, text
from core.api.token_views import TokenView
from core.http.downloads import etag_of
from core.i18n import languages
from core.mail.addresses import address_key
from regions.models import Area
from workshops import access
from workshops.api import bodies
from workshops.forms import CorrectionForm, RegistrationForm
from workshops.forms.letters import RecipientsForm
from workshops.models import Attendance, Registration, Session, Workshop
from workshops.services import (
    attendance,
    certificates,
    corrections,
    letters,
    registrations,
    scheduled_letters,
    transitions,
)
from workshops.states import Actor, RegistrationState

if TYPE_CHECKING:
    from django import forms
    from django.db.models import QuerySet

READ, WRITE = "workshops:people:read", "workshops:people:write"
DECIDE = "workshops:decisions:write"
ATTENDANCE, LETTERS = "workshops:attendance:write", "workshops:letters:write"
TAGS = ["organising workshops"]


class WorkshopTokenView(TokenView):
    """An address of a workshop; it exists for tokens whose account has the duty there."""

    def workshop(self, code: str) -> Workshop:
        """The workshop, drafts included. Raises NotFound, and PermissionDenied for a token of others."""
        workshop = (
            Workshop.objects.select_related("host__area", "country").filter(code=code).first()
        )
        method = "GET" if self.request.method == "HEAD" else self.request.method
        duty = access.SCOPE_DUTIES[self.scopes[method]]
        if workshop is None or not access.may(self.request.user, workshop, duty):
            raise exceptions.NotFound(_("There is no such workshop."))
        if not self.request.auth.covers(access.token_name(workshop)):
            raise exceptions.PermissionDenied(
                _("This token is limited to other workshops."), code="other_object"
            )
        return workshop

    @property
    def actor(self) -> dict[str, Any]:
        """Who acts and when, as services take it."""
        return {"by": self.request.user, "at": timezone.now()}

    def person(self, registration: Registration) -> dict[str, Any]:
        """What is answered of a person."""
        registration.organiser_path = reverse(
            "workshops:person", args=[registration.workshop.code, registration.pk]
        )
        context = {"base": self.base}
        return dict(bodies.PersonSerializer(registration, context=context).data)

    def person_response(self, registration: Registration, status: int = 200) -> Response:
        """A person as they are now, with the tag that a change is to carry."""
        data = self.person(_people(registration.workshop).get(pk=registration.pk))
        return Response(data, status=status, headers={"ETag": _etag(data)})


def _people(workshop: Workshop) -> QuerySet[Registration]:
    rows = workshop.registrations.filter(erased_at=None)
    return rows.select_related("workshop", "country").prefetch_related("answers")


def _etag(data: dict[str, Any]) -> str:
    return etag_of(*(f"{name}={value}" for name, value in data.items() if name != "url"))


def _registration(workshop: Workshop, pk: int) -> Registration:
    registration = _people(workshop).filter(pk=pk).first()
    if registration is None:
        raise exceptions.NotFound(_("There is no such registration."))
    return registration


def _session(workshop: Workshop, pk: int) -> Session:
    session = workshop.sessions.filter(pk=pk).first()
    if session is None:
        raise exceptions.NotFound(_("There is no such session."))
    return session


def _form_data(values: dict[str, Any]) -> MultiValueDict:
    """The values as a browser posts them. Raises ValidationError for a country that there is not."""
    data = MultiValueDict({"seen": ["all"]})
    for name, value in values.items():
        if name == "answers":
            for question, answer in value.items():
                data[f"q{question}"] = answer
        elif name == "country":
            data["country"] = _country(value)
        elif isinstance(value, list):
            data.setlist(name, [str(part) for part in value])
        elif isinstance(value, bool):
            data[name] = "true" if value else "false"
        else:
            data[name] = "" if value is None else value
    return data


def _country(code: str | None) -> str:
    if not code:
        return ""
    area = Area.objects.countries().filter(code=code.upper()).first()
    if area is None:
        raise exceptions.ValidationError({"country": [_("There is no such country.")]})
    return str(area.pk)


def _check(form: forms.BaseForm, answers: dict[str, str] | None = None) -> None:
    """Raises ValidationError with what the form says of each field."""
    problems = {
        f"answers.{name}": [_("There is no such question.")]
        for name in answers or ()
        if f"q{name}" not in form.fields
    }
    if not form.is_valid():
        for name, errors in form.errors.items():
            is_answer = name.startswith("q") and name[1:].isdigit()
            problems[f"answers.{name[1:]}" if is_answer else name] = [str(one) for one in errors]
    if problems:
        raise exceptions.ValidationError(problems)


class PeopleView(WorkshopTokenView):
    """The people of a workshop."""

    scopes = {"GET": READ, "POST": WRITE}
    request_serializers = {"POST": bodies.NewPersonSerializer}
    response_serializers = {
        "GET": {200: page_of(bodies.PersonSerializer)},
        "POST": {201: bodies.PersonSerializer},
    }
    parameters = (
        Parameter("state", "Those in a state.", many=True, choices=tuple(RegistrationState.values)),
        Parameter("q", "Words of names, organisation and address.", text),
        PAGE,
    )

    @extend_schema(operation_id="people", summary="The people of a workshop by name", tags=TAGS)
    def get(self, request: Any, code: str) -> Response:
        """A page of registrations; the number of queries does not depend on them."""
        values = self.query()
        queryset = _people(self.workshop(code)).order_by("family", "given", "pk")
        if states := values.get("state"):
            queryset = queryset.filter(state__in=states)
        if words := values.get("q"):
            queryset = queryset.matching(words)
        page, rows = paged(queryset, values.get("page", 1))
        return Response(page | {"results": [self.person(row) for row in rows]})

    @extend_schema(operation_id="add_person", summary="Register or invite a person", tags=TAGS)
    def post(self, request: Any, code: str) -> Response:
        """By the form of the page; a letter goes out as if an organiser had entered the person."""
        workshop = self.workshop(code)
        return self.write(lambda values: self._add(workshop, values))

    def _add(self, workshop: Workshop, values: dict[str, Any]) -> Response:
        action, consents = values.pop("action"), values.pop("consent")
        if len(workshop.modes) == 1:
            values.setdefault("mode", workshop.modes[0])
        values.setdefault("language", languages.reader_language())
        values.setdefault("listed", Registration.Listed.NOBODY)
        form = RegistrationForm(_form_data(values), workshop=workshop, by_organiser=True)
        form.fields["consent"].required = False
        _check(form, values.get("answers"))
        if action == "invite":
            personal = {k: v for k, v in form.values().items() if k in registrations.INVITED_WITH}
            registration = registrations.invite(workshop=workshop, values=personal, **self.actor)
        else:
            registration = registrations.register(
                workshop=workshop,
                values=form.values(),
                answers=form.answers(),
                actor=Actor.ORGANISER,
                has_consented=consents,
                **self.actor,
            )
        return self.person_response(registration, 201)


class PersonView(WorkshopTokenView):
    """One person of a workshop."""

    scopes = {"GET": READ, "PATCH": WRITE}
    request_serializers = {"PATCH": bodies.CorrectionSerializer}
    response_serializers = {
        "GET": {200: bodies.PersonSerializer},
        "PATCH": {200: bodies.PersonSerializer},
    }
    conditional = ("PATCH",)

    @extend_schema(operation_id="person", summary="One person of a workshop", tags=TAGS)
    def get(self, request: Any, code: str, pk: int) -> Response:
        """With the ETag that a correction is to carry."""
        self.query()
        return self.person_response(_registration(self.workshop(code), pk))

    @extend_schema(operation_id="correct_person", summary="Correct a person", tags=TAGS)
    def patch(self, request: Any, code: str, pk: int) -> Response:
        """What is left out stays; what is changed stands in the trail that the person sees, too."""
        workshop = self.workshop(code)
        return self.write(lambda values: self._correct(workshop, pk, values))

    def _correct(self, workshop: Workshop, pk: int, values: dict[str, Any]) -> Response:
        workshop = transitions.locked(workshop.pk)
        registration = _registration(workshop, pk)
        now = self.person(registration)
        self.check_condition(_etag(now), needed=True)
        email = values.pop("email", registration.email)
        answers = now["answers"] | values.get("answers", {})
        kept = {name: now[name] for name in bodies.FIELDS}
        form = CorrectionForm(
            _form_data(kept | values | {"answers": answers}),
            instance=registration,
            workshop=workshop,
            by_organiser=True,
        )
        _check(form, values.get("answers"))
        corrections.correct(
            registration=registration,
            values={name: value for name, value in form.values().items() if name in values},
            answers=form.answers(),
            actor=Actor.ORGANISER,
            **self.actor,
        )
        if address_key(email) != address_key(registration.email):
            corrections.ask_address(
                registration=registration, email=email, actor=Actor.ORGANISER, **self.actor
            )
        return self.person_response(registration)


class DecisionView(WorkshopTokenView):
    """A decision on a registration."""

    scopes = {"POST": DECIDE}
    request_serializers = {"POST": bodies.DecisionSerializer}
    response_serializers = {"POST": {200: bodies.PersonSerializer}}
    conditional = ("POST",)

    @extend_schema(operation_id="decide", summary="Decide on a registration", tags=TAGS)
    def post(self, request: Any, code: str, pk: int) -> Response:
        """By the rules of the page: seats, quotas, reasons; the letter waits in the outbox."""
        workshop = self.workshop(code)
        return self.write(lambda values: self._decide(workshop, pk, values))

    def _decide(self, workshop: Workshop, pk: int, values: dict[str, Any]) -> Response:
        workshop = transitions.locked(workshop.pk)
        registration = _registration(workshop, pk)
        self.check_condition(_etag(self.person(registration)), needed=False)
        new = values["state"]
        registrations.decide(
            registration=registration,
            new=new,
            reason=values["reason"],
            cause=values["cause"],
            **self.actor,
        )
        return self.person_response(registration)


class AttendanceView(WorkshopTokenView):
    """The attendance of a person in a session."""

    scopes = {"POST": ATTENDANCE}
    request_serializers = {"POST": bodies.AttendanceSerializer}
    response_serializers = {"POST": {200: bodies.RecordedSerializer}}

    @extend_schema(operation_id="record_attendance", summary="Record attendance", tags=TAGS)
    def post(self, request: Any, code: str) -> Response:
        """As entered by hand; what stood there goes to the trail."""
        workshop = self.workshop(code)
        return self.write(lambda values: self._record(workshop, values))

    def _record(self, workshop: Workshop, values: dict[str, Any]) -> Response:
        registration = _registration(workshop, values["person"])
        row = attendance.record(
            registration=registration,
            session=_session(workshop, values["session"]),
            kind=values["kind"],
            minutes=values.get("minutes"),
            method=Attendance.Method.MANUAL,
            **self.actor,
        )
        outdated = certificates.outdated(workshop, [registration.pk])
        serials = [one.certificate.serial for one in outdated]
        return Response(bodies.RecordedSerializer(row, context={"outdated": serials}).data)


class ScansView(WorkshopTokenView):
    """Codes of badges, read at the door."""

    scopes = {"POST": ATTENDANCE}
    request_serializers = {"POST": bodies.ScansSerializer}
    response_serializers = {"POST": {200: bodies.ScanResultsSerializer}}

    @extend_schema(operation_id="scan", summary="Check people in by their codes", tags=TAGS)
    def post(self, request: Any, code: str) -> Response:
        """Each code has a result of its own; a repeated one is told as `already`."""
        workshop = self.workshop(code)
        return self.write(lambda values: self._scan_all(workshop, values))

    def _scan_all(self, workshop: Workshop, values: dict[str, Any]) -> Response:
        session = _session(workshop, values["session"])
        results = [self._scan(session, scan) for scan in values["scans"]]
        return Response({"results": results})

    def _scan(self, session: Session, scan: dict[str, Any]) -> dict[str, Any]:
        result = {"code": scan["code"], "person": None, "came_at": None, "problem": ""}
        try:
            done = attendance.check_in(
                code=scan["code"],
                session=session,
                scanned_at=scan.get("scanned_at"),
                **self.actor,
            )
        except attendance.ScanRefused as refused:
            return result | {"result": "refused", "problem": refused.message}
        return result | {
            "result": "new" if done.is_new else "already",
            "person": done.attendance.registration_id,
            "came_at": done.came_at,
        }


class LettersView(WorkshopTokenView):
    """Letters to the people of a workshop."""

    scopes = {"POST": LETTERS}
    request_serializers = {"POST": bodies.LetterSerializer}
    response_serializers = {"POST": {200: bodies.WrittenSerializer}}
    needs_key = True

    @extend_schema(operation_id="write_letters", summary="Write to people", tags=TAGS)
    def post(self, request: Any, code: str) -> Response:
        """The letters wait in the outbox, where organisers can read, edit and drop them."""
        workshop = self.workshop(code)
        return self.write(lambda values: self._write(workshop, values))

    def _write(self, workshop: Workshop, values: dict[str, Any]) -> Response:
        kind, filters = values.get("kind"), values.get("recipients") or {}
        if kind and not filters.get("state"):
            filters = filters | {"state": RegistrationState.values}
        form = RecipientsForm(MultiValueDict(_form_lists(filters)), workshop=workshop)
        _check(form)
        people = form.people()
        if kind:
            people = people.filter(pk__in=scheduled_letters.recipients(workshop, kind).values("pk"))
        rows = list(people)
        texts = {
            code: (one["subject"].strip(), one["body"].strip())
            for code, one in values.get("texts", {}).items()
        }
        letters.check_bulk(texts)
        at, written = timezone.now(), 0
        if not values["preview"]:
            written = self._queue(workshop, rows, kind, texts, at)
        context = {"leaves_at": None if values["preview"] else at + letters.hold()}
        recipients = {"recipients": [row.pk for row in rows], "written": written}
        return Response(bodies.WrittenSerializer(recipients, context=context).data)

    def _queue(
        self,
        workshop: Workshop,
        rows: list[Registration],
        kind: str | None,
        texts: dict[str, tuple[str, str]],
        at: Any,
    ) -> int:
        digits = f"{self.request.auth.pk}:{self.request.headers['Idempotency-Key']}"
        # The key is forgotten after a day; letters with the same key a year later are new ones.
        key = f"api-{hashlib.sha256(digits.encode()).hexdigest()[:16]}-{at:%Y%m%d%H%M%S%f}"
        if kind is None:
            return letters.bulk(rows, texts=texts, key=f"{workshop.pk}-{key}", at=at)
        people = letters.not_erased(rows)
        return sum(letters.write(row, kind, at=at, again=key) is not None for row in people)


def _form_lists(values: dict[str, Any]) -> dict[str, list[Any]]:
    return {
        name: list(value) if isinstance(value, list) else [value] for name, value in values.items()
    }
