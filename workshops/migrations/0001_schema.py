"""Workshops, participants, mail, attendance, certificates, surveys and their answers."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import evaluations.models.surveys
import workshops.models.proceedings
import workshops.models.registrations
import workshops.models.workshops
from core.schema import CreateModels

LOCKS = """
CREATE FUNCTION bank_item_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'retired_on' IS DISTINCT FROM to_jsonb(OLD) - 'retired_on' AND (
        OLD.survey_id IS NULL OR EXISTS (
            SELECT FROM workshops_surveyitem a JOIN workshops_surveyround r ON r.id = a.round_id
            WHERE a.item_id = OLD.id AND r.state <> 'planned'))
    THEN RAISE EXCEPTION 'item % is locked: make a new version', OLD.code USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bank_item_is_locked BEFORE UPDATE ON workshops_bankitem
    FOR EACH ROW EXECUTE FUNCTION bank_item_is_locked();
CREATE FUNCTION asked_item_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT state FROM workshops_surveyround WHERE id = NEW.round_id) <> 'planned'
    THEN RAISE EXCEPTION 'the round is open: its questions are locked' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER asked_item_is_locked BEFORE INSERT OR UPDATE ON workshops_surveyitem
    FOR EACH ROW EXECUTE FUNCTION asked_item_is_locked();
