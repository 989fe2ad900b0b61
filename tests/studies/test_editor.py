"""The pages of editors through its forms: each section saved on its own, errors where they belong."""

from datetime import date

import pytest

from regions.models import Area, Commission, Term
from studies.forms.editor import NewStudyForm, PersonForm
from studies.models import Study
from tests.confirming import fields_of
from tests.filling import form_of
from tests.studies.making import add_file, make_editor, make_recommendation, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    editor_user = make_editor("ECLAC", "ECA", name="ana")
    client.force_login(editor_user)
    return editor_user


@pytest.fixture
def study(editor):
    return make_study(state="draft")


def follow(client, address, form):
    """The page after a form that must be taken."""
    answer = client.post(address, form)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return client.get(answer.url.split("#")[0]).content.decode()


@pytest.mark.wide
def test_from_nothing_to_published(client, editor):
    eclac = Commission.objects.get(area__code="ECLAC")
    form = {"title": "Remesas", "language": "es", "commissions": [eclac.pk]}
    page = follow(client, "/desk/new/", form)
    study = Study.objects.get()
    assert "Missing before it can be published" in page

    answer = client.post(f"/desk/{study.pk}/step/", {"to": "in_review"})
    answer = client.post(f"/desk/{study.pk}/step/", {"to": "published"})
    assert answer.status_code == 409
    assert "at least one priority theme" in answer.content.decode()

    study.refresh_from_db()
    work = {
        "revision": study.revision,
        "commissions": [eclac.pk],
        "terms": [Term.objects.get(code="remittances").pk],
        "countries": [Area.objects.get(code="MEX").pk],
        "embargo_until": "",
    }
    follow(client, f"/desk/{study.pk}/work/", work)
    people = {
        "revision": study.revision + 1,
        "form-TOTAL_FORMS": 2,
        "form-INITIAL_FORMS": 0,
        "form-0-family": "Quispe",
        "form-0-given": "Ana",
        "form-0-role": "author",
        "form-1-institution": "CELADE",
        "form-1-role": "author",
    }
    follow(client, f"/desk/{study.pk}/people/", people)
    edition = {
        "revision": study.revision + 2,
        "title": "Remesas",
        "abstract": "Resumen.",
        "issued": "2011-05",
    }
    follow(client, f"/desk/{study.pk}/editions/es/", edition)
    add_file(study.editions.get(), "Una página.")
    draft = client.get(study.get_absolute_url())
    assert (draft.status_code, draft.headers["Cache-Control"]) == (200, "private, no-store")
    own = client.get(f"/desk/{study.pk}/").content.decode()
    assert "Another editor or an administrator publishes it." in own
    assert 'value="published"' not in own
    refused = client.post(f"/desk/{study.pk}/step/", {"to": "published"})
    assert refused.status_code == 409
    study.refresh_from_db()
    assert study.state == "in_review"
    client.force_login(make_editor("ECLAC", name="second"))
    page = follow(client, f"/desk/{study.pk}/step/", {"to": "published"})

    assert "The study is now: Published." in page
    client.logout()
    page = client.get(study.get_absolute_url()).content.decode()
    assert "Ana Quispe" in page
    assert "CELADE" in page
    assert "In Spanish; there is no edition in English yet." in page


