"""Who may open what: every address as visitor, stranger, editor of another commission, editor, administrator."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from studies.models import Study
from studies.services import files
from studies.urls import urlpatterns
from tests.evaluations.results.keeping import kept_for_the_module
from tests.studies.making import NOW, make_editor, make_recommendation, make_study, make_user

pytestmark = pytest.mark.django_db
PEOPLE = ("visitor", "stranger", "other", "editor", "admin")
LOGIN, NONE, DENIED, OK = 302, 404, 403, 200

# What each person gets for a draft of ECLAC: the same row for all pages that belong to it.
OWN = {"visitor": NONE, "stranger": NONE, "other": NONE, "editor": OK, "admin": OK}
MANAGE = {"visitor": LOGIN, "stranger": NONE, "other": NONE, "editor": OK, "admin": OK}
PUBLIC = dict.fromkeys(PEOPLE, OK)
ANY_MANAGE = {"visitor": LOGIN, "stranger": DENIED, "other": OK, "editor": OK, "admin": OK}
POST = MANAGE | {"editor": (302, 422, 409, 403), "admin": (302, 422, 409, 403)}
ASKED = MANAGE | {"editor": (200,), "admin": (200,)}
"""What is asked about first is a page to who may do it."""

GET_DRAFT = {
    "study": OWN, "edition": OWN, "file": OWN, "cite": OWN, "recommendation": OWN, "uptake": MANAGE,
    "edit": MANAGE, "add_recommendation": MANAGE, "edit_recommendation": MANAGE, "use_file": MANAGE,
}  # fmt: skip
POST_DRAFT = {
    "uptake": POST, "edit_work": POST, "edit_people": POST, "add_edition": POST, "edit_edition": POST,
    "edit_files": POST, "remove_file": ASKED, "add_recommendation": POST, "edit_recommendation": POST,
    "remove_recommendation": ASKED, "edit_figures": POST, "remove_figure": POST,
    "edit_relations": POST, "remove_relation": POST, "step": POST,
}  # fmt: skip
GET_ANY = {
    "search": PUBLIC, "languages": PUBLIC, "feed": PUBLIC, "feed_of": PUBLIC, "recommendations": PUBLIC,
    "manage": ANY_MANAGE, "new": ANY_MANAGE, "import": ANY_MANAGE,
}  # fmt: skip


@dataclass
class Scene:
    """What the tests of this module share; each works in a savepoint."""

    people: dict[str, Any]
    draft: Study
    public: Study
    arguments: dict[int, dict[str, list]]


@pytest.fixture(scope="module", autouse=True)
def _own_files(tmp_path_factory):
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media"))):
        yield


@pytest.fixture(scope="module")
def _scene(_own_files, django_db_setup, django_db_blocker):
    with kept_for_the_module(django_db_blocker):
        people = {
            "visitor": None,
            "stranger": make_user(),
            "other": make_editor("ESCWA"),
            "editor": make_editor("ECLAC"),
            "admin": make_user(is_superuser=True, is_staff=True),
        }
        draft, public = make_study(state="draft"), make_study()
        yield Scene(
            people, draft, public, {study.pk: arguments(study) for study in (draft, public)}
        )


@pytest.fixture
def scene(_scene, db):
    return replace(
        _scene,
        **{name: Study.objects.get(pk=getattr(_scene, name).pk) for name in ("draft", "public")},
    )


@pytest.fixture
def as_person(scene, client):
    """A client signed in as one of PEOPLE."""

    def sign_in(person):
        if scene.people[person]:
            client.force_login(scene.people[person])
        return client

    return sign_in


def arguments(study: Study) -> dict[str, list]:
    """Arguments of every address for this study."""
    from indicators.compute import FORMULAS
    from studies.models import QuotedFigure, Relation

    recommendation = make_recommendation(study)
    data = ContentFile(b"a,b\n", name="a.csv")
    file = files.add_file(
        edition=study.editions.get(), upload=data, filename="a.csv", licence="UN", by=None, at=NOW
    )
    figure = QuotedFigure.objects.create(
        study=study,
        indicator=next(iter(FORMULAS)),
        area_id=484,
        year=2009,
        value=1,
        known_on=NOW.date(),
    )
    relation = Relation.objects.create(study=study, other=make_study(), kind="related")
    own = [study.pk]
    return {
        "edition": [*own, "en"],
        "cite": [*own, "en", "bib"],
        "file": [*own, file.pk, "a.csv"],
        "recommendation": [recommendation.pk],
        "uptake": [recommendation.pk],
        "edit_edition": [*own, "en"],
        "remove_file": [*own, file.pk],
        "edit_recommendation": [*own, 1],
        "remove_recommendation": [*own, 1],
        "remove_figure": [*own, figure.pk],
        "remove_relation": [*own, relation.pk],
        "feed_of": ["commission", "ECLAC"],
    } | dict.fromkeys(
        (
            "study",
            "edit",
            "edit_work",
            "edit_people",
            "add_edition",
            "edit_files",
            "add_recommendation",
            "edit_figures",
            "edit_relations",
            "step",
            "use_file",
        ),
        own,
    )


def test_every_address_is_walked():
    names = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}

    assert names == GET_DRAFT.keys() | POST_DRAFT.keys() | GET_ANY.keys()


def check(answer, wanted, what):
    allowed = wanted if isinstance(wanted, tuple) else (wanted,)
    assert answer.status_code in allowed, f"{what}: {answer.status_code}, not {wanted}"


@pytest.mark.parametrize("person", PEOPLE)
def test_a_draft_is_there_only_for_its_editors(scene, as_person, person):
    given, client = scene.arguments[scene.draft.pk], as_person(person)
    for name, wanted in (GET_DRAFT | GET_ANY).items():
        address = reverse(f"studies:{name}", args=given.get(name, []))
        check(client.get(address), wanted[person], f"GET {name} as {person}")


@pytest.mark.parametrize("person", PEOPLE)
def test_a_draft_is_changed_only_by_its_editors(scene, as_person, person):
    given, client = scene.arguments[scene.draft.pk], as_person(person)
    before = scene.draft.events.count()
    for name, wanted in POST_DRAFT.items():
        address = reverse(f"studies:{name}", args=given[name])
        form = {"to": "in_review"} if name == "step" else {}
        check(client.post(address, form), wanted[person], f"POST {name} as {person}")

    changed = scene.draft.events.count() - before
    assert (changed > 0) == (person in {"editor", "admin"})


@pytest.mark.parametrize("person", PEOPLE)
def test_a_public_study_is_read_by_all_and_edited_by_few(scene, as_person, person):
    given, client = scene.arguments[scene.public.pk], as_person(person)
    for name in ("study", "edition", "file", "cite", "recommendation"):
        answer = client.get(reverse(f"studies:{name}", args=given[name]))
        assert answer.status_code == 200, name
        if name == "study":
            assert ("Edit this study" in answer.content.decode()) == (person in {"editor", "admin"})
    check(client.get(f"/desk/{scene.public.pk}/"), MANAGE[person], "manage")


# Addresses outside `studies.urls` that the two apps answer, with their arguments: open to all alike.
OPEN = {
    "regions:commissions": [], "regions:commission": ["ECLAC"], "regions:countries": [],
    "regions:country": ["MEX"], "regions:terms": [], "regions:term": ["remittances"],
    "regions:side_by_side": [], "regions:coverage": [], "regions:partners": [],
    "regions:groups": [], "regions:group": ["LDC"],
    "api:countries": [], "api:country": ["MEX"], "api:commissions": [], "api:themes": [],
    "api:coverage": [], "api:studies": [], "api:study": ["PUBLIC"], "api:recommendations": [],
    "permanent_study": ["PUBLIC"], "permanent_edition": ["PUBLIC", "en"], "oai": [],
}  # fmt: skip
# Of these, what a draft answers: the same to its editors as to a visitor.
HIDDEN = {"api:study": [], "permanent_study": [], "permanent_edition": ["en"]}


def addresses(resolver, space=""):
    """Name and app of every address below."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(
                pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )
        else:
            view = getattr(pattern.callback, "view_class", pattern.callback)
            module = getattr(view, "__module__", type(view).__module__)
            yield f"{space}{pattern.name}", module.split(".")[0]


