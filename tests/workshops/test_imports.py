"""Lists of people as offices have them: read, matched, previewed by row and column, and taken."""

import csv
import io
import re
import time
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import translation
from openpyxl import Workbook, load_workbook

from regions.models import Area
from tests.workshops.making import NOW, make_workshop, organiser, person, register
from workshops.imports.fields import Purpose, fields_of
from workshops.imports.people import guess_mapping, read_list, read_table, take_list, try_list
from workshops.models import FocalPoint, Mail, Question
from workshops.services import registrations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
HEAD = "given,family,email,country,organisation,stakeholder"
ANA = "Ana,Lopez,ana@example.org,MEX,Ministry,gov_labour"


def preview(workshop, text, purpose=Purpose.INVITE):
    data = text if isinstance(text, bytes) else text.encode()
    table = read_table(data)
    people = read_list(workshop, purpose, table, guess_mapping(workshop, purpose, table))
    return try_list(workshop, people, by=None, at=NOW)


def problems(people) -> list[tuple[int, str, str]]:
    return [(row.number, *problem) for row in people.refused for problem in row.problems]


@pytest.fixture
def workshop():
    return make_workshop(capacity=9)


@pytest.fixture
def upload(client, workshop):
    """Upload a list, or post the form of the preview, as an organiser."""
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/people/import/"

    def post(data=None, **form):
        if data is not None:
            data = data if isinstance(data, bytes) else data.encode()
            form = {"file": SimpleUploadedFile("a.csv", data), "purpose": "invite"} | form
        return client.post(here, form)

    return post


def token_of(response) -> str:
    return re.search(r'name="token" value="([^"]+)"', response.content.decode()).group(1)


SPREADSHEETS = {
    "semicolons, Windows 1252": (
        "Prénom;Nom;Courriel;Pays;Organisme;Catégorie\nÉlodie;Lefèvre;e@example.org;Sénégal;Ministère;Syndicats\n",
        "cp1252",
        ("Élodie", "Lefèvre", "SEN", "unions"),
    ),
    "tabs, UTF-16": (
        "Nombre\tApellidos\tCorreo electrónico\tPaís\tInstitución\tSector\nJosé\tMuñoz\tj@example.org\tEspaña\tINE\tgov_statistics\n",
        "utf-16",
        ("José", "Muñoz", "ESP", "gov_statistics"),
    ),
    "semicolons, Windows 1251": (
        "Имя;Фамилия;Эл. почта;Страна;Организация;Категория\nИван;Петров;i@example.org;Таджикистан;Министерство;media\n",
        "cp1251",
        ("Иван", "Петров", "TJK", "media"),
    ),
    "Windows 1256": (
        "الاسم الأول;اسم العائلة;البريد الإلكتروني;البلد;الوزارة;الفئة\nأمل;حداد;a@example.org;لبنان;وزارة العمل;un\n",
        "cp1256",
        ("أمل", "حداد", "LBN", "un"),
    ),
    "Chinese, sep=": (
        "sep=|\r\n名|姓|邮箱|国家|单位|类别\r\n伟|王|w@example.org|中国|统计局|igo\r\n",
        "utf-8-sig",
        ("伟", "王", "CHN", "igo"),
    ),
    "spaces and capitals": (
        " GIVEN , Family Name,E-MAIL *,Country (ISO),Organization,Stakeholder type\n Ana ,Lopez,a@example.org,mx,X,Civil\n",
        "utf-8",
        ("Ana", "Lopez", "MEX", "civil"),
    ),
    "whole names": (
        'Name,Email,Country,Affiliation,Stakeholder\n"Lopez, Ana",a@example.org,484,X,Donor\n',
        "utf-8",
        ("Ana", "Lopez", "MEX", "donor"),
    ),
}


@pytest.mark.parametrize("name", SPREADSHEETS)
def test_a_list_of_any_office_is_read(workshop, name):
    text, encoding, expected = SPREADSHEETS[name]

    people = preview(workshop, text.encode(encoding))

    assert problems(people) == []
    values = people.good[0].values
    got = (values["given"], values["family"], values["country"].code, values["stakeholder"])
    assert got == expected
    assert people.unused == []
    assert workshop.registrations.count() == 0
    assert not Mail.objects.exists()


