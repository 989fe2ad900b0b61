"""The results framework, changes, claims, status reports and their locks."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import outcomes.models.changes
from core.schema import CreateModels

FORWARD = """
CREATE FUNCTION outcomes_refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'period_is_locked',
    MESSAGE = what || ' belongs to a certified report and cannot be changed';
END $$;

CREATE FUNCTION outcomes_report_lock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving text[] := ARRAY['state', 'published_at', 'changed_at', 'revision'];
BEGIN
  IF OLD.state NOT IN ('certified', 'published') THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' THEN PERFORM outcomes_refuse('The status report'); END IF;
  -- An account may be deleted; who it was is in the events.
  IF NEW.submitted_by_id IS NULL THEN moving := moving || ARRAY['submitted_by_id']; END IF;
  IF NEW.approved_by_id IS NULL THEN moving := moving || ARRAY['approved_by_id']; END IF;
  IF NEW.certified_by_id IS NULL THEN moving := moving || ARRAY['certified_by_id']; END IF;
  IF NEW.state NOT IN ('certified', 'published')
     OR (OLD.state = 'published' AND NEW.state <> 'published')
     OR (to_jsonb(NEW) - moving) <> (to_jsonb(OLD) - moving) THEN
    PERFORM outcomes_refuse('The status report');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION outcomes_part_lock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving text[] := ARRAY['stale_since', 'moved', 'checked_at'];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (to_jsonb(NEW) - moving) = (to_jsonb(OLD) - moving) THEN RETURN NEW; END IF;
  END IF;
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM outcomes_statusreport
       WHERE id = OLD.report_id AND state IN ('certified', 'published')) THEN
    PERFORM outcomes_refuse(TG_ARGV[0]);
  END IF;
  IF TG_OP <> 'DELETE' AND EXISTS (SELECT FROM outcomes_statusreport
       WHERE id = NEW.report_id AND state IN ('certified', 'published')) THEN
    PERFORM outcomes_refuse(TG_ARGV[0]);
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION outcomes_target_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM outcomes_statusreport
       WHERE period_id = OLD.period_id AND state IN ('certified', 'published')) THEN
    PERFORM outcomes_refuse('The target');
  END IF;
  IF TG_OP <> 'DELETE' AND EXISTS (SELECT FROM outcomes_statusreport
       WHERE period_id = NEW.period_id AND state IN ('certified', 'published')) THEN
    PERFORM outcomes_refuse('The target');
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER outcomes_report_lock BEFORE UPDATE OR DELETE ON outcomes_statusreport
  FOR EACH ROW EXECUTE FUNCTION outcomes_report_lock();
CREATE TRIGGER outcomes_claim_lock BEFORE INSERT OR UPDATE OR DELETE ON outcomes_claim
  FOR EACH ROW EXECUTE FUNCTION outcomes_part_lock('The claim');
CREATE TRIGGER outcomes_text_lock BEFORE INSERT OR UPDATE OR DELETE ON outcomes_reporttext
  FOR EACH ROW EXECUTE FUNCTION outcomes_part_lock('The text');
CREATE TRIGGER outcomes_actual_lock BEFORE INSERT OR UPDATE OR DELETE ON outcomes_actual
  FOR EACH ROW EXECUTE FUNCTION outcomes_part_lock('The figure');
CREATE TRIGGER outcomes_target_lock BEFORE INSERT OR UPDATE OR DELETE ON outcomes_target
  FOR EACH ROW EXECUTE FUNCTION outcomes_target_lock();
