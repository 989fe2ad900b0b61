"""What workshops print: certificates, badges, letters, lists of people; tagged, whole, within their paper."""

import hashlib
import unicodedata
from datetime import UTC, datetime

import pytest
from django.utils import translation

from core.documents import has_fonts
from core.i18n.languages import interface_code
from regions.models import Area
from tests.pdfs import MM, Page, is_accessible, pages_of, text_of
from tests.workshops.making import NOW, make_workshop, register
from workshops.documents import printing, rosters
from workshops.models import Certificate, VisaLetter

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("regions"),
    pytest.mark.skipif(not has_fonts("zh"), reason="the fonts are not installed (make assets)"),
]
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
NAMES = (
    "Éloïse Garçon-Lefèvre", "José Núñez", "ليلى عبد الرحمن حداد", "Ольга Ёлкина", "王小明", "Nguyễn Thị Ánh",
)  # fmt: skip
TYPED = '#import "x" *b* $x$ @r <l> \\ _i_ `r` \' ~ --'
SHORT, LONG = (
    "Ana Person",
    ("Maria Fernanda de los Angeles Rodriguez Castellanos y Fuentes " * 4)[:200],
)
UNBROKEN = "W" * 200
TITLE = ("Regional workshop on the measurement of international migration in official " * 2)[:150]


def certificate(name=SHORT, language="en", **fields) -> Certificate:
    workshop = make_workshop(
        signatory="Ana Director, Director of Statistics", second_signatory="S. Dara", **fields
    )
    one = register(workshop, printed_name=name, language=language)
    return Certificate.objects.create(
        registration=one,
        kind="completion",
        printed_name=name,
        language=language,
        hours=7.5,
        issued_at=NOW,
    )


def within(page: Page, edge: float) -> None:
    """Every letter is on the paper, `edge` millimetres from its end, and none is on a drawing."""
    width, height = page.size
    for letter, box in page.letters:
        assert edge * MM <= box.left, letter
        assert box.right <= width - edge * MM, letter
        assert edge * MM <= box.bottom, letter
        assert box.top <= height - edge * MM, letter
        assert not any(box.meets(drawing) for drawing in page.drawings), letter


def below(upper, lower) -> bool:
    return max(box.top for box in lower) < min(box.bottom for box in upper)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_certificate_is_tagged_and_says_what_it_certifies(language):
    one = certificate("王小明", language)

    data = printing.certificate_pdf(one)

    with translation.override(interface_code(language)):
        kind = str(Certificate.Kind.COMPLETION.label)
        phrase = translation.gettext("This is to certify that")
    tags = is_accessible(data, language=language, title=f"{kind} {one.serial}")
    address = f"/certificates/{one.serial}/"
    assert [words.endswith(address) for words in tags.alternatives] == [True]
    assert tags.roles.index("H1") < tags.roles.index("Figure")
    [page] = pages_of(data)
    text = " ".join(page.text.split())
    # PDFium gives marks on Arabic letters beside them.
    assert phrase in text
    assert text.index("王小明") < text.index("Ana Director") < text.index(one.serial)
    assert len(page.drawings) == 1
    within(page, 12)


@pytest.mark.parametrize("name", [*NAMES, TYPED])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_name_on_a_certificate_can_be_copied_as_it_was_typed(name, language):
    assert name in text_of(printing.certificate_pdf(certificate(name, language)))


@pytest.mark.parametrize("name", [SHORT, LONG[:99], LONG, UNBROKEN[:99], UNBROKEN, "王" * 200])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_long_name_and_a_long_title_leave_the_signatures_and_the_code_alone(name, language):
    one = certificate(name, language, titles={"en": TITLE, "ar": TITLE})

    [page] = pages_of(printing.certificate_pdf(one))

    within(page, 12)
    title, signed = page.boxes_of(TITLE), page.boxes_of("Ana Director, Director of Statistics")
    assert below(page.boxes_of(name), title)
    assert below(title, signed)
    assert below(signed, page.boxes_of(one.serial))


def test_long_signatories_stay_beside_each_other_and_above_the_serial():
    one = certificate()
    workshop = one.registration.workshop
    workshop.signatory, workshop.second_signatory = "S" * 200, ("Minister of Planning " * 9).strip()

    [page] = pages_of(printing.certificate_pdf(one))

    within(page, 12)
    first, second = (
        page.boxes_of(name) for name in (workshop.signatory, workshop.second_signatory)
    )
    assert max(box.right for box in first) < min(box.left for box in second)
    assert below([*first, *second], page.boxes_of(one.serial))