def test_what_was_typed_is_still_there_after_an_error(client, study):
    form = {
        "revision": study.revision,
        "title": "A new title",
        "abstract": "Much work.",
        "issued": "May 2011",
        "doi": "doi:10.1/x",
    }

    answer = client.post(f"/desk/{study.pk}/editions/en/", form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write 2011, 2011-05 or 2011-05-17." in page
    assert "A DOI begins with 10." in page
    assert "Much work." in page
    assert 'value="A new title"' in page
    assert Study.objects.get(pk=study.pk).editions.get().title != "A new title"


@pytest.mark.wide
def test_a_form_that_is_out_of_date_keeps_its_text_and_says_who_was_first(client, study):
    old = study.revision
    other = {"revision": old, "title": "By another", "abstract": "x", "issued": "2011"}
    follow(client, f"/desk/{study.pk}/editions/en/", other)

    answer = client.post(f"/desk/{study.pk}/editions/en/", other | {"title": "By me"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Last changed by ana" in page
    assert 'value="By me"' in page
    again = form_of(answer, "title")
    follow(client, f"/desk/{study.pk}/editions/en/", again)
    assert study.editions.get().title == "By me"


@pytest.mark.wide
def test_two_editors_of_different_fields_and_sections_lose_nothing(client, study):
    edition, work = f"/desk/{study.pk}/editions/en/", f"/desk/{study.pk}/work/"
    page = client.get(f"/desk/{study.pk}/")
    first, second, sections = (form_of(page, name) for name in ("title", "title", "embargo_until"))
    whole = {"abstract": "Short.", "issued": "2011"}

    follow(client, edition, first | {"title": "A new title"} | whole)
    follow(client, edition, second | {"symbol": "E/1"} | whole)
    follow(client, work, sections | {"embargo_until": "2031-01-01"})

    stored = study.editions.get()
    assert (stored.title, stored.symbol) == ("A new title", "E/1")
    study.refresh_from_db()
    assert study.embargo_until.isoformat() == "2031-01-01"


@pytest.mark.wide
def test_a_list_of_people_that_another_changed_is_shown_before_it_is_replaced(client, study):
    here = f"/desk/{study.pk}/people/"
    first, second, third = (
        form_of(client.get(f"/desk/{study.pk}/"), "form-0-family") for _tab in range(3)
    )
    last = int(first["form-TOTAL_FORMS"][0]) - 1
    follow(client, here, first | {f"form-{last}-family": "Quispe", f"form-{last}-given": "Ana"})
    before = [str(row) for row in study.contributions.all()]

    follow(client, here, second)
    assert [str(row) for row in study.contributions.all()] == before
    answer = client.post(here, third | {f"form-{last}-family": "Mamani"})
    assert answer.status_code == 409
    assert "Quispe" in answer.content.decode()
    assert [str(row) for row in study.contributions.all()] == before
    follow(client, here, form_of(answer, "form-0-family"))
    assert study.contributions.filter(author__family="Mamani").exists()


@pytest.mark.wide(but="files-form4-This field is required")
@pytest.mark.parametrize(
    ("section", "form", "text"),
    [
        ("relations", {"kind": "related", "other": "999999"}, "There is no study 999999."),
        ("relations", {"kind": "related", "other": "self"}, "not related to itself"),
        ("relations", {"kind": "cousin", "other": "1"}, "cousin"),
        ("editions", {"language": "xx"}, "xx"),
        ("files", {"licence": "UN"}, "This field is required"),
        ("work", {"embargo_until": "tomorrow"}, "Enter a valid date"),
        ("work", {"commissions": ["9005"]}, "9005"),
        ("recommendations", {"addressee": "government"}, "at least one language"),
        ("figures", {"indicator": "POP", "year": "x"}, "Enter a whole number"),
    ],
)
def test_wrong_forms_are_refused_in_words(client, study, section, form, text):
    if form.get("other") == "self":
        form = form | {"other": str(study.pk)}

    answer = client.post(f"/desk/{study.pk}/{section}/", {"revision": study.revision} | form)

    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert study.events.count() == Study.objects.get(pk=study.pk).events.count()


@pytest.mark.wide
def test_an_edition_is_added_in_preparation_and_once(client, study):
    page = follow(client, f"/desk/{study.pk}/editions/", {"language": "fr"})
    assert "in preparation" in page

    assert client.post(f"/desk/{study.pk}/editions/", {"language": "fr"}).status_code == 422
    assert study.editions.count() == 2


@pytest.mark.wide
def test_a_recommendation_is_written_in_the_languages_of_the_study(client, study):
    form = {
        "addressee": "government",
        "theme": Term.objects.get(code="remittances").pk,
        "objective": Term.objects.get(code="gcm-20").pk,
        "horizon": "short",
        "page": "12",
        "text_en": "Lower the fees.",
    }
    page = follow(client, f"/desk/{study.pk}/recommendations/", form)
    assert "Lower the fees." in page

    here = f"/desk/{study.pk}/recommendations/1/"
    stale = form_of(client.get(here), "text_en")
    follow(client, here, stale | {"text_en": "Cap the fees."})
    assert study.recommendations.get().text == "Cap the fees."

    assert client.post(here, stale | {"text_en": "Drop the fees."}).status_code == 409
    assert study.recommendations.get().text == "Cap the fees."

    remove = f"/desk/{study.pk}/recommendations/1/remove/"
    confirmation = client.post(remove)
    assert study.recommendations.count() == 1
    follow(client, remove, fields_of(confirmation))
    follow(client, remove, fields_of(confirmation))
    assert study.recommendations.count() == 0


def test_a_step_is_recorded_with_its_evidence(client, study):
    recommendation = make_recommendation(study)
    form = {"country": Area.objects.get(code="MEX").pk, "status": "adopted", "on": "2011-03-01"}
    address = f"/recommendations/{recommendation.pk}/step/"
    assert "required" in client.post(address, form).content.decode()

    page = follow(client, address, form | {"evidence": "Law 123.", "url": "example.org/law"})

    assert "Law 123." in page
    assert "https://example.org/law" in page
    future = form | {"on": "2999-01-01", "evidence": "x", "status": "implemented"}
    assert "lies in the future" in client.post(address, future).content.decode()
    backwards = form | {"status": "presented", "evidence": "x"}
    answer = client.post(address, backwards)
    assert answer.status_code == 422
    assert "cannot follow" in answer.content.decode()


@pytest.mark.wide
def test_a_tie_shows_on_both_pages(client, editor):
    first, second = make_study(), make_study(editions={"en": {"title": "The second"}})
    follow(client, f"/desk/{second.pk}/relations/", {"kind": "replaces", "other": first.pk})

    assert "is replaced by" in client.get(first.get_absolute_url()).content.decode()
    assert "replaces" in client.get(second.get_absolute_url()).content.decode()

    tie = second.relations.get()
    follow(client, f"/desk/{second.pk}/relations/{tie.pk}/remove/", {})
    assert "is replaced by" not in client.get(first.get_absolute_url()).content.decode()


def test_an_embargo_is_said_to_the_editor_and_keeps_the_study_hidden(client, editor):
    study = make_study()
    form = {
        "revision": study.revision,
        "commissions": [9003],
        "countries": [],
        "terms": [Term.objects.get(code="trends").pk],
        "embargo_until": "2999-01-01",
    }
    page = follow(client, f"/desk/{study.pk}/work/", form)
    assert "Not public before 1 Jan 2999." in page
    client.logout()

    assert client.get(study.get_absolute_url()).status_code == 404
    assert Study.objects.get(pk=study.pk).embargo_until == date(2999, 1, 1)


@pytest.mark.wide
def test_the_list_of_studies_to_edit_has_a_constant_number_of_queries(client, study):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get("/desk/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/")
    for _n in range(8):
        make_study(editions={"en": {}, "fr": {}}, commissions=("ECLAC", "ECA"))
    with CaptureQueriesContext(connection) as many:
        assert client.get("/desk/?state=published").status_code == 200
        client.get("/desk/")

    assert len(many) <= 2 * len(few) + 1


def test_an_author_or_a_title_has_no_hidden_sign():
    author = PersonForm({"family": "Qui\u202espe", "role": "author"})
    typed = {"title": "Migra\u200btion  and\nwork", "language": "en"}
    study = NewStudyForm(typed, allowed=Commission.objects.none())

    assert "U+202E" in str(author.errors["family"])
    study.is_valid()
    assert study.cleaned_data["title"] == "Migration and work"
