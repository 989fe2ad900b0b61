"""The register of personal data: it is whole, it is what the documentation says, and its places are emptied in time."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import SignInEvent
from core import personal_data
from core.apps_list import APPS
from core.models import SetAside
from tests.studies.making import make_user

PARTS = {
    "email", "phone", "given", "family", "name", "names", "first", "last", "to", "title", "passport", "contact",
    "address", "speakers", "moderator", "signatory", "told", "written", "orcid", "filename",
}  # fmt: skip
"""Words in the name of a field that make it look personal."""
KINDS = (models.EmailField, models.TextField, models.JSONField, models.BinaryField)
"""Kinds of fields into which people may write anything."""
REVIEWED = {
    # Names of things, chosen from lists or written by the portal itself.
    "core.Job.error", "core.ApiToken.scopes", "core.ApiToken.objects_allowed",
    "regions.Area.names", "regions.Commission.full_names", "regions.Commission.seat",
    "regions.Commission.mandate", "regions.Term.names", "regions.Focus.statements", "regions.Partner.names",
    # Published works and figures.
    "indicators.Snapshot.sheets",
    "studies.Study.withdrawn_note", "studies.Edition.title", "studies.Edition.abstract",
    "studies.StudyEvent.detail", "studies.StudyEvent.note", "studies.FilePage.text", "studies.Institution.name",
    "studies.RecommendationText.text", "studies.Uptake.evidence",
    "indicators.ComputeFailure.problem", "indicators.SnapshotDecision.reason", "indicators.Snapshot.unused",
    "indicators.ComputeRun.dimensions", "indicators.CorridorLine.status", "indicators.Series.name",
    "indicators.Source.name", "indicators.Snapshot.filename", "indicators.Snapshot.problem",
    "indicators.Snapshot.left_out", "indicators.SnapshotContent.data", "indicators.SnapshotSeries.checks",
    # Workshops as organisers announce them.
    "workshops.Workshop.titles", "workshops.Workshop.summaries", "workshops.Workshop.status_reason",
    "workshops.Question.sections", "workshops.Question.texts", "workshops.Question.hints",
    "workshops.Question.options", "workshops.Question.asked_of", "workshops.Question.asked_kinds", "workshops.ParticipantKind.names",
    "workshops.LetterText.name",
    "workshops.LetterText.body", "workshops.Session.title", "workshops.RemovedSession.title",
    "workshops.ProgrammeAnnouncement.sessions",
    "workshops.Material.address", "workshops.PrivacyNotice.texts", "workshops.VisaLetter.signatory",
    # Programs, not people: where messages go, of what, and the key that signs them.
    "workshops.Webhook.address", "workshops.Webhook.events", "workshops.Webhook.sealed_secret",
    "core.SigningKey.sealed", "workshops.DocumentLayout.certificate_parts", "workshops.DocumentLayout.badge_parts",
    # Questionnaires, and answers that point to nobody.
    "evaluations.BankItem.texts", "evaluations.BankItem.hints", "evaluations.BankItem.options",
    "evaluations.BankItem.rows", "evaluations.BankItem.rounds", "evaluations.BankItem.shown_codes", "evaluations.BankItem.right",
    "evaluations.SurveyItem.subject", "evaluations.SurveyItem.options", "evaluations.SurveyItem.shown_codes",
    "evaluations.SurveyItem.name", "evaluations.SurveyKey.sealed", "evaluations.WaitingResponse.name", "evaluations.WaitingResponse.sealed", "evaluations.Response.pseudonym",
    "evaluations.Response.groups", "evaluations.Response.values", "evaluations.SealedPlan.sealed", "evaluations.SavedForm.name", "evaluations.SavedForm.sealed",
    "evaluations.PaperEntry.answers", "evaluations.PreparedResults.content", "evaluations.PreparedResults.basis",
    "evaluations.TextTheme.name", "evaluations.EvaluationReport.content", "evaluations.EvaluationReport.pdf",
    "evaluations.EvaluationReport.brief", "evaluations.EvaluationReport.xlsx", "evaluations.PolicyLead.what",
    "evaluations.PolicyLead.other_causes", "evaluations.PolicyLead.note", "evaluations.OutcomeInterview.change",
    "evaluations.OutcomeInterview.other_causes",
    "evaluations.EvaluationReport.docx", "evaluations.EvaluationRecommendation.text", "evaluations.EvaluationRecommendation.reason",
    "evaluations.EvaluationRecommendation.action", "evaluations.EvaluationRecommendation.progress_note",
    "evaluations.EvaluationRecommendation.addressed_to", "evaluations.RecommendationEvent.stood",
    # Records of outcomes.
    "outcomes.PolicyChange.titles", "outcomes.PolicyChange.summaries", "outcomes.PolicyChange.instrument_name",
    "outcomes.PolicyChange.significance", "outcomes.PolicyChange.state_note", "outcomes.Project.titles",
    "outcomes.Project.objectives", "outcomes.Accomplishment.texts", "outcomes.AchievementIndicator.texts",
    "outcomes.StatusReport.important_issues", "outcomes.StatusReport.prepared", "outcomes.StatusReport.problem",
    "outcomes.ReportText.text", "outcomes.Actual.figures", "outcomes.Claim.scope",
    "outcomes.Claim.figures", "outcomes.Claim.sentence", "outcomes.Claim.moved", "outcomes.Contribution.reasons",
    "outcomes.Contribution.others", "outcomes.OutcomeEvent.note", "outcomes.OutcomeEvent.detail",
    "outcomes.FrameworkVersion.content", "outcomes.Statement.text", "outcomes.Step.texts",
    # Plans, context and registers of a project: agencies and offices, no people.
    "outcomes.Activity.texts", "outcomes.AgencyGroup.forerunners", "outcomes.AgencyGroup.names",
    "outcomes.AgencyGroup.purposes", "outcomes.AgencyGroup.set_up_by", "outcomes.AgencyMember.name",
    "outcomes.ContextText.texts", "outcomes.Extension.reason", "outcomes.Lesson.texts", "outcomes.ManualActual.note",
    "outcomes.OfficialWording.texts", "outcomes.ProjectPage.subtitles", "outcomes.ProjectTheme.notes",
    "outcomes.Risk.response", "outcomes.Risk.texts", "outcomes.RiskReview.note",
}  # fmt: skip
"""Fields that look personal and are not; whoever adds one has thought about it."""


def _looks_personal(field):
    if (
        field.choices
        or field.is_relation
        or not isinstance(
            field, (models.CharField, models.TextField, models.JSONField, models.BinaryField)
        )
    ):
        return False
    return isinstance(field, KINDS) or bool(PARTS & set(field.name.split("_")))


def _personal_fields():
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in APPS
        for field in model._meta.concrete_fields
        if _looks_personal(field)
    }


def _declared():
    return {
        f"{place.name.split(':')[0]}.{field}"
        for place in personal_data.places()
        for field in place.fields
    }


def test_no_field_that_looks_personal_is_without_a_place():
    assert sorted(_personal_fields() - _declared() - REVIEWED) == []


def test_nothing_is_excepted_that_is_gone_or_declared():
    assert sorted(REVIEWED - _personal_fields()) == []
    assert sorted(REVIEWED & _declared()) == []


def test_every_place_names_fields_that_are_there_and_a_task_that_beat_sends():
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    for place in personal_data.places():
        label = place.name.split(":")[0]
        if "." in label and "," not in label:
            model = apps.get_model(label)
            assert {*place.fields} <= {f.name for f in model._meta.get_fields()}, place.name
        assert not place.task or place.task in scheduled, place.name
        # What has a term is ended at it by the purge, and by nothing else.
        assert not (place.is_purged and place.task), place.name
        assert not place.term.past or place.is_purged or place.name == "workshops.Attendance"
        assert bool(place.folder) == bool(place.column), place.name
        assert str(place.term), place.name


@pytest.mark.django_db
def test_a_place_that_cannot_be_purged_holds_up_no_other(settings):
    place = next(p for p in personal_data.places() if p.name == "accounts.SignInEvent")
    SignInEvent.objects.create(kind=SignInEvent.Kind.FAILED)
    SignInEvent.objects.update(at=timezone.now() - timedelta(days=401))
    settings.PERSONAL_DATA = [f"{__name__}.broken", *settings.PERSONAL_DATA]

    assert str(place.term) == "400 days."
    assert personal_data.purge(timezone.now()) == 1
    assert not SignInEvent.objects.exists()
    assert SetAside.objects.get().row == "core.User: broken"


def broken():
    """A place whose rows cannot be read."""
    return [
        personal_data.Place(
            name="core.User: broken",
            fields=(),
            whose="",
            purpose="",
            term=personal_data.days_after("no_such_column", lambda: 1),
            erasure="",
            clear=personal_data.delete_rows,
        )
    ]


def test_the_documentation_has_the_register():
    text = (Path(settings.BASE_DIR) / "docs" / "personal-data.md").read_text(encoding="utf-8")
    table = text[text.index("| Place |") :]
    # To write it anew: manage.py personal_data
    assert table[: table.index("\n\n") + 1] == personal_data.as_markdown()


@pytest.mark.django_db
def test_administrators_alone_read_it(client):
    assert client.get("/account/personal-data/").status_code == 302
    client.force_login(make_user())
    assert client.get("/account/personal-data/").status_code == 404
    client.force_login(make_user(is_superuser=True))
    page = client.get("/account/personal-data/").content.decode()
    for place in personal_data.places():
        assert place.name in page
        assert str(place.term) in page