def test_a_workbook_is_read_like_a_csv(workshop):
    book = Workbook()
    book.active.append(["List of participants"])
    book.active.append([])
    book.active.append(
        ["Given names", "Family name", "E-mail", "Organisation", "Stakeholder", "Hat"]
    )
    book.active.append(["Ana", "Lopez", "a@example.org", "X", "Donor", 57])
    stream = io.BytesIO()
    book.save(stream)

    people = preview(workshop, stream.getvalue())

    assert [row.values["email"] for row in people.good] == ["a@example.org"]
    assert people.unused == ["Hat"]
    assert [row.cells for row in people.above] == [["List of participants"]]
    assert people.good[0].number == 4


def test_a_list_without_headings_is_matched_by_its_cells(upload, workshop):
    page = upload(
        "Ana,Lopez,a@example.org,Mexico,X,gov_labour\nTom,Smith,t@example.org,Iraq,Y,civil\n"
    )

    assert page.status_code == 422
    text = page.content.decode()
    assert "Choose a column for each of these" in text
    assert '<option value="0" selected>' in " ".join(text.split())
    form = {"column-0": "given", "column-1": "family", "column-2": "email", "column-3": "country",
            "column-4": "organisation", "column-5": "stakeholder", "heading": "0"}  # fmt: skip
    for place, name in ((2, "email"), (3, "country"), (5, "stakeholder")):
        select = text.split(f'name="column-{place}"')[1].split("</select>")[0]
        assert f'value="{name}" selected' in select

    page = upload(token=token_of(page), act="look", encoding="utf-8", **form)

    assert page.status_code == 200
    upload(token=token_of(page), act="take")
    assert set(workshop.registrations.values_list("given", flat=True)) == {"Ana", "Tom"}


def test_a_field_can_be_given_once_for_all_rows(upload, workshop):
    page = upload("First Name,Last Name,Email Address,Affiliation\nAna,Lopez,a@example.org,X\n")
    assert page.status_code == 422

    columns = {f"column-{n}": name for n, name in enumerate(("given", "family", "email", ""))}
    form = {"token": token_of(page), "act": "look", "encoding": "utf-8", "heading": "1"}
    page = upload(
        **form,
        **columns | {"column-3": "organisation", "all-stakeholder": "civil", "all-country": "MEX"},
    )

    assert page.status_code == 200
    upload(token=token_of(page), act="take")
    registration = workshop.registrations.get()
    assert (registration.stakeholder, registration.country.code) == ("civil", "MEX")


def test_two_columns_for_one_field_are_refused(upload):
    page = upload(f"{HEAD}\n{ANA}\n")
    form = {"token": token_of(page), "act": "look", "encoding": "utf-8", "heading": "1"}

    page = upload(**form, **{"column-0": "given", "column-1": "given"})

    assert page.status_code == 422
    assert "given names" in page.content.decode()


def test_another_encoding_can_be_chosen(upload):
    text = (
        "Given;Family;Email;Organisation;Stakeholder\nErzsébet;Nagy;e@example.org;Főváros;civil\n"
    )
    page = upload(text.encode("cp1250"))

    page = upload(token=token_of(page), act="look", encoding="cp1251", heading="1")

    assert "F\u0445v" in page.content.decode() or "Főváros" not in page.content.decode()
    assert '<option value="cp1251" selected>' in page.content.decode()