def test_a_certificate_made_again_is_the_same_file():
    one = certificate("ليلى حداد", "ar")

    digests = {hashlib.sha256(printing.certificate_pdf(one)).hexdigest() for _n in range(2)}

    assert len(digests) == 1


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh"])
def test_badges_are_a_page_each_with_the_name_and_the_code(language):
    workshop = make_workshop()
    people = [register(workshop, printed_name=name) for name in (*NAMES, TYPED)]

    with translation.override(interface_code(language)):
        data = printing.badges_pdf(people)
        title = translation.gettext("Badges")

    tags = is_accessible(data, language=language, title=title)
    pages = pages_of(data)
    assert len(pages) == len(tags.alternatives) == tags.roles.count("H1") == len(people)
    for one, page, words in zip(people, pages, tags.alternatives, strict=True):
        assert one.badge_name in " ".join(page.text.split())
        assert one.code in page.text
        assert words.endswith(one.code)
        within(page, 2.5)


@pytest.mark.parametrize("name", [LONG[:99], LONG, UNBROKEN[:120], UNBROKEN, "محمد عبد الله " * 14])
def test_a_long_name_stays_on_its_badge(name):
    workshop = make_workshop(titles={"en": TITLE})
    one = register(workshop, printed_name=name.strip(), organisation="O" * 200)

    [page] = pages_of(printing.badges_pdf([one]))

    within(page, 2.5)
    country, code = page.boxes_of(one.country.name), page.boxes_of(one.code)
    assert below(page.boxes_of(name), country)
    assert below(country, code)


