"""The public page of a project: why, with whom, what for, what came of it, and what rests on what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from core.i18n.languages import direction
from outcomes import access
from outcomes.models import Project
from outcomes.presentation import values
from outcomes.presentation.claim_text import area_names
from outcomes.presentation.measured import measured
from outcomes.selectors import project_pages


@require_safe
@gzip_page
def project_list(request: HttpRequest) -> HttpResponse:
    """Every project with its title and days."""
    context = {
        "projects": Project.objects.select_related("page").prefetch_related("commissions__area"),
        "may_manage": access.works_here(request.user),
    }
    return render(request, "outcomes/projects.html", context)


@require_safe
@gzip_page
def project(request: HttpRequest, code: str) -> HttpResponse:
    """The whole page; figures and sentences are those of the newest published report."""
    subject = get_object_or_404(Project.objects.prefetch_related("commissions__area"), code=code)
    page = project_pages.public_page(subject)
    report = page.report
    content = values.report(report.prepared) if report else {}
    names = area_names()
    claim = project_pages.understanding(report)
    context = {
        "subject": subject,
        "page": page,
        "objective_wording": page.wordings.get(None),
        "accomplishments": [
            (row, page.wordings.get(row.pk))
            for row in subject.accomplishments.prefetch_related("indicators")
        ],
        "report": report,
        "content": content,
        "lang": report.language if report else "",
        "dir": direction(report.language) if report else "",
        "links": {
            row["pk"]: reverse("outcomes:claim", args=[row["pk"]])
            for row in content.get("annex", ())
        },
        "understanding": claim
        and (
            reverse("outcomes:claim", args=[claim[0]]),
            [(names.get(c, c), measured(n, "answers-favourable")) for c, n in claim[1].items()],
        ),
        "may_manage": access.works_here(request.user),
    }
    return render(request, "outcomes/project.html", context)
