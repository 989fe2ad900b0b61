"""What ties a study to others, for editors: quoted figures and related works."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.web.actions import actor_of
from studies.forms import editor
from studies.models import Study
from studies.services import works
from studies.views.editor.page import editors_only, run_action, save_form


@require_POST
@editors_only
def figures(request: HttpRequest, study: Study) -> HttpResponse:
    """A quoted value, tied to a published figure."""
    form = editor.FigureForm(request.POST)

    def save() -> None:
        works.quote(study=study, values=form.cleaned_data, **actor_of(request))

    return save_form(request, study, "figures", form, "figure_form", save)


@require_POST
@editors_only
def remove_figure(request: HttpRequest, study: Study, figure_pk: int) -> HttpResponse:
    """Untie a quoted value."""
    figure = study.figures.filter(pk=figure_pk).first()
    if figure is None:
        raise Http404(_("There is no such figure."))
    return run_action(
        request, study, "figures", lambda: works.unquote(figure=figure, **actor_of(request))
    )


@require_POST
@editors_only
def relations(request: HttpRequest, study: Study) -> HttpResponse:
    """A tie to another work."""
    form = editor.RelationForm(request.POST, study=study)

    def save() -> None:
        works.add_relation(study=study, **form.cleaned_data, **actor_of(request))

    return save_form(request, study, "relations", form, "relation_form", save)


@require_POST
@editors_only
def remove_relation(request: HttpRequest, study: Study, relation_pk: int) -> HttpResponse:
    """Untie two works."""
    relation = study.relations.filter(pk=relation_pk).first()
    if relation is None:
        raise Http404(_("There is no such relation."))
    return run_action(
        request,
        study,
        "relations",
        lambda: works.remove_relation(relation=relation, **actor_of(request)),
    )