def test_every_address_of_these_apps_is_walked():
    names = {name for name, app in addresses(get_resolver()) if app in {"regions", "studies"}}

    assert {name for name in names if not name.startswith("studies:")} == OPEN.keys()


@pytest.mark.parametrize("person", PEOPLE)
def test_other_pages_are_for_everybody(scene, as_person, person):
    client = as_person(person)
    for name, given in OPEN.items():
        address = reverse(
            name, args=[scene.public.pk if argument == "PUBLIC" else argument for argument in given]
        )
        answer = client.get(address, {"verb": "Identify"} if name == "oai" else {}, follow=True)
        check(answer, OK, f"GET {name} as {person}")
    for name, rest in HIDDEN.items():
        answer = client.get(reverse(name, args=[scene.draft.pk, *rest]), follow=True)
        check(answer, NONE, f"GET {name} of a draft as {person}")
    for address in ("/", "/themes/gcm-20/", "/themes/sdg-10.c/", "/sitemap.xml", "/robots.txt"):
        check(client.get(address), OK, f"GET {address} as {person}")


def test_drafts_show_nowhere(client, scene):
    secret = "Xylophones of the Andes"
    make_study(state="draft", editions={"en": {"title": secret}})
    make_study(state="in_review", editions={"en": {"title": secret}})
    for address in (
        "/",
        "/studies/",
        "/studies/?q=xylophones",
        "/commissions/ECLAC/",
        "/countries/MEX/",
        "/themes/remittances/",
        "/side-by-side/",
        "/recommendations/",
        "/studies/feed.atom",
        "/feeds/commission/ECLAC.atom",
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        "/sitemap-studies.xml",
        "/api/v1/studies/",
        "/api/v1/recommendations/",
    ):
        assert secret not in client.get(address).content.decode(), address


