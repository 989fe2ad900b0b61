"""What tells how the portal does: measures for a monitoring system, and findings in words for administrators.

Each app gives both in a function that the setting WATCHED names, so that the page and the alerts see the same.
Neither holds anything of a person: counts, ages, and names of kinds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import hooks, job_kinds, outboxes
from core.models import Job, SetAside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.utils.functional import Promise

LONG = timedelta(minutes=30)
"""So long a job or a letter may wait before an administrator should look."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A gauge: its name, what it tells, the names of its labels, and its value by their values."""

    name: str
    words: str
    labels: tuple[str, ...]
    values: dict[tuple[str, ...], float]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, what to do, and where; `urgent` where people notice it already."""

    text: str
    action: str
    urgent: bool = False
    address: str = ""


@dataclass(slots=True)
class Watched:
    """What one function gives."""

    measures: list[Measure] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def watch(now: datetime) -> list[Watched]:
    """What every app tells."""
    return [function(now) for function in hooks.functions("WATCHED")]


def age(moment: datetime | None, now: datetime) -> float:
    """Seconds since a moment; 0 without one."""
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0


def of_core(now: datetime) -> Watched:
    """Jobs, rows set aside, and outboxes."""
    watched = Watched()
    _add_jobs(watched, now)
    _add_outboxes(watched, now)
    aside = dict(SetAside.objects.values_list("what").annotate(Count("pk")).order_by())
    watched.measures.append(
        Measure(
            "portal_rows_set_aside",
            "Rows on which work failed and waits for its next try.",
            ("work",),
            {(work,): count for work, count in aside.items()},
        )
    )
    if total := sum(aside.values()):
        watched.findings.append(
            Finding(
                ngettext(
                    "Work on %(count)s row failed and waits for its next try.",
                    "Work on %(count)s rows failed and waits for its next try.",
                    total,
                )
                % {"count": total},
                _("The page of jobs tells which, and why."),
                address="core:jobs",
            )
        )
    return watched


def _add_jobs(watched: Watched, now: datetime) -> None:
    rows = Job.objects.values("kind", "state").annotate(
        count=Count("pk"),
        oldest=Min("created_at"),
        due=Min("next_at", filter=Q(state=Job.State.WAITING)),
    )
    counts: dict[tuple[str, ...], float] = {
        (kind, state): 0.0 for kind in job_kinds.kinds() for state in Job.State.values
    }
    waits: dict[tuple[str, ...], float] = {(kind,): 0.0 for kind in job_kinds.kinds()}
    for row in rows.order_by():
        counts[row["kind"], row["state"]] = row["count"]
        if row["due"]:
            waits[row["kind"],] = age(row["due"], now)
    watched.measures += [
        Measure("portal_jobs", "Jobs in the table, by kind and state.", ("kind", "state"), counts),
        Measure(
            "portal_job_wait_seconds",
            "How long the job that waits longest has been due, by kind.",
            ("kind",),
            waits,
        ),
    ]
    late = sorted(labels[0] for labels, seconds in waits.items() if seconds > LONG.total_seconds())
    if late:
        watched.findings.append(
            Finding(
                _("Jobs have been due for more than half an hour: %(kinds)s.")
                % {"kinds": ", ".join(late)},
                _("Look whether a worker runs, and start more of them if they are all at work."),
                urgent=True,
                address="core:jobs",
            )
        )
    failed = sum(n for labels, n in counts.items() if labels[1] == Job.State.FAILED)
    if failed:
        watched.findings.append(
            Finding(
                ngettext("%(count)s job failed.", "%(count)s jobs failed.", int(failed))
                % {"count": int(failed)},
                _("The page of jobs tells why, and can try again."),
                address="core:jobs",
            )
        )


def _add_outboxes(watched: Watched, now: datetime) -> None:
    summaries = outboxes.summaries(now)
    parts: Iterable[tuple[str, str, dict[tuple[str, ...], float]]] = (
        (
            "portal_outbox_waiting",
            "Letters and messages that wait to leave.",
            {(summary.outbox.name,): summary.waiting for summary in summaries},
        ),
        (
            "portal_outbox_age_seconds",
            "How long the oldest that waits has been there.",
            {(summary.outbox.name,): age(summary.oldest, now) for summary in summaries},
        ),
        (
            "portal_outbox_failed",
            "Letters and messages of the last fortnight that were given up.",
            {(summary.outbox.name,): summary.failed for summary in summaries},
        ),
    )
    watched.measures += [Measure(name, words, ("outbox",), values) for name, words, values in parts]
    for summary in summaries:
        title: str | Promise = summary.outbox.title
        if summary.aside:
            watched.findings.append(
                Finding(
                    _("%(outbox)s: %(count)s could not be sent yet.")
                    % {"outbox": title, "count": summary.aside},
                    _("Look whether the mail server, or the program that is called, answers."),
                    urgent=True,
                    address="core:jobs",
                )
            )
        if summary.failed:
            watched.findings.append(
                Finding(
                    _("%(outbox)s: %(count)s were given up.")
                    % {"outbox": title, "count": summary.failed},
                    _("The page of jobs can send them again."),
                    address="core:jobs",
                )
            )