@pytest.mark.parametrize(
    ("purpose", "column", "text"),
    [
        ("nominate", "given", "a\x00b"),
        ("invite", "family", "x" * 121),
        ("invite", "organisation", "x" * 201),
        ("nominate", "position", "x" * 161),
        ("register", "email", f"{'x' * 60}@{'.'.join(['y' * 60] * 4)}.org"),
        ("nominate", "reference", "x" * 81),
        ("nominate", "rank", "9" * 5000),
        ("nominate", "rank", "0"),
        ("nominate", "rank", "99999"),
        ("invite", "country", "Atlantis"),
        ("invite", "stakeholder", "gov"),
        ("invite", "language", "Klingon"),
        ("register", "state", "withdrawn"),
        ("register", "phone", "1" * 41),
        ("nominate", "document_date", "01/02/2026"),
        ("nominate", "reserve", "perhaps"),
        ("invite", "email", "ana@example"),
        ("invite", "given", ""),
        ("nominate", "country", ""),
        ("nominate", "stakeholder", "Interpreter or support"),
    ],
)
def test_a_cell_that_would_be_refused_later_is_told_by_row_and_column(
    workshop, purpose, column, text
):
    row = {
        "given": "Ana", "family": "Lopez", "email": "ana@example.org", "country": "MEX",
        "organisation": "Ministry", "position": "Adviser", "stakeholder": "gov_labour",
    }  # fmt: skip
    lines = [row | {column: text}, row | {"email": "b@example.org", column: row.get(column, "")}]
    stream = io.StringIO()
    table = csv.DictWriter(stream, list(lines[0]))
    table.writeheader()
    table.writerows(lines)

    people = preview(workshop, stream.getvalue(), purpose)

    assert [(number, name) for number, name, _text in problems(people)] == [(2, column)]
    assert [row.number for row in people.good] == [3]


def test_an_address_stands_once_in_a_list_and_in_the_workshop(workshop):
    register(workshop, email="there@example.org")
    rows = [
        "Ana,A,THERE@example.org,,X,un",
        "Ana,B,b@example.org,,X,un",
        "Ana,C,B@example.org,,X,un",
    ]

    people = preview(workshop, "\n".join([HEAD, *rows]))

    assert [row.number for row in people.good] == [3]
    told = {number: text for number, _column, text in problems(people)}
    assert "registered already" in told[2]
    assert "row 3" in told[4]


GOOD = {
    "invite": ("", "", {"invited"}),
    "register": (",state", ",complete", {"accepted", "pending_review"}),
    "nominate": (",capacity,rank,reserve", ",head,1,no", {"submitted"}),
}


@pytest.mark.parametrize("purpose", GOOD)
def test_good_rows_are_taken_once_and_refused_ones_come_back_as_a_file(client, purpose):
    workshop = make_workshop(mode="by_nomination", accepts_at_once=False)
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/people/import/"
    more, values, states = GOOD[purpose]
    text = (
        f"{HEAD}{more}\n{ANA}{values}\nTom,Smith,tom@example.org,KHM,NGO,civil{',' * more.count(',')}\n"
        f"Eva,,eva@example.org,KHM,NGO,civil{values}\n"
    )
    rows = workshop.nominations if purpose == "nominate" else workshop.registrations

    page = client.post(
        here, {"file": SimpleUploadedFile("a.csv", text.encode()), "purpose": purpose}
    )
    token = token_of(page)
    assert (page.status_code, rows.count(), Mail.objects.count()) == (200, 0, 0)
    refused = client.post(here, {"token": token, "act": "refused"})
    done = client.post(here, {"token": token, "act": "take"})
    page = client.get(done["Location"])
    again = client.post(here, {"token": token, "act": "take"})

    assert set(rows.values_list("email", flat=True)) == {"ana@example.org", "tom@example.org"}
    assert set(rows.values_list("state", flat=True)) == states
    assert again.status_code == 409
    table = list(csv.reader(io.StringIO(refused.content.decode("utf-8-sig"))))
    assert table[0] == [*f"{HEAD}{more}".split(","), "Reason"]
    assert (len(table), table[1][0], table[1][-1]) == (2, "Eva", "family: Needed.")
    assert "1 row was not taken" in page.content.decode()
    last = client.post(here, {"token": token_of(page), "act": "refused"})
    assert last.content == refused.content


