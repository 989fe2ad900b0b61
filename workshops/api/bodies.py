"""What programs send about people, decisions, attendance and letters, and what they are answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from core.api.fields import AddressField
from core.api.token_views import BodySerializer
from core.i18n import languages
from workshops.forms.letters import NONE
from workshops.forms.registrations import PERSON
from workshops.models import Attendance, Registration, ScheduledLetter, Stakeholder, StatusChange
from workshops.models.people import POLICY_ROLES, group_of
from workshops.states import (
    REGISTRATION,
    REGISTRATION_ACTS,
    Actor,
    RegistrationState,
    Travel,
    Visa,
)

FIELDS = (
    *PERSON,
    "participant_kind",
    "mode",
    "interpretation",
    "first_time",
    "access_needs",
    "diet",
    "listed",
    "consent_photos",
    "consent_contact",
    "emergency_contact",
)
"""What is said of a person, by the names of the form."""
DECISIONS = tuple(
    state.value for state in REGISTRATION_ACTS if state != RegistrationState.SUBSTITUTED
)
MOST_SCANS = 500
MOST_ANSWERS = 100
LONGEST_LETTER = 10_000
LARGEST_KEY = 2**63 - 1

EXAMPLE = {
    "given": "Ana",
    "family": "Example",
    "email": "ana@example.org",
    "country": "THA",
    "representation": "delegation",
    "stakeholder": "gov_labour",
    "organisation": "Ministry of Labour",
    "mode": "in_person",
    "language": "en",
}


def _key() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)


class DetailsSerializer(BodySerializer, serializers.ModelSerializer):
    """The details of a person as the form asks for them."""

    country = serializers.CharField(
        max_length=10, allow_null=True, required=False, help_text="ISO 3166-1 alpha-3."
    )
    other_email = serializers.CharField(max_length=254, allow_blank=True, required=False)
    policy_roles = serializers.ListField(
        child=serializers.ChoiceField(choices=list(POLICY_ROLES)),
        required=False,
        max_length=len(POLICY_ROLES),
    )
    answers = serializers.DictField(
        child=serializers.CharField(max_length=2000, allow_blank=True),
        required=False,
        help_text="Answers to the workshop's own questions, by the number of the question.",
    )

    class Meta:
        model = Registration
        fields = (*FIELDS, "answers")

    def validate_answers(self, answers: dict[str, str]) -> dict[str, str]:
        """Not more than any workshop asks."""
        if len(answers) > MOST_ANSWERS:
            raise serializers.ValidationError(f"At most {MOST_ANSWERS} answers.")
        return answers


@extend_schema_serializer(
    examples=[
        OpenApiExample("Invite", {"action": "invite", **EXAMPLE}, request_only=True),
        OpenApiExample("Register", {"action": "register", **EXAMPLE}, request_only=True),
    ]
)
class NewPersonSerializer(DetailsSerializer):
    """A person to be registered, as one who came on paper, or to be invited."""

    action = serializers.ChoiceField(choices=["register", "invite"])
    consent = serializers.BooleanField(
        default=False, help_text="The person agreed on paper that the data are processed."
    )

    class Meta(DetailsSerializer.Meta):
        fields = ("action", *DetailsSerializer.Meta.fields, "consent")


@extend_schema_serializer(
    examples=[OpenApiExample("A name", {"family": "Example-Santos"}, request_only=True)]
)
class CorrectionSerializer(DetailsSerializer):
    """What is corrected; what is left out stays. A new address is written to, and taken over once confirmed."""

    class Meta(DetailsSerializer.Meta):
        fields = tuple(
            name
            for name in DetailsSerializer.Meta.fields
            if name not in ("listed", "consent_photos", "consent_contact")
        )


class PersonSerializer(serializers.ModelSerializer):
    """A registration with names and addresses: for the work on this workshop only."""

    url = AddressField(source="organiser_path", help_text="The page for organisers.")
    state = serializers.ChoiceField(choices=RegistrationState.values)
    decisions = serializers.SerializerMethodField(help_text="What may be decided now.")
    country = serializers.CharField(source="country.code", allow_null=True, default=None)
    other_email = serializers.CharField()
    policy_roles = serializers.ListField(child=serializers.CharField())
    answers = serializers.SerializerMethodField(help_text="By the number of the question.")
    badge_code = serializers.CharField(source="code", help_text="What is scanned at the door.")

    class Meta:
        model = Registration
        fields = (
            "id",
            "url",
            "state",
            "decisions",
            "holds_seat",
            "badge_code",
            *FIELDS,
            "answers",
            "created_at",
            "changed_at",
        )

    def get_decisions(self, registration: Registration) -> list[str]:
        """States that an organiser may bring about."""
        following = REGISTRATION.following_for(registration.state, Actor.ORGANISER)
        return [state for state in DECISIONS if state in following]

    def get_answers(self, registration: Registration) -> dict[str, str]:
        """Texts, codes of choices, and names of files."""
        return {str(answer.question_id): answer.value for answer in registration.answers.all()}


@extend_schema_serializer(
    examples=[
        OpenApiExample("Accept", {"state": "accepted"}, request_only=True),
        OpenApiExample(
            "Reject", {"state": "rejected", "reason": "All seats are taken."}, request_only=True
        ),
    ]
)
class DecisionSerializer(BodySerializer):
    """A decision on a registration; some need a reason, which the person reads."""

    state = serializers.ChoiceField(choices=DECISIONS)
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")
    cause = serializers.ChoiceField(choices=StatusChange.Cause.values, allow_blank=True, default="")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Present", {"person": 12, "session": 3, "kind": "present"}, request_only=True
        )
    ]
)
class AttendanceSerializer(BodySerializer):
    """That a person was in a session, or was not."""

    person = _key()
    session = _key()
    kind = serializers.ChoiceField(choices=Attendance.Kind.values)
    minutes = serializers.IntegerField(
        min_value=0,
        max_value=1440,
        required=False,
        allow_null=True,
        help_text="Left out: the whole session where the person was there.",
    )


class RecordedSerializer(serializers.Serializer):
    """What stands there now."""

    person = serializers.IntegerField(source="registration_id")
    session = serializers.IntegerField(source="session_id")
    kind = serializers.ChoiceField(choices=Attendance.Kind.values)
    minutes = serializers.IntegerField()
    method = serializers.ChoiceField(choices=Attendance.Method.values)
    recorded_at = serializers.DateTimeField()
    person_state = serializers.SerializerMethodField()
    outdated_certificates = serializers.SerializerMethodField(
        help_text="Serials of certificates that no longer say what attendance says."
    )

    def get_person_state(self, attendance: Attendance) -> str:
        """The state follows attendance."""
        return Registration.objects.values_list("state", flat=True).get(
            pk=attendance.registration_id
        )

    def get_outdated_certificates(self, attendance: Attendance) -> list[str]:
        """To be renewed on the page of certificates."""
        return self.context["outdated"]


class ScanSerializer(BodySerializer):
    """A code that was read."""

    code = serializers.CharField(max_length=40)
    scanned_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="The hour of the scan, with its zone."
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample("One", {"session": 3, "scans": [{"code": "K7Q2M9XW4P"}]}, request_only=True)
    ]
)
class ScansSerializer(BodySerializer):
    """Codes that were read at the door of a session."""

    session = _key()
    scans = ScanSerializer(many=True, min_length=1, max_length=MOST_SCANS)


class ScanResultSerializer(serializers.Serializer):
    """What came of a scan; a refused one leaves a trace for the organisers."""

    code = serializers.CharField()
    result = serializers.ChoiceField(choices=["new", "already", "refused"])
    person = serializers.IntegerField(allow_null=True)
    came_at = serializers.DateTimeField(allow_null=True)
    problem = serializers.CharField()


class ScanResultsSerializer(serializers.Serializer):
    """One result for each scan, in their order."""

    results = ScanResultSerializer(many=True)


class RecipientsSerializer(BodySerializer):
    """Filters that all must hold; one that is left out leaves nobody out."""

    state = serializers.ListField(
        child=serializers.ChoiceField(choices=RegistrationState.values),
        required=False,
        max_length=len(RegistrationState),
    )
    country = serializers.ListField(
        child=serializers.CharField(max_length=10), required=False, max_length=250
    )
    group = serializers.ListField(
        child=serializers.ChoiceField(
            choices=list(dict.fromkeys(group_of(kind) for kind in Stakeholder.values))
        ),
        required=False,
        max_length=len(Stakeholder),
    )
    mode = serializers.ChoiceField(choices=["in_person", "online"], required=False)
    gender = serializers.ChoiceField(choices=Registration.Gender.values, required=False)
    travel = serializers.ChoiceField(choices=[NONE, *Travel.values], required=False)
    visa = serializers.ChoiceField(choices=[NONE, *Visa.values], required=False)
    attended = serializers.ChoiceField(choices=["some", NONE], required=False)


class TextSerializer(BodySerializer):
    """A letter in one language; the placeholders are those of the page."""

    subject = serializers.CharField(max_length=300)
    body = serializers.CharField(max_length=LONGEST_LETTER)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Own text",
            {
                "texts": {"en": {"subject": "Room", "body": "Dear {name}, it is room 5."}},
                "recipients": {"state": ["confirmed"]},
            },
            request_only=True,
        ),
        OpenApiExample("A kind", {"kind": "remind_unconfirmed"}, request_only=True),
    ]
)
class LetterSerializer(BodySerializer):
    """A letter to many: of a kind with its text, or an own text; it waits in the outbox as any other."""

    kind = serializers.ChoiceField(choices=ScheduledLetter.Kind.values, required=False)
    texts = serializers.DictField(
        child=TextSerializer(), required=False, help_text="Own text by language code."
    )
    recipients = RecipientsSerializer(
        required=False,
        help_text="Of an own text by `state` at least; of a kind all whom it is for.",
    )
    preview = serializers.BooleanField(
        default=False, help_text="Only say who would get it; nothing is written."
    )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """Either a kind or an own text, in languages that there are, to named states."""
        if ("kind" in values) == bool(values.get("texts")):
            raise serializers.ValidationError({"kind": ["Give either a kind or texts."]})
        if wrong := set(values.get("texts", ())) - set(languages.NAMES):
            codes = ", ".join(sorted(wrong))[:100]
            raise serializers.ValidationError({"texts": [f"No such languages: {codes}."]})
        if "kind" not in values and not values.get("recipients", {}).get("state"):
            raise serializers.ValidationError({"recipients": ["Choose at least one state."]})
        return values


class WrittenSerializer(serializers.Serializer):
    """Who gets it, and how many letters are new in the outbox."""

    recipients = serializers.ListField(child=serializers.IntegerField())
    written = serializers.IntegerField()
    leaves_at = serializers.SerializerMethodField(help_text="Until then it can be dropped.")

    def get_leaves_at(self, _values: dict[str, Any]) -> datetime | None:
        """When the outbox lets it go; null of a preview."""
        return self.context["leaves_at"]
