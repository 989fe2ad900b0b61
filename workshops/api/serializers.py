"""Workshops and their programmes as the API tells them: what their public pages say, of people those whom
the public programme names."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from rest_framework import serializers

from core.api.fields import AddressField, CodesField, WordsField, texts
from workshops.models import Material, Session, SessionRole, Workshop
from workshops.states import ASIDE, PUBLIC


class ParticipantKindSerializer(serializers.Serializer):
    """A kind of participants that the registration tells apart."""

    code = serializers.CharField()
    names = texts()


class WorkshopSerializer(serializers.Serializer):
    """A workshop. `seats_taken` counts all who hold a seat together; counts by group are not given."""

    code = serializers.CharField()
    url = AddressField(source="get_absolute_url", help_text="The page.")
    calendar = serializers.SerializerMethodField(help_text="The programme as iCalendar.")
    titles = texts()
    summaries = texts()
    kind = serializers.ChoiceField(choices=Workshop.Kind.values)
    status = serializers.ChoiceField(choices=[status.value for status in PUBLIC])
    status_reason = serializers.SerializerMethodField(
        help_text="Why it was postponed or cancelled; else empty."
    )
    start_date = serializers.DateField(source="starts_on")
    end_date = serializers.DateField(source="ends_on", help_text="The last day, included.")
    time_zone = serializers.CharField(source="zone", help_text="By the IANA database.")
    attendance_mode = serializers.ChoiceField(choices=Workshop.Form.values, source="form")
    country = serializers.CharField(source="country.code", allow_null=True)
    city = serializers.CharField()
    venue = serializers.CharField()
    commission = serializers.CharField(source="host.code", help_text="The host.")
    co_hosts = CodesField()
    terms = CodesField(help_text="Themes, objectives and targets.")
    languages = WordsField()
    interpretation_languages = WordsField()
    document_languages = WordsField()
    project = serializers.CharField()
    funding_code = serializers.CharField()
    registration = serializers.ChoiceField(choices=Workshop.Mode.values, source="mode")
    registration_open = serializers.BooleanField(
        source="takes_registrations", help_text="People may register by themselves today."
    )
    registration_opens = serializers.DateField(source="registration_opens_on", allow_null=True)
    registration_closes = serializers.DateField(source="registration_closes_on", allow_null=True)
    nomination_deadline = serializers.DateField(allow_null=True)
    participant_kinds = ParticipantKindSerializer(many=True)
    capacity = serializers.IntegerField(help_text="Seats in all.")
    seats_taken = serializers.IntegerField()
    is_example = serializers.BooleanField(source="is_demonstration")

    def get_calendar(self, workshop: Workshop) -> str:
        """The address of the calendar file."""
        return self.context["base"] + reverse("workshops:workshop_calendar", args=[workshop.code])

    def get_status_reason(self, workshop: Workshop) -> str:
        """As the page, only while it holds."""
        return workshop.status_reason if workshop.status in ASIDE else ""


class MaterialSerializer(serializers.Serializer):
    """A document of a session, kept here or elsewhere."""

    title = serializers.CharField()
    language = serializers.CharField()
    url = serializers.SerializerMethodField()
    media_type = serializers.CharField(help_text="Empty of a document elsewhere.")

    def get_url(self, material: Material) -> str:
        """Where the document is read."""
        if not material.stored:
            return material.address
        workshop = self.context["workshop"].code
        return self.context["base"] + reverse("workshops:material", args=[workshop, material.pk])


class SessionRoleSerializer(serializers.Serializer):
    """Somebody with a role in a session, as the public programme names them."""

    role = serializers.ChoiceField(choices=SessionRole.Role.values)
    name = serializers.CharField(source="speaker.name")
    title = serializers.CharField(source="speaker.title")
    organisation = serializers.CharField(source="speaker.organisation")
    url = serializers.SerializerMethodField(
        help_text="The page with biography and photo; empty where the person has none."
    )

    def get_url(self, role: SessionRole) -> str:
        """Where more is told, once the person agreed."""
        speaker = role.speaker
        return self.context["base"] + speaker.get_absolute_url() if speaker.has_page else ""


class SessionSerializer(serializers.Serializer):
    """A part of the programme; times are those of the workshop's zone, with their offset."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Session.Kind.values)
    start_time = serializers.SerializerMethodField()
    end_time = serializers.SerializerMethodField()
    title = serializers.CharField()
    location = serializers.CharField(source="room")
    people = SessionRoleSerializer(
        many=True, source="roles", help_text="Those who may be named, in their order."
    )
    materials = MaterialSerializer(many=True)
    studies = serializers.SerializerMethodField(help_text="Numbers of published studies.")
    recommendations = serializers.SerializerMethodField(help_text="Numbers of published ones.")

    def get_start_time(self, session: Session) -> datetime:
        """The moment it begins."""
        return session.starts_at.astimezone(self.context["workshop"].tz)

    def get_end_time(self, session: Session) -> datetime:
        """The moment it ends."""
        return session.ends_at.astimezone(self.context["workshop"].tz)

    def get_studies(self, session: Session) -> list[int]:
        """What is presented."""
        return [study.pk for study in session.studies.all()]

    def get_recommendations(self, session: Session) -> list[int]:
        """What is discussed."""
        return [recommendation.pk for recommendation in session.recommendations.all()]


class ProgrammeSerializer(serializers.Serializer):
    """The sessions of a workshop in the order of their times."""

    workshop = serializers.CharField(source="workshop.code")
    time_zone = serializers.CharField(source="workshop.zone")
    results = SessionSerializer(many=True)