def test_a_list_where_nothing_can_be_taken_has_no_button(upload):
    page = upload(f"{HEAD}\nAna,,a@example.org,MEX,X,un\n")

    assert page.status_code == 422
    assert 'value="take"' not in page.content.decode()


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"", 422), (b"given\n" + b"x" * 200_000, 422), (b"PK\x03\x04", 422), (b'a\n"b', 422)],
)
def test_what_is_no_list_is_refused_with_a_sentence(upload, data, status):
    assert upload(data).status_code == status
    assert upload(purpose="invite").status_code == 422
    assert upload(b"x", purpose="").status_code == 422


def test_the_preview_says_who_gets_a_seat_and_who_has_to_wait(client):
    workshop = make_workshop(capacity=1, accepts_at_once=False)
    lines = [
        f"{HEAD},state",
        ANA + ",complete",
        "Tom,Smith,tom@example.org,KHM,NGO,civil,Completed",
    ]

    people = preview(workshop, "\n".join(lines), Purpose.REGISTER)
    assert [row.outcome for row in people.good] == ["Accepted", "On the waiting list"]
    take_list(workshop, people, by=None, at=NOW)

    states = workshop.registrations.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["accepted", "waitlisted"]


def test_what_the_waiting_list_has_no_place_for_is_told_before():
    workshop = make_workshop(capacity=1, reserve_size=0, accepts_at_once=False)
    lines = [f"{HEAD},state", ANA + ",complete", "Tom,Smith,tom@example.org,KHM,NGO,civil,complete"]

    people = preview(workshop, "\n".join(lines), Purpose.REGISTER)

    assert [row.number for row in people.good] == [2]
    assert "waiting list" in problems(people)[0][2]


def test_registrations_of_indico_are_taken_over_with_their_states():
    workshop = make_workshop(capacity=9, accepts_at_once=False)
    lines = [
        "ID,Name,First Name,Last Name,Email Address,Affiliation,Position,Phone,Country,Registration state,Registration date",
        "1,Ana Lopez,Ana,Lopez,ana@example.org,Ministry,Adviser,+52 55,Mexico,Completed,2026-10-01 10:00",
        "2,Tom Smith,Tom,Smith,tom@example.org,NGO,,,Cambodia,Pending,2026-10-02 10:00",
        "3,Eva Stone,Eva,Stone,eva@example.org,NGO,,,Cambodia,Withdrawn,2026-10-02 10:00",
    ]
    table = read_table("\n".join(lines).encode())
    mapping = guess_mapping(workshop, "register", table)
    assert [field.name for field in read_list(workshop, "register", table, mapping).missing] == [
        "stakeholder"
    ]

    mapping = replace(mapping, for_all={"stakeholder": "civil"})
    people = try_list(workshop, read_list(workshop, "register", table, mapping), by=None, at=NOW)

    assert [(row.number, row.outcome) for row in people.good] == [
        (2, "Accepted"),
        (3, "Under review"),
    ]
    assert [(row, column) for row, column, _text in problems(people)] == [(4, "Registration state")]
    assert people.unused == ["ID", "Name", "Registration date"]


@pytest.mark.wide(but="csv-ar")
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh-hans"])
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_portals_own_list_comes_back_in(client, language, extension):
    first = make_workshop(capacity=9)
    question = Question.objects.create(
        workshop=first, kind="choice", texts={"en": "Parking?"},
        options={"a": {"en": "By car"}, "b": {"en": "By bus"}},
    )  # fmt: skip
    registrations.register(
        workshop=first,
        values=person(
            given="=Ana", phone="+66 2 288", country="CIV", gender="woman", policy_roles=["drafts", "advises"],
            interpretation="ar", printed_name="آنا", title="Ms", language="fr", seniority="director",
        ),
        answers={question.pk: "b"},
        at=NOW,
    )  # fmt: skip
    register(
        first, country="LAO", gender="unsaid", stakeholder="academia", representation="individual"
    )
    client.force_login(organiser())
    prefix = "" if language == "en" else f"/{language}"
    response = client.get(
        f"{prefix}/organise/{first.code}/people.{extension}", headers={"accept-language": language}
    )
    assert response.status_code == 200

    fields = (
        "given", "family", "email", "title", "phone", "country__code", "gender", "stakeholder", "policy_roles",
        "interpretation", "printed_name", "language", "seniority", "representation", "first_time", "mode", "organisation",
        "position",
    )  # fmt: skip
    written = list(first.registrations.order_by("country__code").values_list(*fields))
    for read_in in ("en", "ru"):
        second = make_workshop(capacity=9)
        with translation.override(read_in):
            people = preview(second, response.content, Purpose.REGISTER)
        assert problems(people) == [], read_in
        take_list(second, people, by=None, at=NOW)
        read = second.registrations.order_by("country__code").values_list(*fields)
        assert list(read) == written, read_in