"""

BACKWARD = """
DROP TRIGGER outcomes_target_lock ON outcomes_target;
DROP TRIGGER outcomes_actual_lock ON outcomes_actual;
DROP TRIGGER outcomes_text_lock ON outcomes_reporttext;
DROP TRIGGER outcomes_claim_lock ON outcomes_claim;
DROP TRIGGER outcomes_report_lock ON outcomes_statusreport;
DROP FUNCTION outcomes_target_lock();
DROP FUNCTION outcomes_part_lock();
DROP FUNCTION outcomes_report_lock();
DROP FUNCTION outcomes_refuse(text);
"""


class Migration(migrations.Migration):
    replaces = [
        ("outcomes", "0001_results"),
        ("outcomes", "0002_locked_periods"),
        ("outcomes", "0003_reporting_organisation"),
    ]

    initial = True

    dependencies = [
        ("core", "__first__"),
        ("regions", "0001_schema"),
        ("studies", "0001_schema"),
        ("workshops", "0001_schema"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Project",
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
                        ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                        ("titles", models.JSONField(verbose_name="title by language")),
                        ("objectives", models.JSONField(verbose_name="objective by language")),
                        (
                            "da_code",
                            models.CharField(
                                blank=True, max_length=30, verbose_name="Development Account code"
                            ),
                        ),
                        (
                            "executing_entity",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="executing entity"
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="first day")),
                        ("ends_on", models.DateField(verbose_name="last day")),
                        (
                            "iati_identifier",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="IATI identifier"
                            ),
                        ),
                        (
                            "iati_organisation",
                            models.CharField(
                                blank=True,
                                max_length=100,
                                verbose_name="IATI identifier of the reporting organisation",
                            ),
                        ),
                        (
                            "is_demonstration",
                            models.BooleanField(default=False, verbose_name="example record"),
                        ),
                        (
                            "commissions",
                            models.ManyToManyField(
                                help_text="Each has its row in every table, also when the row is empty.",
                                related_name="+",
                                to="regions.commission",
                                verbose_name="commissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "project",
                        "verbose_name_plural": "projects",
                        "ordering": ["starts_on", "code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="project_ends_after_it_starts",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Accomplishment",
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
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="accomplishments",
                                to="outcomes.project",
                                verbose_name="project",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        ("texts", models.JSONField(verbose_name="text by language")),
                    ],
                    options={
                        "verbose_name": "expected accomplishment",
                        "verbose_name_plural": "expected accomplishments",
                        "ordering": ["project", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("project", "number"), name="accomplishment_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AchievementIndicator",
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
                            "accomplishment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="indicators",
                                to="outcomes.accomplishment",
                                verbose_name="accomplishment",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        ("texts", models.JSONField(verbose_name="text by language")),
                        ("measure", models.CharField(max_length=60, verbose_name="measure")),
                        (
                            "item",
                            models.CharField(
                                blank=True,
                                help_text="For measures of a survey item: SKI1.",
                                max_length=20,
                                verbose_name="survey item",
                            ),
                        ),
                        (
                            "baseline",
                            models.FloatField(blank=True, null=True, verbose_name="baseline"),
                        ),
                        (
                            "baseline_year",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="year of the baseline"
                            ),
                        ),
                        (
                            "baseline_note",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="note on the baseline"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "indicator of achievement",
                        "verbose_name_plural": "indicators of achievement",
                        "ordering": ["accomplishment", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("accomplishment", "number"),
                                name="indicator_of_achievement_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("baseline", None),
                                    ("baseline_year__isnull", False),
                                    _connector="OR",
                                ),
                                name="baseline_has_its_year",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NeedWeight",
                    fields=[
                        (
                            "code",
                            models.CharField(
                                max_length=30,
                                primary_key=True,
                                serialize=False,
                                verbose_name="aspect",
                            ),
                        ),
                        ("weight", models.FloatField(verbose_name="weight")),
                    ],
                    options={
                        "verbose_name": "weight of an aspect of need",
                        "verbose_name_plural": "weights of aspects of need",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("weight__gte", 0)),
                                name="weight_is_not_negative",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutcomeEvent",
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
                            "about",
                            models.CharField(
                                choices=[
                                    ("change", "Policy change"),
                                    ("report", "Status report"),
                                    ("framework", "Results framework"),
                                ],
                                max_length=10,
                                verbose_name="about",
                            ),
                        ),
                        ("record", models.BigIntegerField(verbose_name="record")),
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
                        (
                            "detail",
                            models.JSONField(blank=True, default=dict, verbose_name="detail"),
                        ),
                    ],
                    options={
                        "verbose_name": "event of outcomes",
                        "verbose_name_plural": "events of outcomes",
                        "ordering": ["-at", "-pk"],
                        "indexes": [
                            models.Index(
                                fields=["about", "record", "-at"], name="outcome_event_of_record"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutcomeRole",
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
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="outcome_roles",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("recorder", "Recorder: policy changes and drafts of reports"),
                                    ("reviewer", "Reviewer: publishes changes, approves reports"),
                                    (
                                        "manager",
                                        "Manager: framework, certifies and publishes reports",
                                    ),
                                ],
                                max_length=10,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "commission",
                            models.ForeignKey(
                                blank=True,
                                help_text="Recorders only: the commission whose members they write of. Empty: all.",
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="regions.commission",
                                verbose_name="commission",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "role for outcomes",
                        "verbose_name_plural": "roles for outcomes",
                        "ordering": ["user", "role"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "role", "commission"),
                                name="outcome_role_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("role", "recorder"), ("commission", None), _connector="OR"
                                ),
                                name="only_recorders_have_a_commission",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PolicyChange",
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
                            "country",
                            models.ForeignKey(
                                limit_choices_to={"kind": "country"},
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="policy_changes",
                                to="regions.area",
                                verbose_name="country",
                            ),
                        ),
                        ("titles", models.JSONField(verbose_name="title by language")),
                        (
                            "summaries",
                            models.JSONField(
                                blank=True, default=dict, verbose_name="what changed, by language"
                            ),
                        ),
                        (
                            "instrument",
                            models.CharField(
                                choices=[
                                    ("law", "Law"),
                                    ("regulation", "Regulation or decree"),
                                    ("strategy", "Strategy or plan"),
                                    ("programme", "Programme"),
                                    ("agreement", "International agreement"),
                                    ("institution", "Institution or coordination"),
                                    ("data", "Data practice"),
                                    ("budget", "Budget"),
                                    ("other", "Other"),
                                ],
                                max_length=12,
                                verbose_name="instrument",
                            ),
                        ),
                        (
                            "instrument_name",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="official name"
                            ),
                        ),
                        ("acted_by", models.CharField(max_length=300, verbose_name="who acted")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("policy", "Policy"),
                                    ("practice", "Practice"),
                                    ("action", "Action"),
                                    ("relation", "Relationship"),
                                    ("behaviour", "Behaviour"),
                                ],
                                default="policy",
                                max_length=10,
                                verbose_name="what changed",
                            ),
                        ),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("control", "Border and land control"),
                                    ("entry", "Legal entry and stay"),
                                    ("integration", "Integration"),
                                    ("exit", "Exit"),
                                    ("none", "None of these"),
                                ],
                                max_length=12,
                                verbose_name="policy area",
                            ),
                        ),
                        (
                            "tool",
                            models.CharField(
                                choices=[
                                    ("surveillance", "Surveillance and control powers"),
                                    ("documents", "Identification documents"),
                                    ("detention", "Detention"),
                                    ("carriers", "Carrier liabilities"),
                                    ("employers", "Employer liabilities"),
                                    ("sanctions", "Other sanctions"),
                                    ("travel_visa", "Travel visa or permit"),
                                    ("work_visa", "Work visa or permit"),
                                    ("stay", "Entry visa or stay permit"),
                                    ("points", "Points-based system"),
                                    ("quota", "Quota or target"),
                                    ("regularisation", "Regularisation"),
                                    ("ban", "Entry ban"),
                                    (
                                        "recruitment",
                                        "Recruitment and assisted migration programmes",
                                    ),
                                    ("resettlement", "Resettlement programmes"),
                                    ("free_mobility", "Free mobility rights and agreements"),
                                    ("integration", "Language, housing and cultural programmes"),
                                    (
                                        "social",
                                        "Access to social benefits and socio-economic rights",
                                    ),
                                    ("justice", "Access to justice and political rights"),
                                    ("residence", "Access to permanent residence"),
                                    ("citizenship", "Access to citizenship"),
                                    ("return", "Return and reintegration programmes"),
                                    ("readmission", "Readmission agreements"),
                                    ("expulsion", "Expulsion"),
                                    ("exit", "Exit visa, permit or ban"),
                                    ("capacity", "Institutional capacities"),
                                    ("strategy", "Action plan, strategy or report"),
                                    ("context", "Other"),
                                ],
                                max_length=16,
                                verbose_name="policy tool",
                            ),
                        ),
                        (
                            "groups",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("all", "All migrants"),
                                        ("workers", "All migrant workers"),
                                        ("low_skilled", "Low-skilled workers"),
                                        ("skilled", "Skilled and high-skilled workers"),
                                        ("family", "Family members"),
                                        ("students", "International students"),
                                        ("investors", "Investors and business people"),
                                        ("irregular", "Irregular migrants"),
                                        (
                                            "refugees",
                                            "Refugees, asylum seekers and other vulnerable people",
                                        ),
                                        ("diaspora", "Members of the diaspora"),
                                        ("specific", "Specific categories"),
                                    ],
                                    max_length=12,
                                ),
                                default=list,
                                size=None,
                                verbose_name="migrant groups",
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("all", "Foreigners and citizens"),
                                    ("foreign", "All foreign nationalities"),
                                    ("citizens", "Citizens"),
                                    ("nationalities", "Specific nationalities"),
                                ],
                                max_length=14,
                                verbose_name="origin",
                            ),
                        ),
                        (
                            "direction",
                            models.CharField(
                                choices=[
                                    ("wider", "Widens rights or access"),
                                    ("narrower", "Narrows rights or access"),
                                    ("neither", "Neither, or both"),
                                ],
                                max_length=10,
                                verbose_name="direction",
                            ),
                        ),
                        (
                            "magnitude",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Fine-tuning"),
                                    (2, "Minor change"),
                                    (3, "Mid-level change"),
                                    (4, "Major change"),
                                ],
                                default=2,
                                verbose_name="magnitude",
                            ),
                        ),
                        (
                            "significance",
                            models.TextField(blank=True, verbose_name="why it matters"),
                        ),
                        (
                            "valence",
                            models.CharField(
                                choices=[
                                    ("positive", "Positive"),
                                    ("negative", "Negative"),
                                    ("mixed", "Mixed"),
                                ],
                                default="positive",
                                max_length=10,
                                verbose_name="for the objective",
                            ),
                        ),
                        (
                            "is_intended",
                            models.BooleanField(
                                default=True, verbose_name="among the results the project intended"
                            ),
                        ),
                        (
                            "under_way_by",
                            outcomes.models.changes.DayField(
                                blank=True,
                                help_text="A day on which the process is known to have been under way already.",
                                max_length=10,
                                verbose_name="under way by",
                            ),
                        ),
                        (
                            "under_way_note",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="how that is known"
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("interest", "Interest expressed"),
                                    ("agenda", "On the agenda"),
                                    ("study", "Study or consultation"),
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("adopted", "Adopted"),
                                    ("in_force", "In force"),
                                    ("implemented", "Implemented"),
                                    ("evaluated", "Evaluated"),
                                    ("reversed", "Reversed"),
                                    ("abandoned", "Abandoned"),
                                ],
                                editable=False,
                                max_length=12,
                                verbose_name="stage",
                            ),
                        ),
                        (
                            "stage_on",
                            outcomes.models.changes.DayField(
                                blank=True, editable=False, max_length=10, verbose_name="since"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_review", "In review"),
                                    ("published", "Published"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state of the record",
                            ),
                        ),
                        (
                            "state_note",
                            models.TextField(blank=True, verbose_name="note on the state"),
                        ),
                        (
                            "is_demonstration",
                            models.BooleanField(default=False, verbose_name="example record"),
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
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reviewed by",
                            ),
                        ),
                        (
                            "published_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="published at"
                            ),
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
                            "revision",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="revision"
                            ),
                        ),
                        (
                            "commissions",
                            models.ManyToManyField(
                                related_name="policy_changes",
                                to="regions.commission",
                                verbose_name="commissions credited",
                            ),
                        ),
                        (
                            "terms",
                            models.ManyToManyField(
                                blank=True,
                                related_name="policy_changes",
                                to="regions.term",
                                verbose_name="themes, objectives and targets",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "policy change",
                        "verbose_name_plural": "policy changes",
                        "ordering": ["-stage_on", "pk"],
                        "indexes": [
                            models.Index(fields=["state", "stage_on"], name="policy_change_by_day")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "titles__has_any_keys",
                                        ["en", "fr", "es", "ar", "ru", "zh", "pt"],
                                    )
                                ),
                                name="change_has_a_title",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "published"), _negated=True),
                                    models.Q(
                                        ("published_at__isnull", False),
                                        models.Q(("stage", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="published_change_has_a_stage",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("recorded_by", None),
                                    ("reviewed_by", None),
                                    models.Q(
                                        ("recorded_by", models.F("reviewed_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="change_is_reviewed_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Evidence",
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
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="evidence",
                                to="outcomes.policychange",
                                verbose_name="policy change",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("gazette", "Legal text or official gazette"),
                                    ("official", "Other official document"),
                                    ("statistics", "Statistics or records"),
                                    ("news", "News report"),
                                    ("report", "Report of an organisation"),
                                    ("stated_usefulness", "Participant states usefulness"),
                                    (
                                        "stated_intention",
                                        "Participant or ministry states an intention",
                                    ),
                                    ("reused_text", "Text or tool of the project reused"),
                                    ("official_citation", "Official document cites the project"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        (
                            "source",
                            models.CharField(
                                help_text="Publisher or body; two different ones are wished.",
                                max_length=200,
                                verbose_name="who says so",
                            ),
                        ),
                        (
                            "on",
                            outcomes.models.changes.DayField(
                                blank=True, max_length=10, verbose_name="day"
                            ),
                        ),
                        (
                            "quote",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="what it says"
                            ),
                        ),
                        (
                            "url",
                            models.URLField(blank=True, max_length=500, verbose_name="address"),
                        ),
                        ("stored", models.CharField(blank=True, editable=False, max_length=200)),
                        (
                            "filename",
                            models.CharField(
                                blank=True, editable=False, max_length=150, verbose_name="file"
                            ),
                        ),
                        (
                            "media_type",
                            models.CharField(blank=True, editable=False, max_length=100),
                        ),
                        (
                            "is_public",
                            models.BooleanField(
                                default=False, verbose_name="may be shown to everybody"
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="recorded at",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "evidence",
                        "verbose_name_plural": "evidence",
                        "ordering": ["change", "on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("url", ""), _negated=True),
                                    models.Q(("stored", ""), _negated=True),
                                    models.Q(("quote", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="evidence_can_be_read",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contribution",
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
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contributions",
                                to="outcomes.policychange",
                                verbose_name="policy change",
                            ),
                        ),
                        (
                            "workshop",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="workshops.workshop",
                                verbose_name="workshop",
                            ),
                        ),
                        (
                            "study",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcome_contributions",
                                to="studies.study",
                                verbose_name="study",
                            ),
                        ),
                        (
                            "recommendation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcome_contributions",
                                to="studies.recommendation",
                                verbose_name="recommendation",
                            ),
                        ),
                        (
                            "grade",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "0 · None"),
                                    (1, "1 · In contact before"),
                                    (2, "2 · Usefulness stated by a participant"),
                                    (3, "3 · Intention stated"),
                                    (4, "4 · Text or tool reused"),
                                    (5, "5 · An official document cites the project"),
                                ],
                                default=0,
                                verbose_name="grade",
                            ),
                        ),
                        ("reasons", models.TextField(verbose_name="reasons for the grade")),
                        (
                            "others",
                            models.TextField(blank=True, verbose_name="what else contributed"),
                        ),
                        (
                            "first_contact",
                            models.DateField(
                                blank=True, editable=False, null=True, verbose_name="first contact"
                            ),
                        ),
                        (
                            "most",
                            models.PositiveSmallIntegerField(
                                default=0, editable=False, verbose_name="most that the dates allow"
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                default="no_contact",
                                editable=False,
                                max_length=16,
                                verbose_name="why not more",
                            ),
                        ),
                        (
                            "graded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="graded by",
                            ),
                        ),
                        (
                            "graded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="graded at",
                            ),
                        ),
                        (
                            "evidence",
                            models.ManyToManyField(
                                blank=True,
                                related_name="contributions",
                                to="outcomes.evidence",
                                verbose_name="evidence",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contribution",
                        "verbose_name_plural": "contributions",
                        "ordering": ["change", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("recommendation", None),
                                        ("study", None),
                                        ("workshop__isnull", False),
                                    ),
                                    models.Q(
                                        ("recommendation", None),
                                        ("study__isnull", False),
                                        ("workshop", None),
                                    ),
                                    models.Q(
                                        ("recommendation__isnull", False),
                                        ("study", None),
                                        ("workshop", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="contribution_of_one_thing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("grade__lte", models.F("most"))),
                                name="contribution_within_the_dates",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("most__lte", 5)),
                                name="contribution_at_most_five",
                            ),
                            models.UniqueConstraint(
                                fields=("change", "workshop", "study", "recommendation"),
                                name="contribution_once",
                                nulls_distinct=False,
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Period",
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
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="periods",
                                to="outcomes.project",
                                verbose_name="project",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                    ],
                    options={
                        "verbose_name": "period",
                        "verbose_name_plural": "periods",
                        "ordering": ["project", "year"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "year"), name="period_once"),
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 1990), ("year__lte", 2100)),
                                name="period_is_a_year",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatusReport",
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
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="outcomes.period",
                                verbose_name="period",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveSmallIntegerField(default=1, verbose_name="version"),
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
                                verbose_name="language",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("returned", "Returned"),
                                    ("approved", "Approved"),
                                    ("certified", "Certified and locked"),
                                    ("published", "Published"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "implementation_rate",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                help_text="From the financial page.",
                                max_digits=5,
                                null=True,
                                verbose_name="implementation rate, per cent",
                            ),
                        ),
                        (
                            "important_issues",
                            models.TextField(
                                blank=True,
                                max_length=3000,
                                verbose_name="important issues for the programme management team",
                            ),
                        ),
                        (
                            "prepared",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="prepared"
                            ),
                        ),
                        (
                            "prepared_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="prepared at"
                            ),
                        ),
                        (
                            "wanted_at",
                            models.DateTimeField(
                                blank=True,
                                editable=False,
                                null=True,
                                verbose_name="preparation asked for at",
                            ),
                        ),
                        ("wanted_claims", models.BooleanField(default=False, editable=False)),
                        (
                            "problem",
                            models.TextField(blank=True, editable=False, verbose_name="problem"),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="submitted by",
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approved by",
                            ),
                        ),
                        (
                            "certified_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="certified by",
                            ),
                        ),
                        (
                            "certified_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="certified at"
                            ),
                        ),
                        (
                            "published_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="published at"
                            ),
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
                            "revision",
                            models.PositiveIntegerField(
                                default=1, editable=False, verbose_name="revision"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "status report",
                        "verbose_name_plural": "status reports",
                        "ordering": ["-period__year", "-version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("period", "version"), name="report_version_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["certified", "published"]), _negated=True
                                    ),
                                    ("certified_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="locked_report_is_certified",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("implementation_rate", None),
                                    models.Q(
                                        ("implementation_rate__gte", 0),
                                        ("implementation_rate__lte", 100),
                                    ),
                                    _connector="OR",
                                ),
                                name="implementation_rate_is_a_share",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    ("submitted_by", None),
                                    models.Q(
                                        ("approved_by", models.F("submitted_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="report_is_approved_by_another",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ["certified", "published"]), _negated=True
                                ),
                                fields=("period",),
                                name="one_open_report_per_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportText",
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
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="texts",
                                to="outcomes.statusreport",
                                verbose_name="report",
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("issues", "Issues and how they are met"),
                                    ("lessons", "Lessons and good practices"),
                                ],
                                max_length=10,
                                verbose_name="part",
                            ),
                        ),
                        (
                            "text",
                            models.TextField(blank=True, max_length=5000, verbose_name="text"),
                        ),
                    ],
                    options={
                        "verbose_name": "text of a report",
                        "verbose_name_plural": "texts of reports",
                        "ordering": ["report", "part"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("report", "part"), name="one_text_per_part"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Claim",
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
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="claims",
                                to="outcomes.statusreport",
                                verbose_name="report",
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("achievements", "Achievements"),
                                    ("unexpected", "Unexpected results"),
                                    ("issues", "Issues"),
                                ],
                                default="achievements",
                                max_length=12,
                                verbose_name="part",
                            ),
                        ),
                        (
                            "paragraph",
                            models.PositiveSmallIntegerField(default=1, verbose_name="paragraph"),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=1, verbose_name="position"),
                        ),
                        ("text", models.TextField(max_length=1000, verbose_name="sentence")),
                        ("measure", models.CharField(max_length=60, verbose_name="measure")),
                        (
                            "scope",
                            models.JSONField(default=dict, verbose_name="what it is measured over"),
                        ),
                        (
                            "is_inference",
                            models.BooleanField(
                                default=False, verbose_name="an inference, not a finding"
                            ),
                        ),
                        ("figures", models.JSONField(default=dict, verbose_name="figures")),
                        (
                            "sentence",
                            models.TextField(blank=True, verbose_name="sentence with its figures"),
                        ),
                        (
                            "frozen_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="figures of"
                            ),
                        ),
                        (
                            "checked_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="compared at"),
                        ),
                        (
                            "stale_since",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="records moved since"
                            ),
                        ),
                        (
                            "moved",
                            models.JSONField(blank=True, default=list, verbose_name="what moved"),
                        ),
                    ],
                    options={
                        "verbose_name": "claim",
                        "verbose_name_plural": "claims",
                        "ordering": ["report", "part", "paragraph", "position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("measure", ""), _negated=True),
                                name="claim_rests_on_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True),
                                name="claim_says_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("paragraph__gte", 1), ("paragraph__lte", 3)),
                                name="at_most_three_paragraphs",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Actual",
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
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actuals",
                                to="outcomes.statusreport",
                                verbose_name="report",
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actuals",
                                to="outcomes.achievementindicator",
                                verbose_name="indicator",
                            ),
                        ),
                        ("value", models.FloatField(blank=True, null=True, verbose_name="value")),
                        ("figures", models.JSONField(default=dict, verbose_name="figures")),
                    ],
                    options={
                        "verbose_name": "actual",
                        "verbose_name_plural": "actuals",
                        "ordering": ["report", "indicator"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("report", "indicator"), name="one_actual_per_report"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Step",
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
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="outcomes.policychange",
                                verbose_name="policy change",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("interest", "Interest expressed"),
                                    ("agenda", "On the agenda"),
                                    ("study", "Study or consultation"),
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("adopted", "Adopted"),
                                    ("in_force", "In force"),
                                    ("implemented", "Implemented"),
                                    ("evaluated", "Evaluated"),
                                    ("reversed", "Reversed"),
                                    ("abandoned", "Abandoned"),
                                ],
                                max_length=12,
                                verbose_name="stage",
                            ),
                        ),
                        (
                            "on",
                            outcomes.models.changes.DayField(
                                help_text="As far as it is known: 2010, 2010-07 or 2010-07-01.",
                                max_length=10,
                                verbose_name="day",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                        (
                            "evidence",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="outcomes.evidence",
                                verbose_name="evidence",
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="recorded at",
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
                    ],
                    options={
                        "verbose_name": "step of a change",
                        "verbose_name_plural": "steps of changes",
                        "ordering": ["change", "on", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("change", "stage", "on"), name="same_step_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "on__regex",
                                        "^[12]\\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$",
                                    )
                                ),
                                name="step_has_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Substantiation",
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
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="substantiations",
                                to="outcomes.policychange",
                                verbose_name="policy change",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "affiliation",
                            models.CharField(max_length=200, verbose_name="affiliation"),
                        ),
                        (
                            "relation",
                            models.CharField(max_length=300, verbose_name="how they know"),
                        ),
                        (
                            "is_independent",
                            models.BooleanField(
                                default=False,
                                verbose_name="had no part in the change, the workshop or this record",
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("full", "Agrees"),
                                    ("partly", "Agrees in part"),
                                    ("not", "Does not agree"),
                                    ("unknown", "Cannot say"),
                                ],
                                max_length=8,
                                verbose_name="verdict",
                            ),
                        ),
                        (
                            "statement",
                            models.TextField(blank=True, max_length=2000, verbose_name="statement"),
                        ),
                        ("on", models.DateField(verbose_name="day")),
                        (
                            "may_be_named",
                            models.BooleanField(default=False, verbose_name="agreed to be named"),
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
                    ],
                    options={
                        "verbose_name": "substantiation",
                        "verbose_name_plural": "substantiations",
                        "ordering": ["change", "on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("is_independent", True)),
                                name="substantiation_is_independent",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Target",
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
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="targets",
                                to="outcomes.achievementindicator",
                                verbose_name="indicator",
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="targets",
                                to="outcomes.period",
                                verbose_name="period",
                            ),
                        ),
                        ("value", models.FloatField(verbose_name="target")),
                    ],
                    options={
                        "verbose_name": "target",
                        "verbose_name_plural": "targets",
                        "ordering": ["indicator", "period"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("indicator", "period"), name="target_once_per_period"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