@pytest.mark.wide(but="en")
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_sheets_have_ten_badges_each_in_its_own_field(language):
    workshop = make_workshop(titles={"en": TITLE, "ar": TITLE}, capacity=99)
    names = [*NAMES, LONG, UNBROKEN, LONG[:99], "王" * 60, "محمد عبد الله " * 14, SHORT]
    people = [
        register(workshop, printed_name=name.strip(), organisation="O" * 200, position="P" * 160)
        for name in names
    ]

    with translation.override(interface_code(language)):
        data = printing.badges_pdf(people, "sheet")
        title = translation.gettext("Badges")

    tags = is_accessible(data, language=language, title=title)
    assert len(tags.alternatives) == tags.roles.count("H1") == len(people)
    pages = pages_of(data)
    assert [len(page.drawings) for page in pages] == [10, 2]
    for number, one in enumerate(people):
        page, place = pages[number // 10], number % 10
        left = 19 * MM + (place % 2) * 86 * MM
        top = 297 * MM - 13.5 * MM - (place // 2) * 54 * MM
        for box in page.boxes_of(one.code):
            assert left < box.left < box.right < left + 86 * MM
            assert top - 54 * MM < box.bottom < box.top < top
        inside = [
            box
            for _letter, box in page.letters
            if left <= box.left < left + 86 * MM and top - 54 * MM <= box.bottom < top
        ]
        assert min(box.left for box in inside) >= left + 2 * MM
        assert max(box.right for box in inside) <= left + 84 * MM
        assert max(box.top for box in inside) <= top - 2 * MM
        assert min(box.bottom for box in inside) >= top - 52 * MM
    for page in pages:
        within(page, 13)


def test_a_badge_says_what_the_person_is_and_for_whom():
    workshop = make_workshop()
    speaker = register(workshop, stakeholder="speaker", position="Statistician")
    person = register(workshop, organisation="Ministry of Labour and Vocational Training " * 4)

    first, second = pages_of(printing.badges_pdf([speaker, person]))

    assert "Speaker" in first.text
    assert "Statistician" in first.text
    assert "Participant" in second.text
    assert "Ministry of Labour" in " ".join(second.text.split())


@pytest.mark.parametrize("name", [*NAMES, LONG[:99], UNBROKEN, "محمد عبد الله " * 14])
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_a_name_plate_says_the_same_on_both_sides_of_the_fold(name, language):
    workshop = make_workshop()
    one = register(workshop, printed_name=name.strip(), organisation="O" * 200)

    with translation.override(interface_code(language)):
        data = printing.name_plates_pdf([one])
        title = translation.gettext("Name plates")

    tags = is_accessible(data, language=language, title=title)
    assert tags.roles.count("H1") == 1
    [page] = pages_of(data)
    within(page, 10)
    middle = 148.5 * MM
    above = [box for _letter, box in page.letters if box.bottom > middle]
    below_fold = [box for _letter, box in page.letters if box.top < middle]
    assert len(above) + len(below_fold) == len(page.letters)
    assert min(box.bottom for box in above) > middle + 5 * MM
    assert max(box.top for box in below_fold) < middle - 5 * MM


def test_the_first_strong_letter_decides_the_direction_of_a_name():
    [page] = pages_of(printing.certificate_pdf(certificate("Amal Haddad أمل حداد", "en")))

    latin = page.boxes_of("AmalHaddad")
    line = [
        box
        for letter, box in page.letters
        if "\u0600" <= letter <= "\u06ff"
        and box.bottom < max(b.top for b in latin)
        and box.top > min(b.bottom for b in latin)
    ]
    assert line
    assert max(box.right for box in latin) < min(box.left for box in line)


def test_a_decomposed_name_is_printed_like_a_composed_one():
    composed = "Ângela Ọlá José"
    boxes = []
    for name in (composed, unicodedata.normalize("NFD", composed)):
        one = certificate(SHORT)
        Certificate.objects.filter(pk=one.pk).update(printed_name=name)
        one.refresh_from_db()
        [page] = pages_of(printing.certificate_pdf(one))
        boxes.append(page.boxes_of(composed))
    assert boxes[0] == boxes[1]


def test_badges_of_nobody_are_an_empty_page():
    assert len(pages_of(printing.badges_pdf([]))) == 1


PASSPORT = {
    "passport_name": "ΔΗΜΟΣ #panic()", "number": "AB1234", "issued_by": "Cambodia", "expires_on": "2030-01-02",
    "born_on": "1980-02-03", "born_in": "Phnom Penh", "nationality": "Cambodian", "embassy": "Paris",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_visa_letters_are_a_page_each(language):
    workshop = make_workshop(languages=language)
    pack = []
    for number in (1, 2):
        one = register(workshop, position="Statistician")
        letter = VisaLetter(
            registration=one,
            number=f"VL-{number}",
            issued_at=NOW,
            signatory="Ana Director",
            language=language,
        )
        pack.append((one, PASSPORT, letter))

    data = printing.visa_letters_pdf(pack, language)

    with translation.override(interface_code(language)):
        title = f"{translation.gettext('Visa support letter')} VL-1"
    tags = is_accessible(data, language=language, title=title)
    pages = pages_of(data)
    assert len(pages) == tags.roles.count("H1") == 2
    for number, page in enumerate(pages, start=1):
        for words in (f"VL-{number}", "Phnom Penh", "Statistician", "Ana Director", "Paris"):
            assert words in page.text
        # Within a line of Arabic PDFium gives Latin letters in another order than they stand in.
        if language != "ar":
            assert "AB1234" in page.text
            assert "ΔΗΜΟΣ #panic()" in page.text
        within(page, 20)


def people_of(workshop, count=40):
    return [
        register(workshop, printed_name=NAMES[n % len(NAMES)] + f" {n}", organisation="O" * 90)
        for n in range(count)
    ]


@pytest.mark.wide(but="fr")
@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh"])
def test_a_sign_in_sheet_is_a_table_that_names_everybody(language):
    workshop = make_workshop(titles={"en": TITLE, "ar": TITLE})
    session, people = workshop.sessions.first(), people_of(workshop)

    data = rosters.sheet_pdf(workshop, session, people, language)

    with translation.override(interface_code(language)):
        title = f"{translation.gettext('Sign-in sheet')}: {session.title}"
    tags = is_accessible(data, language=language, title=title)
    assert tags.roles.count("Table") == 1
    assert tags.roles.count("TH") == 5
    assert tags.roles.count("TR") == len(people) + 1
    text = text_of(data)
    for one in people:
        assert one.badge_name.rsplit(" ", 1)[0] in text
    for page in pages_of(data):
        within(page, 7)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_grid_has_at_most_eight_sessions_on_a_page(language):
    workshop = make_workshop(sessions=10, titles={"en": "T", "ar": "T"})
    people = people_of(workshop, 3)
    people[0].printed_name = UNBROKEN

    data = rosters.grid_pdf(workshop, workshop.sessions.all(), people, language)

    with translation.override(interface_code(language)):
        title = f"{translation.gettext('Attendance')}: {workshop.title}"
    tags = is_accessible(data, language=language, title=title)
    pages = pages_of(data)
    assert len(pages) == tags.roles.count("Table") == 2
    assert ["Session 8" in page.text for page in pages] == [True, False]
    assert ["Session 9" in page.text for page in pages] == [False, True]
    for page in pages:
        within(page, 7)
    assert len(pages_of(rosters.grid_pdf(workshop, [], people, language))) == 1


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh"])
def test_the_list_of_participants_is_in_the_order_given(language):
    workshop = make_workshop()
    people = [
        register(workshop, country=code, printed_name=name, position="Officer")
        for code, name in zip(("KHM", "KHM", "THA", "THA", "THA", "THA"), NAMES, strict=True)
    ]

    data = rosters.participants_pdf(workshop, people, 3, language)

    with translation.override(interface_code(language)):
        heading = translation.gettext("List of participants")
        title = f"{heading}: {workshop.title}"
        countries = [Area.objects.get(code=code).name for code in ("KHM", "THA")]
    tags = is_accessible(data, language=language, title=title)
    assert tags.roles.count("H2") == 2
    text = text_of(data)
    places = [
        text.index(words) for words in (countries[0], NAMES[0], NAMES[1], countries[1], *NAMES[2:])
    ]
    assert places == sorted(places)
    assert text.count("Officer") == len(people)
    assert "3" in text[places[-1] :]
    for page in pages_of(data):
        within(page, 7)


def test_the_moment_of_issue_is_written_into_a_certificate():
    import io

    import pikepdf

    one = certificate()
    one.issued_at = datetime(2026, 5, 7, 8, 9, 10, tzinfo=UTC)

    with pikepdf.open(io.BytesIO(printing.certificate_pdf(one))) as document:
        assert str(document.docinfo.CreationDate).startswith("D:20260507080910")
