"""Beat holds only what time itself sets off; everything else is a job, asked for by whoever makes the work."""

import pytest
from django.conf import settings

REASONS = {
    "core.resume_jobs": "A worker that died asks for nothing: the one sweep finds what it left.",
    "core.purge": "The term of a place of personal data is over.",
    "core.delete_orphans": "Days for which files without a row and old jobs are kept are over.",
    "accounts.send_letters": "Letters leave when their next try is due.",
    "accounts.remind_of_ending_roles": "A role ends in two weeks.",
    "studies.keep_use": "What was counted in the cache is added up every two minutes.",
    "indicators.send_alerts": "Letters leave when due, and a release is told of after ten calm minutes.",
    "indicators.fetch_sources": "Providers are asked every night; each fetch is a job.",
    "workshops.send_mail": "Letters leave when their hold or their pause is over.",
    "workshops.send_webhooks": "Messages leave when their next try is due.",
    "workshops.write_scheduled_letters": "A letter's day has come.",
    "workshops.expire_offers": "The time for answering an offer is over.",
    "workshops.expire_nominations": "The last day for submitting has passed, or the workshop began.",
    "evaluations.run_rounds": "Rounds open, remind and close at their times.",
    "outcomes.compare_claims": "Claims age, and their records may change in any app: looked at every ten minutes.",
}
"""Each task of beat, and the time that sets it off."""


def test_beat_holds_only_what_time_sets_off():
    scheduled = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]

    assert sorted(scheduled) == sorted(REASONS)


@pytest.mark.parametrize("task", REASONS)
def test_the_decision_lists_what_time_sets_off(task):
    folder = settings.BASE_DIR / "docs" / "decisions"
    decision = folder / "0099-background-work-is-a-job-unless-time-sets-it-off.md"

    assert f"`{task}`" in decision.read_text(encoding="utf-8")