def test_a_role_taken_away_counts_at_once(scene, as_person):
    client = as_person("editor")
    assert client.get(f"/desk/{scene.draft.pk}/").status_code == 200

    scene.people["editor"].commission_roles.all().delete()

    assert client.get(f"/desk/{scene.draft.pk}/").status_code == 404


def test_an_editor_cannot_take_a_study_from_another_commission(as_person):
    study = make_study(state="draft", commissions=("ECLAC", "ESCWA"))
    client = as_person("editor")
    form = {
        "revision": study.revision,
        "commissions": [],
        "terms": [],
        "countries": [],
        "embargo_until": "",
    }

    client.post(f"/desk/{study.pk}/work/", form)
    client.post(
        f"/desk/{study.pk}/work/", form | {"revision": study.revision + 1, "commissions": [9001]}
    )

    assert {commission.code for commission in study.commissions.all()} == {"ESCWA"}


def test_an_administrator_gives_roles_by_the_pages_of_staff_and_changes_no_study_behind_the_editor_pages(
    scene, as_person
):
    client, study, stranger = as_person("admin"), scene.draft, scene.people["stranger"]
    form = {"act": "give", "commission": 9003, "role": "commission:editor"}

    assert client.post("/admin/regions/commissionrole/add/", {}).status_code == 403
    assert client.post(f"/staff/{stranger.pk}/", form).status_code == 302
    assert client.get("/admin/studies/study/").status_code == 200
    assert client.post(f"/admin/studies/study/{study.pk}/change/", {}).status_code == 403
    assert (
        client.post(f"/admin/studies/study/{study.pk}/delete/", {"post": "yes"}).status_code == 403
    )

    client.force_login(stranger)
    assert client.get(f"/desk/{study.pk}/").status_code == 200