"""
UNLOCKS = """
DROP TRIGGER asked_item_is_locked ON workshops_surveyitem;
DROP TRIGGER bank_item_is_locked ON workshops_bankitem;
DROP FUNCTION asked_item_is_locked();
DROP FUNCTION bank_item_is_locked();
"""


class Migration(migrations.Migration):
    replaces = [
        ("workshops", "0001_registrations"),
        ("workshops", "0002_question_bank_and_answers"),
        ("workshops", "0003_rounds_with_times_of_their_own"),
        ("workshops", "0004_programme_travel_visas_and_drafts"),
        ("workshops", "0005_results_reports_and_leads"),
        ("workshops", "0006_example_workshops"),
    ]

    initial = True

    dependencies = [
        ("core", "__first__"),
        ("regions", "0001_schema"),
        ("studies", "0001_schema"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Workshop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "code",
                            models.SlugField(
                                help_text="Stays in addresses: bangkok-2010.",
                                max_length=40,
                                unique=True,
                                verbose_name="code",
                            ),
                        ),
                        (
                            "is_demonstration",
                            models.BooleanField(
                                default=False,
                                help_text="Shown with a note that it is made up.",
                                verbose_name="example record",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("regional_seminar", "Regional seminar"),
                                    ("technical_workshop", "Technical workshop"),
                                    ("expert_group_meeting", "Expert group meeting"),
                                    ("national_workshop", "National workshop"),
                                    ("interregional_meeting", "Interregional meeting"),
                                    ("webinar", "Webinar"),
                                    ("study_visit", "Study visit"),
                                ],
                                default="regional_seminar",
                                max_length=24,
                                verbose_name="type",
                            ),
                        ),
                        (
                            "host",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="workshops",
                                to="regions.commission",
                                verbose_name="host commission",
                            ),
                        ),
                        ("titles", models.JSONField(verbose_name="title by language")),
                        (
                            "summaries",
                            models.JSONField(
                                blank=True, default=dict, verbose_name="summary by language"
                            ),
                        ),
                        (
                            "project",
                            models.CharField(blank=True, max_length=160, verbose_name="project"),
                        ),
                        (
                            "accomplishment",
                            models.CharField(
                                blank=True,
                                choices=[("EA1", "EA1"), ("EA2", "EA2"), ("both", "EA1, EA2")],
                                max_length=4,
                                verbose_name="expected accomplishment served",
                            ),
                        ),
                        (
                            "funding_code",
                            models.CharField(
                                blank=True,
                                max_length=60,
                                verbose_name="code of the donor or the Development Account",
                            ),
                        ),
                        (
                            "languages",
                            models.CharField(
                                default="en",
                                help_text="Codes: en fr ar",
                                max_length=40,
                                verbose_name="languages of work",
                            ),
                        ),
                        (
                            "document_languages",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="languages of documents"
                            ),
                        ),
                        (
                            "interpretation_languages",
                            models.CharField(
                                blank=True,
                                help_text="Codes: en fr ar",
                                max_length=40,
                                verbose_name="languages of interpretation",
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("in_person", "In person"),
                                    ("online", "Online"),
                                    ("hybrid", "In person and online"),
                                ],
                                default="in_person",
                                max_length=10,
                                verbose_name="form",
                            ),
                        ),
                        ("city", models.CharField(blank=True, max_length=120, verbose_name="city")),
                        (
                            "country",
                            models.ForeignKey(
                                blank=True,
                                limit_choices_to={"kind": "country"},
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hosted_workshops",
                                to="regions.area",
                                verbose_name="host country",
                            ),
                        ),
                        (
                            "venue",
                            models.CharField(blank=True, max_length=300, verbose_name="venue"),
                        ),
                        (
                            "platform",
                            models.URLField(blank=True, verbose_name="address of the platform"),
                        ),
                        (
                            "zone",
                            models.CharField(
                                default="UTC",
                                max_length=60,
                                validators=[workshops.models.workshops.check_zone],
                                verbose_name="time zone",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="first day")),
                        ("ends_on", models.DateField(verbose_name="last day")),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("by_nomination", "By nomination of governments"),
                                    ("by_invitation", "By invitation"),
                                    ("open", "Open registration"),
                                ],
                                default="by_nomination",
                                max_length=16,
                                verbose_name="registration",
                            ),
                        ),
                        (
                            "accepts_at_once",
                            models.BooleanField(
                                default=False,
                                help_text="Otherwise every registration is reviewed.",
                                verbose_name="accept at once while seats are free",
                            ),
                        ),
                        (
                            "registration_opens_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="registration opens on"
                            ),
                        ),
                        (
                            "registration_closes_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="registration closes after"
                            ),
                        ),
                        (
                            "nomination_deadline",
                            models.DateField(
                                blank=True, null=True, verbose_name="nomination deadline"
                            ),
                        ),
                        (
                            "travel_deadline",
                            models.DateField(
                                blank=True, null=True, verbose_name="deadline for travel support"
                            ),
                        ),
                        (
                            "visa_deadline",
                            models.DateField(
                                blank=True, null=True, verbose_name="deadline for visa letters"
                            ),
                        ),
                        (
                            "capacity",
                            models.PositiveIntegerField(default=40, verbose_name="seats in all"),
                        ),
                        (
                            "capacity_in_person",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="seats in person"
                            ),
                        ),
                        (
                            "capacity_online",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="seats online"
                            ),
                        ),
                        (
                            "country_quota",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="seats for each country"
                            ),
                        ),
                        (
                            "reserve_size",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty: no limit.",
                                null=True,
                                verbose_name="places on the waiting list",
                            ),
                        ),
                        (
                            "substitution_until",
                            models.DateField(
                                blank=True, null=True, verbose_name="people may be replaced until"
                            ),
                        ),
                        (
                            "funded_per_country",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="funded seats for each country"
                            ),
                        ),
                        (
                            "women_target",
                            models.PositiveSmallIntegerField(
                                default=50,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="target share of women, per cent",
                            ),
                        ),
                        (
                            "offer_days",
                            models.PositiveSmallIntegerField(
                                default=5,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="days an offer stands",
                            ),
                        ),
                        (
                            "completion_share",
                            models.PositiveSmallIntegerField(
                                default=80,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="share of minutes for completion, per cent",
                            ),
                        ),
                        (
                            "signatory",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="signatory of certificates"
                            ),
                        ),
                        (
                            "second_signatory",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="second signatory"
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("announced", "Announced"),
                                    ("nominations_open", "Open for nominations"),
                                    ("nominations_closed", "Nominations closed"),
                                    ("confirmed", "Confirmed"),
                                    ("in_progress", "In progress"),
                                    ("held", "Held"),
                                    ("evaluated", "Evaluated"),
                                    ("reported", "Reported"),
                                    ("archived", "Archived"),
                                    ("postponed", "Postponed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="draft",
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        ("status_reason", models.TextField(blank=True, verbose_name="reason")),
                        (
                            "changed_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="changed at",
                            ),
                        ),
                        (
                            "revision",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="revision"
                            ),
                        ),
                        (
                            "co_hosts",
                            models.ManyToManyField(
                                blank=True,
                                related_name="co_hosted",
                                to="regions.commission",
                                verbose_name="co-hosts",
                            ),
                        ),
                        (
                            "terms",
                            models.ManyToManyField(
                                blank=True,
                                related_name="workshops",
                                to="regions.term",
                                verbose_name="themes, objectives and targets",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "workshop",
                        "verbose_name_plural": "workshops",
                        "ordering": ["-starts_on", "code"],
                        "indexes": [
                            models.Index(fields=["status", "starts_on"], name="workshop_by_day")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="workshop_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("capacity__gt", 0)), name="workshop_has_seats"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("status__in", ["postponed", "cancelled"]), _negated=True
                                    ),
                                    models.Q(("status_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="workshop_says_why_not",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Session",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "workshop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sessions",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("opening", "Opening"),
                                    ("presentation", "Presentation"),
                                    ("panel", "Panel"),
                                    ("discussion", "Discussion"),
                                    ("groups", "Work in groups"),
                                    ("visit", "Field visit"),
                                    ("break", "Break"),
                                    ("closing", "Closing"),
                                ],
                                default="presentation",
                                max_length=14,
                                verbose_name="type",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="starts at")),
                        ("ends_at", models.DateTimeField(verbose_name="ends at")),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("room", models.CharField(blank=True, max_length=300, verbose_name="room")),
                        (
                            "link",
                            models.URLField(
                                blank=True,
                                help_text="Shown on the pages of accepted people only.",
                                verbose_name="link for those online",
                            ),
                        ),
                        (
                            "speakers",
                            models.TextField(
                                blank=True,
                                help_text="One on each line: name, institution.",
                                verbose_name="speakers",
                            ),
                        ),
                        (
                            "moderator",
                            models.CharField(blank=True, max_length=200, verbose_name="moderator"),
                        ),
                        (
                            "countable",
                            models.BooleanField(default=True, verbose_name="counts for attendance"),
                        ),
                        (
                            "code",
                            models.CharField(
                                blank=True,
                                editable=False,
                                max_length=8,
                                verbose_name="code for self check-in",
                            ),
                        ),
                        ("code_until", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "studies",
                            models.ManyToManyField(
                                blank=True,
                                related_name="sessions",
                                to="studies.study",
                                verbose_name="studies presented",
                            ),
                        ),
                        (
                            "recommendations",
                            models.ManyToManyField(
                                blank=True,
                                related_name="sessions",
                                to="studies.recommendation",
                                verbose_name="recommendations discussed",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "session",
                        "verbose_name_plural": "sessions",
                        "ordering": ["workshop", "starts_at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="session_ends_after_it_starts",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Survey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "workshop",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="survey",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="created at"
                            ),
                        ),
                        (
                            "unpaired_on",
                            models.DateField(
                                blank=True,
                                help_text="From that day answers of one person can no longer be paired.",
                                null=True,
                                verbose_name="key destroyed on",
                            ),
                        ),
                        (
                            "invented",
                            models.BooleanField(
                                default=False,
                                help_text="Example data; its pages say so.",
                                verbose_name="made up",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "evaluation",
                        "verbose_name_plural": "evaluations",
                    },
                ),
                migrations.CreateModel(
                    name="SurveyRound",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rounds",
                                to="workshops.survey",
                                verbose_name="evaluation",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("R0", "Baseline, with the registration"),
                                    ("R1", "Pulse after a session"),
                                    ("R2", "End of the workshop"),
                                    ("R3", "Follow-up after 6 months"),
                                    ("R4", "Interview after 12 months"),
                                ],
                                max_length=2,
                                verbose_name="round",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rounds",
                                to="workshops.session",
                                verbose_name="session",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("open", "Open"),
                                    ("closed", "Closed"),
                                ],
                                default="planned",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("opens_at", models.DateTimeField(verbose_name="opens at")),
                        ("closes_at", models.DateTimeField(verbose_name="closes at")),
                        (
                            "own_times",
                            models.BooleanField(
                                default=False,
                                help_text="Otherwise they follow the programme.",
                                verbose_name="times set by hand",
                            ),
                        ),
                        (
                            "room_code",
                            models.CharField(
                                default=evaluations.models.surveys.new_room_code,
                                editable=False,
                                max_length=8,
                                unique=True,
                            ),
                        ),
                        (
                            "mixed_on",
                            models.DateField(
                                blank=True, editable=False, null=True, verbose_name="last mixed on"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "round of an evaluation",
                        "verbose_name_plural": "rounds of evaluations",
                        "ordering": ["survey", "kind", "opens_at", "pk"],
                        "indexes": [
                            models.Index(fields=["state", "opens_at"], name="rounds_by_state")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                                name="round_closes_after_it_opens",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "R1"), ("session__isnull", False)),
                                    models.Q(
                                        models.Q(("kind", "R1"), _negated=True), ("session", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="pulse_has_a_session",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("session", None)),
                                fields=("survey", "kind"),
                                name="round_once",
                            ),
                            models.UniqueConstraint(
                                fields=("session",), name="pulse_once_per_session"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Response",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="responses",
                                to="workshops.surveyround",
                                verbose_name="round",
                            ),
                        ),
                        ("pseudonym", models.BinaryField(max_length=32, verbose_name="pseudonym")),
                        ("groups", models.BinaryField(verbose_name="sealed groups")),
                        ("values", models.JSONField(verbose_name="answers")),
                        ("day", models.DateField(verbose_name="day")),
                    ],
                    options={
                        "verbose_name": "response",
                        "verbose_name_plural": "responses",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "pseudonym"), name="one_response_per_person"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FocalPoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "workshop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="focal_points",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                limit_choices_to={"kind": "country"},
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                                verbose_name="country",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "authority",
                            models.CharField(max_length=200, verbose_name="nominating authority"),
                        ),
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                        (
                            "mandate_from",
                            models.DateField(blank=True, null=True, verbose_name="mandate from"),
                        ),
                        (
                            "mandate_until",
                            models.DateField(blank=True, null=True, verbose_name="mandate until"),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[
                                    ("en", "English"),
                                    ("fr", "French"),
                                    ("es", "Spanish"),
                                    ("ar", "Arabic"),
                                    ("ru", "Russian"),
                                    ("zh", "Chinese"),
                                    ("pt", "Portuguese"),
                                ],
                                default="en",
                                max_length=2,
                                verbose_name="language of correspondence",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "focal point",
                        "verbose_name_plural": "focal points",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("workshop", "country", "email"), name="focal_point_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Nomination",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "title",
                            models.CharField(blank=True, max_length=60, verbose_name="title"),
                        ),
                        ("given", models.CharField(max_length=120, verbose_name="given names")),
                        ("family", models.CharField(max_length=120, verbose_name="family name")),
                        (
                            "printed_name",
                            models.CharField(
                                blank=True,
                                help_text="On badge and certificate, in any script.",
                                max_length=200,
                                verbose_name="name as it should be printed",
                            ),
                        ),
                        (
                            "gender",
                            models.CharField(
                                choices=[
                                    ("woman", "Woman"),
                                    ("man", "Man"),
                                    ("other", "Non-binary or other"),
                                    ("unsaid", "I prefer not to say"),
                                ],
                                default="unsaid",
                                max_length=8,
                                verbose_name="gender",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                blank=True,
                                limit_choices_to={"kind": "country"},
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                                verbose_name="country represented",
                            ),
                        ),
                        (
                            "representation",
                            models.CharField(
                                choices=[
                                    ("delegation", "Government delegation"),
                                    ("individual", "Individual expert"),
                                    ("organisation", "Organisation"),
                                ],
                                default="delegation",
                                max_length=14,
                                verbose_name="comes as",
                            ),
                        ),
                        (
                            "stakeholder",
                            models.CharField(
                                choices=[
                                    ("gov_interior", "Government: migration and interior"),
                                    ("gov_labour", "Government: labour and employment"),
                                    ("gov_foreign", "Government: foreign affairs and diaspora"),
                                    ("gov_planning", "Government: planning, finance, development"),
                                    ("gov_statistics", "National statistical office"),
                                    ("gov_bank", "Central bank"),
                                    ("gov_social", "Government: social affairs and women"),
                                    ("gov_other", "Other ministry"),
                                    ("gov_local", "Sub-national government"),
                                    ("parliament", "Parliament"),
                                    ("nhri", "Judiciary, ombudsperson, human rights institution"),
                                    ("regional", "Regional organisation"),
                                    ("un", "United Nations entity"),
                                    ("igo", "Other intergovernmental organisation"),
                                    ("academia", "Academia and research"),
                                    ("civil", "Civil society and migrant associations"),
                                    ("employers", "Employers"),
                                    ("unions", "Trade unions"),
                                    ("private", "Private sector and money transfer"),
                                    ("media", "Media"),
                                    ("donor", "Donor"),
                                    ("speaker", "Resource person or speaker"),
                                    ("staff", "Organising staff"),
                                    ("support", "Interpreter or support"),
                                ],
                                max_length=16,
                                verbose_name="stakeholder type",
                            ),
                        ),
                        (
                            "organisation",
                            models.CharField(
                                max_length=200, verbose_name="ministry or organisation"
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=160, verbose_name="unit")),
                        (
                            "position",
                            models.CharField(blank=True, max_length=160, verbose_name="position"),
                        ),
                        (
                            "seniority",
                            models.CharField(
                                choices=[
                                    ("minister", "Minister or deputy"),
                                    ("director_general", "Director-general"),
                                    ("director", "Director or head"),
                                    ("senior", "Senior officer"),
                                    ("officer", "Officer or analyst"),
                                    ("other", "Other"),
                                ],
                                default="other",
                                max_length=20,
                                verbose_name="seniority",
                            ),
                        ),
                        (
                            "policy_roles",
                            models.JSONField(
                                blank=True, default=list, verbose_name="role in policy"
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(max_length=254, verbose_name="official e-mail"),
                        ),
                        (
                            "other_email",
                            models.EmailField(
                                blank=True, max_length=254, verbose_name="other e-mail"
                            ),
                        ),
                        (
                            "phone",
                            models.CharField(blank=True, max_length=40, verbose_name="phone"),
                        ),
                        (
                            "messaging",
                            models.BooleanField(
                                default=False,
                                verbose_name="may be reached on it by a messaging app",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[
                                    ("en", "English"),
                                    ("fr", "French"),
                                    ("es", "Spanish"),
                                    ("ar", "Arabic"),
                                    ("ru", "Russian"),
                                    ("zh", "Chinese"),
                                    ("pt", "Portuguese"),
                                ],
                                default="en",
                                max_length=2,
                                verbose_name="language of correspondence",
                            ),
                        ),
                        (
                            "workshop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="nominations",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        (
                            "focal_point",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="nominations",
                                to="workshops.focalpoint",
                                verbose_name="focal point",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("under_review", "Under review"),
                                    ("returned", "Returned to the focal point"),
                                    ("accepted", "Accepted"),
                                    ("reserve", "In reserve"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Withdrawn"),
                                    ("substituted", "Substituted"),
                                    ("expired", "Expired"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "capacity",
                            models.CharField(
                                choices=[
                                    ("head", "Head of delegation"),
                                    ("alternate", "Alternate"),
                                    ("adviser", "Adviser"),
                                ],
                                default="adviser",
                                max_length=10,
                                verbose_name="capacity",
                            ),
                        ),
                        (
                            "rank",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="rank in the country's list"
                            ),
                        ),
                        ("is_reserve", models.BooleanField(default=False, verbose_name="reserve")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("portal", "Focal point on the portal"),
                                    ("note_verbale", "Note verbale"),
                                    ("letter", "Official letter"),
                                    ("org_letter", "Letter of an organisation"),
                                    ("direct", "Direct invitation"),
                                ],
                                default="portal",
                                max_length=14,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(
                                blank=True, max_length=80, verbose_name="number of the note"
                            ),
                        ),
                        (
                            "document_date",
                            models.DateField(
                                blank=True, null=True, verbose_name="date of the note"
                            ),
                        ),
                        (
                            "endorsement",
                            models.TextField(
                                blank=True, max_length=3000, verbose_name="endorsement"
                            ),
                        ),
                        (
                            "note_stored",
                            models.CharField(blank=True, editable=False, max_length=200),
                        ),
                        (
                            "note_filename",
                            models.CharField(
                                blank=True,
                                editable=False,
                                max_length=150,
                                verbose_name="note verbale",
                            ),
                        ),
                        ("note_type", models.CharField(blank=True, editable=False, max_length=100)),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        (
                            "replaces",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="replaced_by",
                                to="workshops.nomination",
                                verbose_name="replaces",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created at"),
                        ),
                        (
                            "changed_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="changed at",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "nomination",
                        "verbose_name_plural": "nominations",
                        "ordering": ["workshop", "country", "is_reserve", "rank", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Registration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "title",
                            models.CharField(blank=True, max_length=60, verbose_name="title"),
                        ),
                        ("given", models.CharField(max_length=120, verbose_name="given names")),
                        ("family", models.CharField(max_length=120, verbose_name="family name")),
                        (
                            "printed_name",
                            models.CharField(
                                blank=True,
                                help_text="On badge and certificate, in any script.",
                                max_length=200,
                                verbose_name="name as it should be printed",
                            ),
                        ),
                        (
                            "gender",
                            models.CharField(
                                choices=[
                                    ("woman", "Woman"),
                                    ("man", "Man"),
                                    ("other", "Non-binary or other"),
                                    ("unsaid", "I prefer not to say"),
                                ],
                                default="unsaid",
                                max_length=8,
                                verbose_name="gender",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                blank=True,
                                limit_choices_to={"kind": "country"},
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                                verbose_name="country represented",
                            ),
                        ),
                        (
                            "representation",
                            models.CharField(
                                choices=[
                                    ("delegation", "Government delegation"),
                                    ("individual", "Individual expert"),
                                    ("organisation", "Organisation"),
                                ],
                                default="delegation",
                                max_length=14,
                                verbose_name="comes as",
                            ),
                        ),
                        (
                            "stakeholder",
                            models.CharField(
                                choices=[
                                    ("gov_interior", "Government: migration and interior"),
                                    ("gov_labour", "Government: labour and employment"),
                                    ("gov_foreign", "Government: foreign affairs and diaspora"),
                                    ("gov_planning", "Government: planning, finance, development"),
                                    ("gov_statistics", "National statistical office"),
                                    ("gov_bank", "Central bank"),
                                    ("gov_social", "Government: social affairs and women"),
                                    ("gov_other", "Other ministry"),
                                    ("gov_local", "Sub-national government"),
                                    ("parliament", "Parliament"),
                                    ("nhri", "Judiciary, ombudsperson, human rights institution"),
                                    ("regional", "Regional organisation"),
                                    ("un", "United Nations entity"),
                                    ("igo", "Other intergovernmental organisation"),
                                    ("academia", "Academia and research"),
                                    ("civil", "Civil society and migrant associations"),
                                    ("employers", "Employers"),
                                    ("unions", "Trade unions"),
                                    ("private", "Private sector and money transfer"),
                                    ("media", "Media"),
                                    ("donor", "Donor"),
                                    ("speaker", "Resource person or speaker"),
                                    ("staff", "Organising staff"),
                                    ("support", "Interpreter or support"),
                                ],
                                max_length=16,
                                verbose_name="stakeholder type",
                            ),
                        ),
                        (
                            "organisation",
                            models.CharField(
                                max_length=200, verbose_name="ministry or organisation"
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=160, verbose_name="unit")),
                        (
                            "position",
                            models.CharField(blank=True, max_length=160, verbose_name="position"),
                        ),
                        (
                            "seniority",
                            models.CharField(
                                choices=[
                                    ("minister", "Minister or deputy"),
                                    ("director_general", "Director-general"),
                                    ("director", "Director or head"),
                                    ("senior", "Senior officer"),
                                    ("officer", "Officer or analyst"),
                                    ("other", "Other"),
                                ],
                                default="other",
                                max_length=20,
                                verbose_name="seniority",
                            ),
                        ),
                        (
                            "policy_roles",
                            models.JSONField(
                                blank=True, default=list, verbose_name="role in policy"
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(max_length=254, verbose_name="official e-mail"),
                        ),
                        (
                            "other_email",
                            models.EmailField(
                                blank=True, max_length=254, verbose_name="other e-mail"
                            ),
                        ),
                        (
                            "phone",
                            models.CharField(blank=True, max_length=40, verbose_name="phone"),
                        ),
                        (
                            "messaging",
                            models.BooleanField(
                                default=False,
                                verbose_name="may be reached on it by a messaging app",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[
                                    ("en", "English"),
                                    ("fr", "French"),
                                    ("es", "Spanish"),
                                    ("ar", "Arabic"),
                                    ("ru", "Russian"),
                                    ("zh", "Chinese"),
                                    ("pt", "Portuguese"),
                                ],
                                default="en",
                                max_length=2,
                                verbose_name="language of correspondence",
                            ),
                        ),
                        (
                            "workshop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        (
                            "nomination",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="registration",
                                to="workshops.nomination",
                                verbose_name="nomination",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("invited", "Invited"),
                                    ("submitted", "Received"),
                                    ("pending_review", "Under review"),
                                    ("returned", "Returned to you for completion"),
                                    ("accepted", "Accepted"),
                                    ("waitlisted", "On the waiting list"),
                                    ("offered", "A seat is offered to you"),
                                    ("offer_expired", "The offer has expired"),
                                    ("declined_by_participant", "Declined by you"),
                                    ("confirmed", "Confirmed"),
                                    ("cancelled_by_participant", "Cancelled by you"),
                                    ("cancelled_by_organiser", "Cancelled by the organiser"),
                                    ("substituted", "Replaced by another person"),
                                    ("rejected", "Not accepted"),
                                    ("checked_in", "Checked in"),
                                    ("no_show", "Did not attend"),
                                    ("attended", "Attended"),
                                    ("completed", "Completed"),
                                ],
                                default="submitted",
                                max_length=24,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[("in_person", "In person"), ("online", "Online")],
                                default="in_person",
                                max_length=10,
                                verbose_name="takes part",
                            ),
                        ),
                        (
                            "interpretation",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("en", "English"),
                                    ("fr", "French"),
                                    ("es", "Spanish"),
                                    ("ar", "Arabic"),
                                    ("ru", "Russian"),
                                    ("zh", "Chinese"),
                                    ("pt", "Portuguese"),
                                ],
                                max_length=2,
                                verbose_name="language of interpretation",
                            ),
                        ),
                        (
                            "first_time",
                            models.BooleanField(
                                blank=True,
                                null=True,
                                verbose_name="first United Nations workshop on migration",
                            ),
                        ),
                        (
                            "access_needs",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="accessibility needs"
                            ),
                        ),
                        (
                            "emergency_contact",
                            models.CharField(
                                blank=True,
                                help_text="Name and phone. Deleted 30 days after the workshop.",
                                max_length=300,
                                verbose_name="emergency contact",
                            ),
                        ),
                        (
                            "diet",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="dietary needs"
                            ),
                        ),
                        (
                            "consent_processing",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="consent to processing"
                            ),
                        ),
                        (
                            "listed",
                            models.CharField(
                                choices=[
                                    ("nobody", "Nobody"),
                                    ("participants", "The other participants"),
                                    ("public", "Everybody"),
                                ],
                                default="nobody",
                                max_length=12,
                                verbose_name="name in the list of participants",
                            ),
                        ),
                        (
                            "listed_until",
                            models.DateField(
                                blank=True,
                                editable=False,
                                null=True,
                                verbose_name="name is listed until",
                            ),
                        ),
                        (
                            "consent_photos",
                            models.BooleanField(default=False, verbose_name="may be photographed"),
                        ),
                        (
                            "consent_contact",
                            models.BooleanField(
                                default=False,
                                verbose_name="may be asked again after 6 and 12 months",
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                default=workshops.models.registrations.new_code,
                                editable=False,
                                max_length=12,
                                unique=True,
                                verbose_name="code",
                            ),
                        ),
                        (
                            "secret",
                            models.CharField(
                                default=workshops.models.registrations.new_secret,
                                editable=False,
                                max_length=24,
                            ),
                        ),
                        (
                            "queued_at",
                            models.DateTimeField(
                                blank=True,
                                editable=False,
                                null=True,
                                verbose_name="on the waiting list since",
                            ),
                        ),
                        (
                            "offered_until",
                            models.DateTimeField(
                                blank=True,
                                editable=False,
                                null=True,
                                verbose_name="offer stands until",
                            ),
                        ),
                        (
                            "answer_until",
                            models.DateField(
                                blank=True,
                                editable=False,
                                null=True,
                                verbose_name="to be completed until",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="created at"),
                        ),
                        (
                            "changed_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="changed at",
                            ),
                        ),
                        (
                            "erased_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="erased at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "registration",
                        "verbose_name_plural": "registrations",
                        "ordering": ["workshop", "family", "given", "pk"],
                        "indexes": [
                            models.Index(fields=["workshop", "state"], name="registration_by_state")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("email"),
                                models.F("workshop"),
                                condition=models.Q(
                                    (
                                        "state__in",
                                        (
                                            "invited",
                                            "submitted",
                                            "pending_review",
                                            "returned",
                                            "waitlisted",
                                            "accepted",
                                            "offered",
                                            "confirmed",
                                            "checked_in",
                                            "attended",
                                            "completed",
                                        ),
                                    )
                                ),
                                name="one_open_registration_per_address",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "offered"), _negated=True),
                                    ("offered_until__isnull", False),
                                    _connector="OR",
                                ),
                                name="offer_has_an_end",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "waitlisted"), _negated=True),
                                    ("queued_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="waiting_has_a_beginning",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attendances",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attendances",
                                to="workshops.session",
                                verbose_name="session",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("present", "Present"),
                                    ("late", "Late"),
                                    ("left_early", "Left early"),
                                    ("remote", "Online"),
                                    ("excused", "Excused"),
                                    ("absent", "Absent"),
                                ],
                                default="present",
                                max_length=12,
                                verbose_name="attendance",
                            ),
                        ),
                        ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("qr", "QR code at the desk"),
                                    ("self_code", "Code on the screen"),
                                    ("signature_sheet", "Signature sheet"),
                                    ("platform_log", "Log of the platform"),
                                    ("manual", "Entered by hand"),
                                ],
                                max_length=16,
                                verbose_name="method",
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="recorded at"
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="key of the recording"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attendance",
                        "verbose_name_plural": "attendances",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("registration", "session"),
                                name="one_attendance_per_session",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("key",),
                                name="recording_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttendanceChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "attendance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="changes",
                                to="workshops.attendance",
                                verbose_name="attendance",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("present", "Present"),
                                    ("late", "Late"),
                                    ("left_early", "Left early"),
                                    ("remote", "Online"),
                                    ("excused", "Excused"),
                                    ("absent", "Absent"),
                                ],
                                max_length=12,
                                verbose_name="attendance",
                            ),
                        ),
                        ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("qr", "QR code at the desk"),
                                    ("self_code", "Code on the screen"),
                                    ("signature_sheet", "Signature sheet"),
                                    ("platform_log", "Log of the platform"),
                                    ("manual", "Entered by hand"),
                                ],
                                max_length=16,
                                verbose_name="method",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="corrected at"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="corrected by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "correction of an attendance",
                        "verbose_name_plural": "corrections of attendances",
                        "ordering": ["at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="PersonalSecret",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "registration",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="personal_secret",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        ("secret", models.BinaryField(verbose_name="secret")),
                    ],
                    options={
                        "verbose_name": "personal secret",
                        "verbose_name_plural": "personal secrets",
                    },
                ),
                migrations.CreateModel(
                    name="PassportReading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="passport_readings",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="at"
                            ),
                        ),
                        ("purpose", models.CharField(max_length=200, verbose_name="purpose")),
                    ],
                    options={
                        "verbose_name": "reading of a passport",
                        "verbose_name_plural": "readings of passports",
                        "ordering": ["-at"],
                    },
                ),
                migrations.CreateModel(
                    name="Passport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "registration",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="passport",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        ("sealed", models.BinaryField(verbose_name="sealed data")),
                        ("kept_until", models.DateField(verbose_name="kept until")),
                        (
                            "given_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="given at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "passport",
                        "verbose_name_plural": "passports",
                        "permissions": [("read_passport", "Can read passports")],
                    },
                ),
                migrations.CreateModel(
                    name="Move",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="moves",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="at"
                            ),
                        ),
                        (
                            "old",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("invited", "Invited"),
                                    ("submitted", "Received"),
                                    ("pending_review", "Under review"),
                                    ("returned", "Returned to you for completion"),
                                    ("accepted", "Accepted"),
                                    ("waitlisted", "On the waiting list"),
                                    ("offered", "A seat is offered to you"),
                                    ("offer_expired", "The offer has expired"),
                                    ("declined_by_participant", "Declined by you"),
                                    ("confirmed", "Confirmed"),
                                    ("cancelled_by_participant", "Cancelled by you"),
                                    ("cancelled_by_organiser", "Cancelled by the organiser"),
                                    ("substituted", "Replaced by another person"),
                                    ("rejected", "Not accepted"),
                                    ("checked_in", "Checked in"),
                                    ("no_show", "Did not attend"),
                                    ("attended", "Attended"),
                                    ("completed", "Completed"),
                                ],
                                max_length=24,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "new",
                            models.CharField(
                                choices=[
                                    ("invited", "Invited"),
                                    ("submitted", "Received"),
                                    ("pending_review", "Under review"),
                                    ("returned", "Returned to you for completion"),
                                    ("accepted", "Accepted"),
                                    ("waitlisted", "On the waiting list"),
                                    ("offered", "A seat is offered to you"),
                                    ("offer_expired", "The offer has expired"),
                                    ("declined_by_participant", "Declined by you"),
                                    ("confirmed", "Confirmed"),
                                    ("cancelled_by_participant", "Cancelled by you"),
                                    ("cancelled_by_organiser", "Cancelled by the organiser"),
                                    ("substituted", "Replaced by another person"),
                                    ("rejected", "Not accepted"),
                                    ("checked_in", "Checked in"),
                                    ("no_show", "Did not attend"),
                                    ("attended", "Attended"),
                                    ("completed", "Completed"),
                                ],
                                max_length=24,
                                verbose_name="to",
                            ),
                        ),
                        (
                            "actor",
                            models.CharField(
                                choices=[
                                    ("person", "participant"),
                                    ("organiser", "organiser"),
                                    ("system", "the portal"),
                                ],
                                max_length=10,
                                verbose_name="actor",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "cause",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("visa", "Visa"),
                                    ("work", "Duties at work"),
                                    ("illness", "Illness"),
                                    ("budget", "Budget"),
                                    ("security", "Security"),
                                    ("other", "Other"),
                                ],
                                max_length=10,
                                verbose_name="cause",
                            ),
                        ),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                    ],
                    options={
                        "verbose_name": "move of a registration",
                        "verbose_name_plural": "moves of registrations",
                        "ordering": ["registration", "at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SealedPlan",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "response",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="plan",
                                to="workshops.response",
                                verbose_name="response",
                            ),
                        ),
                        ("sealed", models.BinaryField(verbose_name="sealed texts")),
                    ],
                    options={
                        "verbose_name": "sealed plan",
                        "verbose_name_plural": "sealed plans",
                    },
                ),
                migrations.CreateModel(
                    name="SideMove",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="side_moves",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        (
                            "ladder",
                            models.CharField(
                                choices=[("travel", "Travel support"), ("visa", "Visa")],
                                max_length=8,
                                verbose_name="of",
                            ),
                        ),
                        ("old", models.CharField(blank=True, max_length=20, verbose_name="from")),
                        ("new", models.CharField(max_length=20, verbose_name="to")),
                        (
                            "at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="at"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                    ],
                    options={
                        "verbose_name": "move of travel or visa",
                        "verbose_name_plural": "moves of travel and visa",
                        "ordering": ["registration", "at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="OutcomeInterview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="interviews",
                                to="workshops.survey",
                                verbose_name="evaluation",
                            ),
                        ),
                        (
                            "focal_point",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="interviews",
                                to="workshops.focalpoint",
                                verbose_name="focal point",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                                verbose_name="country",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="held on")),
                        (
                            "told_by",
                            models.CharField(
                                help_text="Function, not name.",
                                max_length=200,
                                verbose_name="told by",
                            ),
                        ),
                        ("change", models.TextField(blank=True, verbose_name="what changed")),
                        (
                            "stage",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="stage"
                            ),
                        ),
                        (
                            "changed_on",
                            models.CharField(blank=True, max_length=60, verbose_name="since when"),
                        ),
                        (
                            "document",
                            models.CharField(blank=True, max_length=300, verbose_name="document"),
                        ),
                        (
                            "contribution",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="contribution of the workshop"
                            ),
                        ),
                        (
                            "other_causes",
                            models.TextField(blank=True, verbose_name="what else contributed"),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="recorded at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "interview on outcomes",
                        "verbose_name_plural": "interviews on outcomes",
                        "ordering": ["survey", "held_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("change", ""), ("stage__isnull", False), _connector="OR"
                                ),
                                name="a_change_has_a_stage",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                help_text="REL1, FAC, F_APP", max_length=16, verbose_name="code"
                            ),
                        ),
                        (
                            "version",
                            models.PositiveSmallIntegerField(default=1, verbose_name="version"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("rating", "Rating"),
                                    ("yes_partly_no", "Yes, partly, no"),
                                    ("single", "One of several"),
                                    ("multiple", "Several of many"),
                                    ("ranking", "Ranking"),
                                    ("matrix", "Matrix of ratings"),
                                    ("number", "Number"),
                                    ("text", "Text"),
                                ],
                                max_length=14,
                                verbose_name="type",
                            ),
                        ),
                        ("scale", models.CharField(blank=True, max_length=4, verbose_name="scale")),
                        ("texts", models.JSONField(verbose_name="wording by language")),
                        (
                            "hints",
                            models.JSONField(
                                blank=True, default=dict, verbose_name="hint by language"
                            ),
                        ),
                        (
                            "options",
                            models.JSONField(blank=True, default=list, verbose_name="options"),
                        ),
                        (
                            "rows",
                            models.JSONField(
                                blank=True, default=list, verbose_name="rows of the matrix"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("sessions", "Sessions of the programme"),
                                    ("recommendations", "Recommendations discussed"),
                                    ("themes", "Themes of the workshop"),
                                    ("studies", "Studies presented; one question for each"),
                                ],
                                max_length=16,
                                verbose_name="options from",
                            ),
                        ),
                        (
                            "construct",
                            models.CharField(blank=True, max_length=40, verbose_name="construct"),
                        ),
                        (
                            "rounds",
                            models.JSONField(blank=True, default=list, verbose_name="rounds"),
                        ),
                        ("page", models.PositiveSmallIntegerField(default=1, verbose_name="page")),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=1, verbose_name="position"),
                        ),
                        (
                            "core",
                            models.BooleanField(
                                default=False,
                                help_text="Asked by all five commissions, in these words.",
                                verbose_name="core",
                            ),
                        ),
                        (
                            "not_applicable",
                            models.BooleanField(
                                default=False, verbose_name="offers “not applicable”"
                            ),
                        ),
                        (
                            "dont_know",
                            models.BooleanField(default=False, verbose_name="offers “do not know”"),
                        ),
                        ("required", models.BooleanField(default=False, verbose_name="required")),
                        (
                            "quotable",
                            models.BooleanField(
                                default=False, verbose_name="asks whether the text may be quoted"
                            ),
                        ),
                        (
                            "private",
                            models.BooleanField(
                                default=False,
                                help_text="Sealed; only its author ever reads it again.",
                                verbose_name="private",
                            ),
                        ),
                        (
                            "shown_if",
                            models.CharField(
                                blank=True, max_length=16, verbose_name="shown if the item"
                            ),
                        ),
                        (
                            "shown_codes",
                            models.JSONField(
                                blank=True, default=list, verbose_name="has one of the codes"
                            ),
                        ),
                        (
                            "retired_on",
                            models.DateField(blank=True, null=True, verbose_name="retired on"),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="own_items",
                                to="workshops.survey",
                                verbose_name="survey it belongs to",
                            ),
                        ),
                        (
                            "slot",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="place among the five"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "item of the question bank",
                        "verbose_name_plural": "items of the question bank",
                        "ordering": ["page", "position", "code", "version"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("survey", None)),
                                fields=("code", "version"),
                                name="bank_version_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("survey__isnull", False)),
                                fields=("survey", "code"),
                                name="own_code_once",
                            ),
                            models.UniqueConstraint(
                                fields=("survey", "slot"), name="own_place_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("slot", None), ("survey", None)),
                                    models.Q(
                                        ("core", False),
                                        ("slot__gte", 1),
                                        ("slot__lte", 5),
                                        ("survey__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="at_most_five_own_items",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("private", False),
                                    models.Q(("kind", "text"), ("quotable", False)),
                                    _connector="OR",
                                ),
                                name="only_texts_are_private",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="workshops.surveyround",
                                verbose_name="round",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uses",
                                to="workshops.bankitem",
                                verbose_name="item",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="USE2_1", max_length=20, verbose_name="name"
                            ),
                        ),
                        ("page", models.PositiveSmallIntegerField(default=1, verbose_name="page")),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=1, verbose_name="position"),
                        ),
                        (
                            "subject",
                            models.JSONField(
                                blank=True,
                                default=dict,
                                help_text="Fills {subject} in the wording: the theme, the title of a study.",
                                verbose_name="what is asked about, by language",
                            ),
                        ),
                        (
                            "options",
                            models.JSONField(
                                blank=True,
                                default=list,
                                help_text='[{"code": 1, "texts": {"en": …}, "of": "session:12"}]',
                                verbose_name="options of this workshop",
                            ),
                        ),
                        ("required", models.BooleanField(default=False, verbose_name="required")),
                        (
                            "shown_if",
                            models.CharField(
                                blank=True, max_length=20, verbose_name="shown if the item"
                            ),
                        ),
                        (
                            "shown_codes",
                            models.JSONField(
                                blank=True, default=list, verbose_name="has one of the codes"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "question of a round",
                        "verbose_name_plural": "questions of rounds",
                        "ordering": ["round", "page", "position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "name"), name="asked_once_in_a_round"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResponseText",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "response",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="texts",
                                to="workshops.response",
                                verbose_name="response",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="texts",
                                to="workshops.surveyitem",
                                verbose_name="question",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="text")),
                        (
                            "quotable",
                            models.BooleanField(default=False, verbose_name="may be quoted"),
                        ),
                    ],
                    options={
                        "verbose_name": "text of a response",
                        "verbose_name_plural": "texts of responses",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("response", "item"), name="one_text_per_question"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "survey",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="key",
                                to="workshops.survey",
                                verbose_name="evaluation",
                            ),
                        ),
                        ("sealed", models.BinaryField(verbose_name="sealed key")),
                    ],
                    options={
                        "verbose_name": "key of an evaluation",
                        "verbose_name_plural": "keys of evaluations",
                    },
                ),
                migrations.CreateModel(
                    name="PreparedResults",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="results",
                                to="workshops.surveyround",
                                verbose_name="round",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveSmallIntegerField(default=1, verbose_name="version"),
                        ),
                        ("content", models.JSONField(verbose_name="figures")),
                        ("basis", models.BinaryField(verbose_name="sealed basis")),
                        (
                            "digest",
                            models.CharField(max_length=64, verbose_name="digest of the answers"),
                        ),
                        (
                            "made_on",
                            models.DateField(
                                default=django.utils.timezone.localdate, verbose_name="made on"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "prepared results",
                        "verbose_name_plural": "prepared results",
                        "ordering": ["round", "-version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "version"), name="results_version_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperForm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="paper_forms",
                                to="workshops.surveyround",
                                verbose_name="round",
                            ),
                        ),
                        (
                            "number",
                            models.PositiveSmallIntegerField(verbose_name="number on the form"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("first", "To be keyed in a second time"),
                                    ("differs", "The two entries differ"),
                                    ("done", "Keyed in"),
                                ],
                                default="first",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "paper form",
                        "verbose_name_plural": "paper forms",
                        "ordering": ["round", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "number"), name="paper_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="workshops.surveyround",
                                verbose_name="round",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        (
                            "on_paper",
                            models.BooleanField(
                                default=False, verbose_name="handed in a paper form"
                            ),
                        ),
                        (
                            "answered",
                            models.BooleanField(editable=False, null=True, verbose_name="answered"),
                        ),
                    ],
                    options={
                        "verbose_name": "invitation to answer",
                        "verbose_name_plural": "invitations to answer",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "registration"), name="asked_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TextTheme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="themes",
                                to="workshops.survey",
                                verbose_name="evaluation",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="theme")),
                    ],
                    options={
                        "verbose_name": "theme of texts",
                        "verbose_name_plural": "themes of texts",
                        "ordering": ["survey", "name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("survey", "name"), name="theme_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TextCoding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "text",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="codings",
                                to="workshops.responsetext",
                                verbose_name="text",
                            ),
                        ),
                        (
                            "coder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="text_codings",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="coder",
                            ),
                        ),
                        (
                            "themes",
                            models.ManyToManyField(
                                blank=True,
                                related_name="codings",
                                to="workshops.texttheme",
                                verbose_name="themes",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "coding of a text",
                        "verbose_name_plural": "codings of texts",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("text", "coder"), name="coded_once_by_each"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VisaCase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "registration",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="visa",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("not_needed", "Not needed"),
                                    ("needed", "Needed"),
                                    ("letter_requested", "Letter requested"),
                                    ("letter_issued", "Letter issued"),
                                    ("applied", "Applied for"),
                                    ("granted", "Granted"),
                                    ("refused", "Refused"),
                                    ("late", "Not in time"),
                                ],
                                default="needed",
                                max_length=18,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "changed_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="changed at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "visa",
                        "verbose_name_plural": "visas",
                    },
                ),
                migrations.CreateModel(
                    name="VisaLetter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="visa_letters",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        (
                            "number",
                            models.CharField(max_length=60, unique=True, verbose_name="number"),
                        ),
                        (
                            "language",
                            models.CharField(default="en", max_length=2, verbose_name="language"),
                        ),
                        (
                            "signatory",
                            models.CharField(blank=True, max_length=200, verbose_name="signatory"),
                        ),
                        (
                            "issued_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="issued at"
                            ),
                        ),
                        (
                            "issued_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="issued by",
                            ),
                        ),
                        (
                            "revoked_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                        ),
                    ],
                    options={
                        "verbose_name": "visa letter",
                        "verbose_name_plural": "visa letters",
                        "ordering": ["registration", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="TravelRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "registration",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="travel",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "Requested"),
                                    ("docs_missing", "Documents missing"),
                                    ("approved", "Approved"),
                                    ("declined", "Declined"),
                                    ("booked", "Booked"),
                                    ("ticketed", "Ticket issued"),
                                    ("travelled", "Travelled"),
                                    ("settled", "Settled"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="requested",
                                max_length=14,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "wanted",
                            models.CharField(
                                choices=[
                                    ("ticket", "Ticket"),
                                    ("dsa", "Daily subsistence"),
                                    ("full", "Ticket, daily subsistence and terminals"),
                                    ("partial", "A part of the cost"),
                                ],
                                default="full",
                                max_length=8,
                                verbose_name="support",
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ldc", "Least developed country"),
                                    ("lldc", "Landlocked developing country"),
                                    ("sids", "Small island developing State"),
                                    ("developing", "Developing country"),
                                    ("expert", "Expert of the workshop"),
                                    ("other", "Other"),
                                ],
                                max_length=12,
                                verbose_name="basis",
                            ),
                        ),
                        (
                            "priority",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="priority score"
                            ),
                        ),
                        (
                            "departure_city",
                            models.CharField(max_length=120, verbose_name="departure city"),
                        ),
                        (
                            "arrives_on",
                            models.DateField(blank=True, null=True, verbose_name="arrives on"),
                        ),
                        (
                            "departs_on",
                            models.DateField(blank=True, null=True, verbose_name="departs on"),
                        ),
                        (
                            "wishes",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="wishes for the journey"
                            ),
                        ),
                        (
                            "flights",
                            models.CharField(blank=True, max_length=200, verbose_name="flights"),
                        ),
                        (
                            "ticketed_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="ticket issued on"
                            ),
                        ),
                        (
                            "dsa_rate",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=8,
                                null=True,
                                verbose_name="daily subsistence, USD a day",
                            ),
                        ),
                        (
                            "dsa_paid_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="subsistence paid on"
                            ),
                        ),
                        (
                            "dsa_reference",
                            models.CharField(
                                blank=True, max_length=80, verbose_name="reference of the payment"
                            ),
                        ),
                        (
                            "hotel",
                            models.CharField(blank=True, max_length=160, verbose_name="hotel"),
                        ),
                        (
                            "lost_cost",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=9,
                                null=True,
                                verbose_name="cost of a cancellation or absence, USD",
                            ),
                        ),
                        (
                            "funded_in",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="funded_seats",
                                to="workshops.workshop",
                                verbose_name="funded in",
                            ),
                        ),
                        (
                            "funded_country",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                                verbose_name="funded for",
                            ),
                        ),
                        (
                            "funded_seat",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="funded seat"
                            ),
                        ),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        (
                            "decided_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="decided at"
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
                            ),
                        ),
                        (
                            "changed_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="changed at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "travel request",
                        "verbose_name_plural": "travel requests",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("funded_in", "funded_country", "funded_seat"),
                                name="funded_seat_given_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "workshop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=1, verbose_name="position"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("text", "Text"),
                                    ("choice", "Choice"),
                                    ("yes_no", "Yes or no"),
                                    ("file", "File"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("texts", models.JSONField(verbose_name="wording by language")),
                        (
                            "options",
                            models.JSONField(
                                blank=True,
                                default=dict,
                                verbose_name="options by code and language",
                            ),
                        ),
                        ("required", models.BooleanField(default=False, verbose_name="required")),
                        (
                            "personal",
                            models.BooleanField(
                                default=True,
                                help_text="Erased with the other personal data.",
                                verbose_name="personal",
                            ),
                        ),
                        (
                            "shown_if",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="workshops.question",
                                verbose_name="shown if",
                            ),
                        ),
                        (
                            "shown_value",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="has the answer"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "question",
                        "verbose_name_plural": "questions",
                        "ordering": ["workshop", "position", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="PolicyLead",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "workshop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="policy_leads",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                blank=True,
                                help_text="Filled in when the lead is checked; the answer does not say it.",
                                limit_choices_to={"kind": "country"},
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="regions.area",
                                verbose_name="country",
                            ),
                        ),
                        (
                            "answer",
                            models.PositiveSmallIntegerField(
                                help_text="F_POL: 1, 2", verbose_name="answer"
                            ),
                        ),
                        (
                            "instrument",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="F_POLK",
                                null=True,
                                verbose_name="kind of instrument",
                            ),
                        ),
                        ("what", models.TextField(blank=True, verbose_name="what")),
                        (
                            "stage",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="F_POLS", null=True, verbose_name="stage"
                            ),
                        ),
                        (
                            "since",
                            models.CharField(
                                blank=True, max_length=2000, verbose_name="since when"
                            ),
                        ),
                        (
                            "document",
                            models.CharField(blank=True, max_length=2000, verbose_name="document"),
                        ),
                        (
                            "contribution",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="F_CON, scale K4",
                                null=True,
                                verbose_name="contribution of the workshop",
                            ),
                        ),
                        (
                            "other_causes",
                            models.TextField(blank=True, verbose_name="what else contributed"),
                        ),
                        ("source", models.CharField(editable=False, max_length=64, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "To be checked"),
                                    ("taken", "Taken up"),
                                    ("dismissed", "Dismissed"),
                                ],
                                default="new",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
                            ),
                        ),
                        (
                            "decided_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                        ),
                    ],
                    options={
                        "verbose_name": "lead to a policy change",
                        "verbose_name_plural": "leads to policy changes",
                        "ordering": ["workshop", "source"],
                    },
                ),
                migrations.CreateModel(
                    name="Mail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                help_text="What it is sent for; never twice.",
                                max_length=120,
                                unique=True,
                                verbose_name="reason",
                            ),
                        ),
                        ("to", models.EmailField(max_length=254, verbose_name="to")),
                        ("language", models.CharField(max_length=2, verbose_name="language")),
                        ("subject", models.CharField(max_length=300, verbose_name="subject")),
                        ("body", models.TextField(verbose_name="text")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Waiting"),
                                    ("sent", "Sent"),
                                    ("kept", "Kept here, nothing is sent"),
                                    ("failed", "Given up"),
                                    ("bounced", "Came back"),
                                ],
                                default="queued",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "tries",
                            models.PositiveSmallIntegerField(default=0, verbose_name="tries"),
                        ),
                        (
                            "next_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="next try at"
                            ),
                        ),
                        (
                            "problem",
                            models.CharField(blank=True, max_length=300, verbose_name="problem"),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="created at"
                            ),
                        ),
                        (
                            "sent_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="sent at"),
                        ),
                        (
                            "workshop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mails",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mails",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        (
                            "focal_point",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mails",
                                to="workshops.focalpoint",
                                verbose_name="focal point",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mail",
                        "verbose_name_plural": "mails",
                        "ordering": ["-created_at", "-pk"],
                        "abstract": False,
                        "indexes": [models.Index(fields=["state", "next_at"], name="mail_to_send")],
                    },
                ),
                migrations.CreateModel(
                    name="GroupQuota",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "workshop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="group_quotas",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        ("group", models.CharField(max_length=24, verbose_name="group")),
                        ("seats", models.PositiveIntegerField(verbose_name="seats")),
                    ],
                    options={
                        "verbose_name": "seats of a group",
                        "verbose_name_plural": "seats of groups",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("workshop", "group"), name="one_quota_per_group"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EvaluationReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "workshop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="evaluation_reports",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        (
                            "language",
                            models.CharField(
                                choices=[
                                    ("en", "English"),
                                    ("fr", "French"),
                                    ("es", "Spanish"),
                                    ("ar", "Arabic"),
                                    ("ru", "Russian"),
                                    ("zh", "Chinese"),
                                ],
                                max_length=2,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Being made"),
                                    ("ready", "Ready"),
                                    ("failed", "Failed"),
                                ],
                                default="queued",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "problem",
                            models.CharField(blank=True, max_length=300, verbose_name="problem"),
                        ),
                        (
                            "content",
                            models.JSONField(
                                blank=True, default=dict, verbose_name="figures and sentences"
                            ),
                        ),
                        ("pdf", models.BinaryField(blank=True, default=bytes, verbose_name="PDF")),
                        (
                            "xlsx",
                            models.BinaryField(blank=True, default=bytes, verbose_name="workbook"),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked for by",
                            ),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="asked for at"
                            ),
                        ),
                        (
                            "made_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="made at"),
                        ),
                    ],
                    options={
                        "verbose_name": "evaluation report",
                        "verbose_name_plural": "evaluation reports",
                        "ordering": ["workshop", "-number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("workshop", "number"), name="report_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ready"), _negated=True),
                                    ("made_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="ready_report_has_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "workshop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        (
                            "registration",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="draft",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                        (
                            "language",
                            models.CharField(default="en", max_length=2, verbose_name="language"),
                        ),
                        ("written", models.JSONField(default=dict, verbose_name="as written")),
                        (
                            "secret",
                            models.CharField(
                                default=workshops.models.registrations.new_secret,
                                editable=False,
                                max_length=24,
                                unique=True,
                            ),
                        ),
                        (
                            "saved_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="saved at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "registration begun",
                        "verbose_name_plural": "registrations begun",
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("email"),
                                models.F("workshop"),
                                name="one_draft_per_address",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkshopEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "workshop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="at"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        ("action", models.CharField(max_length=40, verbose_name="action")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                    ],
                    options={
                        "verbose_name": "event of a workshop",
                        "verbose_name_plural": "events of workshops",
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="WorkshopRole",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "workshop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="roles",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="workshop_roles",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("owner", "Owner: everything"),
                                    ("moderator", "Moderator: registrations and mail"),
                                    ("desk", "Desk: attendance only"),
                                    ("evaluation", "Evaluation: statistics and surveys"),
                                ],
                                max_length=12,
                                verbose_name="task",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "task in a workshop",
                        "verbose_name_plural": "tasks in workshops",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("workshop", "user", "role"), name="task_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="workshops.paperform",
                                verbose_name="paper form",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="keyed in by",
                            ),
                        ),
                        ("answers", models.JSONField(verbose_name="answers")),
                    ],
                    options={
                        "verbose_name": "entry of a paper form",
                        "verbose_name_plural": "entries of paper forms",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("form", "by"), name="entered_once_by_each"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Certificate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificates",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("participation", "Certificate of participation"),
                                    ("completion", "Certificate of completion"),
                                    ("speaker", "Certificate for speakers"),
                                    ("organiser", "Certificate for organisers"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "serial",
                            models.CharField(
                                default=workshops.models.proceedings.new_serial,
                                editable=False,
                                max_length=14,
                                unique=True,
                                verbose_name="serial",
                            ),
                        ),
                        (
                            "printed_name",
                            models.CharField(max_length=200, verbose_name="name as printed"),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[
                                    ("en", "English"),
                                    ("fr", "French"),
                                    ("es", "Spanish"),
                                    ("ar", "Arabic"),
                                    ("ru", "Russian"),
                                    ("zh", "Chinese"),
                                    ("pt", "Portuguese"),
                                ],
                                max_length=2,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "hours",
                            models.DecimalField(
                                decimal_places=1, max_digits=5, verbose_name="hours"
                            ),
                        ),
                        (
                            "sessions",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="sessions attended"
                            ),
                        ),
                        (
                            "issued_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="issued at"
                            ),
                        ),
                        (
                            "issued_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="issued by",
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="workshops.certificate",
                                verbose_name="replaces",
                            ),
                        ),
                        (
                            "revoked_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                        ),
                        (
                            "revoked_reason",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="reason of the revocation"
                            ),
                        ),
                        ("stored", models.CharField(blank=True, editable=False, max_length=200)),
                        ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                    ],
                    options={
                        "verbose_name": "certificate",
                        "verbose_name_plural": "certificates",
                        "ordering": ["registration", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_at", None)),
                                fields=("registration", "kind"),
                                name="one_valid_certificate_of_a_kind",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="workshops.registration",
                                verbose_name="registration",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="workshops.question",
                                verbose_name="question",
                            ),
                        ),
                        ("value", models.TextField(blank=True, verbose_name="answer")),
                        ("stored", models.CharField(blank=True, editable=False, max_length=200)),
                        (
                            "media_type",
                            models.CharField(blank=True, editable=False, max_length=100),
                        ),
                    ],
                    options={
                        "verbose_name": "answer",
                        "verbose_name_plural": "answers",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("registration", "question"), name="one_answer_per_question"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Material",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="materials",
                                to="workshops.session",
                                verbose_name="session",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        (
                            "language",
                            models.CharField(
                                choices=[
                                    ("en", "English"),
                                    ("fr", "French"),
                                    ("es", "Spanish"),
                                    ("ar", "Arabic"),
                                    ("ru", "Russian"),
                                    ("zh", "Chinese"),
                                    ("pt", "Portuguese"),
                                ],
                                default="en",
                                max_length=2,
                                verbose_name="language",
                            ),
                        ),
                        ("address", models.URLField(blank=True, verbose_name="address")),
                        ("stored", models.CharField(blank=True, editable=False, max_length=200)),
                        ("filename", models.CharField(blank=True, editable=False, max_length=150)),
                        (
                            "media_type",
                            models.CharField(blank=True, editable=False, max_length=100),
                        ),
                    ],
                    options={
                        "verbose_name": "material",
                        "verbose_name_plural": "materials",
                        "ordering": ["session", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("address", ""), _negated=True),
                                    models.Q(("stored", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="material_is_somewhere",
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(LOCKS, UNLOCKS),
    ]