def test_answers_to_own_questions_come_in_by_label(workshop):
    choice = Question.objects.create(
        workshop=workshop, kind="choice", texts={"en": "How do you come?"},
        options={"a": {"en": "By car"}, "b": {"en": "By bus"}},
    )  # fmt: skip
    lines = [
        f"{HEAD},How do you come?",
        ANA + ",by BUS",
        "Tom,S,t@example.org,KHM,NGO,civil,On foot",
    ]

    people = preview(workshop, "\n".join(lines), Purpose.REGISTER)
    take_list(workshop, people, by=None, at=NOW)

    assert choice.answers.get().value == "b"
    assert [number for number, *_rest in problems(people)] == [3]


@pytest.mark.parametrize(("form", "given", "mode"), [
    ("online", "In person", "online"), ("in_person", "", "in_person"), ("hybrid", "En ligne", "online"), ("hybrid", "onsite", "in_person"),
])  # fmt: skip
@pytest.mark.parametrize("purpose", ["invite", "register"])
def test_people_of_a_list_take_part_as_the_workshop_allows(form, given, mode, purpose):
    workshop = make_workshop(form=form)

    people = preview(workshop, f"{HEAD},mode\n{ANA},{given}\n", purpose)
    take_list(workshop, people, by=None, at=NOW)

    assert workshop.registrations.get().mode == mode


def test_consent_is_not_invented_but_asked_on_the_first_visit(client, workshop):
    people = preview(workshop, f"{HEAD},state,listed\n{ANA},complete,public\n", Purpose.REGISTER)
    take_list(workshop, people, by=None, at=NOW)
    registration = workshop.registrations.get()

    assert (registration.consent_processing, registration.listed) == (None, "nobody")
    assert people.unused == ["listed"]
    page = client.get(registration.link(), follow=True).content.decode()
    assert 'value="consent"' in page
    client.force_login(organiser())
    address = f"/organise/{workshop.code}/people.csv?column=consent_processing&column=email"
    rows = list(csv.reader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))
    assert rows[1] == ["ana@example.org", "not asked yet"]

    client.post(registration.link(), {"act": "consent"})

    registration.refresh_from_db()
    assert registration.consent_processing is not None
    assert 'value="consent"' not in client.get(registration.link(), follow=True).content.decode()


def test_focal_points_come_in_with_their_letters(client):
    workshop = make_workshop(mode="by_nomination")
    client.force_login(organiser())
    FocalPoint.objects.create(
        workshop=workshop, country=Area.objects.get(code="MEX"), name="F", authority="X", email="f@example.org"
    )  # fmt: skip
    here = f"/organise/{workshop.code}/people/import/"
    text = (
        "País;Punto focal;Institución;Correo electrónico;Idioma;Hasta\n"
        "Camboya;Sok Dara;MFA;sok@example.org;francés;31.12.2026\n"
        "México;Otro;SRE;F@example.org;español;\n"
        "Atlantis;N;X;n@example.org;;\n"
    ).replace("Hasta", "Mandate until")
    page = client.post(
        here, {"file": SimpleUploadedFile("a.csv", text.encode("cp1252")), "purpose": "focal"}
    )
    assert "registered already" in page.content.decode()
    client.post(here, {"token": token_of(page), "act": "take"})

    point = workshop.focal_points.exclude(country__code="MEX").get()
    assert (point.country.code, point.name, point.language) == ("KHM", "Sok Dara", "fr")
    assert point.mandate_until == date(2026, 12, 31)
    assert Mail.objects.filter(to="sok@example.org").count() == 1


def test_each_field_is_known_by_its_label_in_every_language(workshop):
    """The headings of an export, and of a form that was copied from a page."""
    for purpose in Purpose:
        fields = [field for field in fields_of(workshop, purpose) if field.name != "full_name"]
        for code in ("en", "fr", "es", "ar", "ru", "zh-hans"):
            with translation.override(code):
                heads = [str(field.label) for field in fields]
            stream = io.StringIO()
            csv.writer(stream).writerows([heads, ["x"] * len(heads)])
            table = read_table(stream.getvalue().encode())
            mapping = guess_mapping(workshop, purpose, table)
            wrong = [
                (code, head, field.name, name)
                for head, field, name in zip(heads, fields, mapping.columns, strict=True)
                if field.name != name
            ]
            assert wrong == []


def test_the_list_of_participants_has_every_field_and_answer(client, workshop):
    question = Question.objects.create(workshop=workshop, kind="text", texts={"en": "Your topic"})
    registrations.register(
        workshop=workshop,
        values=person(given="-Ana", phone="+66 2", unit="Unit 7", diet="Halal", language="fr"),
        answers={question.pk: "=Remittances"},
        at=NOW,
    )
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/people"

    rows = list(csv.DictReader(io.StringIO(client.get(f"{here}.csv").content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(client.get(f"{here}.xlsx").content))["data"]
    titles, cells = ([cell.value for cell in row] for row in sheet.iter_rows(max_row=2))
    book = dict(zip(titles, cells, strict=True))

    assert {"phone", "unit", "registered_on", "language", "consent_processing"} <= set(rows[0])
    assert rows[0][f"q{question.pk}"] == "'=Remittances"
    assert (rows[0]["given"], rows[0]["phone"]) == ("'-Ana", "'+66 2")
    assert (book["Given names"], book["Your topic"], book["Phone"]) == (
        "-Ana",
        "=Remittances",
        "+66 2",
    )
    assert "diet" not in rows[0]
    chosen = client.get(f"{here}.csv?column=diet&column=family").content.decode("utf-8-sig")
    assert chosen.splitlines()[0] == "family,diet"
    page = client.get(f"{here}/").content.decode()
    assert 'name="column"' in page


def test_wide_and_long_lists_of_nonsense_are_looked_at_within_seconds(workshop):
    wide = "\n".join(",".join(f"word {row} {place}" for place in range(200)) for row in range(30))
    long = HEAD + "\n" + "".join(f"a,b,{n},Atlantis {n},x,kind {n}\n" for n in range(1_000))
    began = time.process_time()

    for text in (wide, long):
        assert preview(workshop, text).good == []

    assert time.process_time() - began < 5


def test_a_country_that_is_misspelt_is_told_with_the_nearest_name(workshop):
    people = preview(workshop, f"{HEAD}\n{ANA}\n".replace("MEX", "Mexiko"))

    [(_row, column, text)] = problems(people)
    assert (column, text) == ("country", "Mexiko is not known. Did you mean Mexico?")


@pytest.mark.wide(but="act")
@pytest.mark.parametrize(
    "field",
    [
        "encoding",
        "heading",
        "column-0",
        "column-2",
        "all-country",
        "all-stakeholder",
        "act",
        "token",
    ],
)
def test_odd_values_in_the_form_of_the_preview_are_a_sentence(upload, workshop, field):
    page = upload(f"{HEAD}\n{ANA}\n")
    form = {"token": token_of(page), "act": "look", "encoding": "utf-8", "heading": "1"}
    columns = {f"column-{place}": name for place, name in enumerate(HEAD.split(","))}
    for value in ("\x00", "²", "9" * 5_000, "rot13", "-1", "صفر", "q1", "x" * 5_000):
        with transaction.atomic():
            page = upload(**form | columns | {field: value})
            transaction.set_rollback(True)

        assert page.status_code in (200, 302, 400, 409, 422), value[:9]
