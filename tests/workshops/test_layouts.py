"""The layout of certificates and badges: pictures drawn anew, chosen parts and languages, previews, nothing overlaps."""

import base64
import struct
import zlib
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.documents import drawn_anew, has_fonts
from core.errors import RefusedFile
from tests.confirming import is_question, post_and_confirm
from tests.filling import form_of
from tests.pdfs import pages_of, text_of
from tests.workshops.making import NOW, helper, make_workshop, organiser, register
from tests.workshops.test_documents import below, within
from workshops.documents import previews, printing
from workshops.models import Certificate, DocumentLayout, LayoutPicture
from workshops.selectors.layouts import pictures_of
from workshops.services import layouts, workshops

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("regions"),
    pytest.mark.skipif(not has_fonts("zh"), reason="the fonts are not installed (make assets)"),
]
SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30 20">
<circle cx="10" cy="10" r="8" fill="navy"/>{}</svg>"""
SIGNATURE = SVG.format('<path d="M2 15 Q 10 0 15 12 T 28 8" fill="none" stroke="black"/>')
LONG = ("Maria Fernanda de los Angeles Rodriguez Castellanos y Fuentes " * 4)[:200]
TITLE = ("Regional workshop on the measurement of international migration in official " * 2)[:150]


def png(width=4, height=2, said=None) -> bytes:
    """A small PNG, which may say that it is larger."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", *(said or (width, height)), 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"\xff\0\0" * width for _row in range(height))
    text = chunk(b"tEXt", b"Comment\0secret words")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + text
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def size_of(data: bytes) -> tuple[int, ...]:
    return struct.unpack(">II", data[16:24])


def test_pictures_are_drawn_anew_and_nothing_else_of_the_file_is_kept():
    drawn, from_svg = drawn_anew(png()), drawn_anew(SVG.format("").encode())

    assert size_of(drawn) == (1000, 500)
    assert b"secret words" not in drawn
    assert from_svg.startswith(b"\x89PNG")
    assert max(size_of(from_svg)) == 1000


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"GIF89a" + b"\0" * 40,
        b"\x89PNG\r\n\x1a\n",
        png()[:60],
        png(said=(60_000, 60_000)),
        b"<html><body/></html>",
        SVG.format('<image xlink:href="file:///etc/hostname" width="9" height="9"/>').encode(),
        SVG.format('<image xlink:href="../page.typ" width="9" height="9"/>').encode(),
        SVG.format('<image xlink:href="https://example.org/a.png" width="9" height="9"/>').encode(),
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("&a;").encode(),
        b"\x89PNG\r\n\x1a\n" + b"x" * 2_000_001,
    ],
)
def test_what_is_no_whole_picture_is_refused_in_words(data):
    with pytest.raises(RefusedFile) as refused:
        drawn_anew(data)

    assert refused.value.message


@pytest.mark.wide
def test_a_huge_picture_inside_a_drawing_is_not_unpacked():
    """A megabyte of SVG took 1.5 GB of memory: only the size of PNG files was looked at."""
    side, packer = 15_000, zlib.compressobj(9)
    row = b"\0" * (1 + 4 * side)
    rows = b"".join([*(packer.compress(row) for _row in range(side)), packer.flush()])
    small = png()
    header = struct.pack(">II", side, side) + b"\x08\x06\0\0\0"
    parts = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ]
    content = base64.b64encode(small[:8] + b"".join(chunks)).decode()
    image = f'<image width="9" height="9" xlink:href="data:image/png;base64,{content}"/>'

    with pytest.raises(RefusedFile, match="cannot be drawn"):
        drawn_anew(SVG.format(image).encode())


def test_scripts_in_a_picture_are_not_kept():
    drawn = drawn_anew(SVG.format("<script>alert(1)</script>").encode())

    assert b"alert" not in drawn


def certificate(workshop, name="Ana Lopez", language="en") -> Certificate:
    one = register(workshop, printed_name=name, language=language, country="THA")
    Certificate.objects.filter(registration=one).delete()
    return Certificate.objects.create(
        registration=one,
        kind="completion",
        printed_name=name,
        language=language,
        hours=Decimal("17.5"),
        sessions=8,
        issued_at=NOW,
    )


@pytest.fixture
def workshop():
    return make_workshop(
        signatory="Ana Director",
        second_signatory="Sok Dara",
        languages="en ar fr zh",
        titles={"en": "Migration statistics", "fr": "Statistiques migratoires"},
        capacity=9,
    )


def decorate(workshop, **fields):
    """An emblem, both signatures and titles."""
    layout = DocumentLayout(
        workshop=workshop,
        signatory_title="Director of Statistics",
        second_signatory_title="Minister of Planning",
        certificate_parts=["emblem", "host", "organisation", "country", "where", "hours"],
        badge_parts=["emblem", "organisation", "country", "role", "title", "position"],
    )
    for name, value in fields.items():
        setattr(layout, name, value)
    layouts.save(layout=layout, by=None, at=NOW)
    for role, data in (
        ("emblem", SVG.format("")),
        ("signature", SIGNATURE),
        ("second_signature", SIGNATURE),
    ):
        layouts.keep_picture(workshop=workshop, role=role, data=data.encode(), by=None, at=NOW)


@pytest.mark.wide(but="name4-en-ar")
@pytest.mark.parametrize(
    ("name", "language", "second"),
    [
        ("Ana Lopez", "en", "fr"),
        ("ليلى عبد الرحمن حداد", "ar", "en"),
        ("王小明", "zh", "ar"),
        ("Ana Lopez", "fr", "zh"),
        (LONG, "en", "ar"),
        ("王" * 200, "zh", "fr"),
    ],
)
def test_emblem_signatures_and_two_languages_find_room(workshop, name, language, second):
    workshop.titles = {"en": TITLE, "fr": TITLE, "ar": TITLE, "zh": TITLE}
    workshop.save()
    decorate(workshop, second_language=second)
    one = certificate(workshop, name, language)

    [page] = pages_of(printing.certificate_pdf(one))

    within(page, 12)
    assert len(page.pictures) == 3
    for letter, box in page.letters:
        assert not any(box.meets(picture) for picture in page.pictures), letter
    assert not any(
        one.meets(other) for one in page.pictures for other in page.pictures if one is not other
    )
    assert not any(one.meets(code) for one in page.pictures for code in page.drawings)
    signed = page.boxes_of("Director of Statistics")
    assert below(page.boxes_of(name), signed)
    assert below(signed, page.boxes_of(one.serial))
    width = page.size[0]
    assert all(box.left > 0 and box.right < width for box in page.pictures)


def test_both_languages_say_what_is_certified(workshop):
    decorate(workshop, second_language="fr")

    text = text_of(printing.certificate_pdf(certificate(workshop)))

    for words in (
        "Certificate of completion", "This is to certify that", "Migration statistics",
        "Statistiques migratoires", "Director of Statistics",
    ):  # fmt: skip
        assert words in text
    assert text.count("Ana Lopez") == 1


def test_the_second_language_of_who_reads_it_already_is_not_repeated(workshop):
    decorate(workshop, second_language="en")

    text = text_of(printing.certificate_pdf(certificate(workshop)))

    assert text.count("This is to certify that") == 1


def test_only_chosen_parts_stand_on_certificates_and_badges(workshop):
    usual = text_of(printing.certificate_pdf(certificate(workshop)))
    assert "Bangkok" in usual
    assert "Thailand" not in usual
    decorate(workshop, certificate_parts=["country"], badge_parts=["country"])
    one = certificate(workshop, "Zoe Kim")

    text = text_of(printing.certificate_pdf(one))
    badge = text_of(printing.badges_pdf([one.registration]))

    assert "Thailand" in text
    for words in ("Bangkok", "Hours attended", "Asia and the Pacific"):
        assert words not in text
    assert "Thailand" in badge
    assert "Ministry" not in badge
    assert "Participant" not in badge


@pytest.mark.parametrize("name", ["Ana Lopez", LONG[:120], "ليلى عبد الرحمن حداد", "王小明"])
def test_a_badge_with_an_emblem_keeps_everything_apart(workshop, name):
    decorate(workshop)
    one = register(workshop, printed_name=name, organisation="O" * 200, position="P" * 100)

    for layout in ("single", "sheet"):
        [page] = pages_of(printing.badges_pdf([one], layout))

        assert len(page.pictures) == 1
        for letter, box in page.letters:
            assert not any(box.meets(other) for other in page.pictures + page.drawings), letter


def test_the_commissions_emblem_serves_workshops_without_one(workshop):
    layouts.keep_picture(
        workshop=workshop, role="emblem", data=png(), by=None, at=NOW, for_commission=True
    )
    other, foreign = make_workshop(), make_workshop(host="ECA")

    assert pictures_of(other)["emblem"].commission
    assert pictures_of(foreign) == {}
    layouts.keep_picture(workshop=other, role="emblem", data=png(2, 4), by=None, at=NOW)
    assert pictures_of(other)["emblem"].workshop == other


def test_a_copy_takes_the_layout_without_signatures(workshop):
    decorate(workshop, second_language="fr")

    new = workshops.copy(
        workshop=workshop, code="again", first_day=workshop.starts_on, by=None, at=NOW
    )

    assert new.layout.second_language == "fr"
    assert [picture.role for picture in new.layout_pictures.all()] == ["emblem"]


def test_previews_have_the_longest_name_in_each_script(workshop):
    register(workshop, given="Bo", family="Li")
    register(workshop, given="Montserrat Guadalupe", family="Hernández-Villanueva")
    register(workshop, printed_name="ليلى حداد")

    pages = pages_of(previews.certificate_preview(workshop))
    badges = text_of(previews.badge_preview(workshop)).replace(" ", "")

    assert len(pages) == 4
    text = " ".join(" ".join(page.text.split()) for page in pages)
    for words in ("Montserrat Guadalupe Hernández-Villanueva", "Преображенский", "欧阳娜娜"):
        assert words in text
        assert words.replace(" ", "") in badges
    assert "Bo Li" not in text
    for page in pages:
        assert "0000-0000-0000" in page.text
        within(page, 12)
    assert "Preview: this is no certificate." in pages[0].text


@pytest.fixture
def here(workshop):
    return f"/organise/{workshop.code}/layout/"


def test_the_layout_is_chosen_on_its_page(client, workshop, here):
    client.force_login(organiser())
    assert "Layout of certificates and badges" in client.get(here).content.decode()

    answer = client.post(
        here,
        {
            "act": "layout",
            "second_language": "ar",
            "signatory_title": "Director",
            "certificate_parts": ["emblem", "where"],
            "badge_parts": ["role"],
        },
        follow=True,
    )

    assert "The layout is saved." in answer.content.decode()
    layout = DocumentLayout.objects.get()
    assert (layout.second_language, layout.signatory_title) == ("ar", "Director")
    assert layout.certificate_parts == ["emblem", "where"]
    filled = form_of(client.get(here), "second_language")
    wrong = client.post(here, filled | {"second_language": "xx", "badge_parts": ["x"]})
    assert wrong.status_code == 422
    for name in ("certificate", "badges"):
        assert client.get(f"{here}{name}.pdf")["Content-Type"] == "application/pdf"
    assert client.get(f"{here}other.pdf").status_code == 404


def test_pictures_are_kept_shown_and_removed_on_the_page(client, workshop, here):
    client.force_login(organiser())
    sent = {"act": "picture", "role": "emblem", "place": "workshop"}

    client.post(here, sent | {"picture": SimpleUploadedFile("a.png", png())})
    refused = client.post(here, sent | {"picture": SimpleUploadedFile("a.png", b"no")})
    empty = client.post(here, sent)

    assert refused.status_code == 422
    assert "Give a PNG or SVG file." in refused.content.decode()
    assert empty.status_code == 422
    shown = client.get(f"{here}emblem.png")
    assert shown["Content-Type"] == "image/png"
    assert shown.content == bytes(LayoutPicture.objects.get().png)
    remove = {"act": "remove_picture", "role": "emblem", "place": "workshop"}
    assert is_question(client.post(here, remove))
    assert LayoutPicture.objects.exists(), "it asks first"
    post_and_confirm(client, here, remove)
    assert not LayoutPicture.objects.exists()
    before = workshop.revision
    workshop.refresh_from_db()
    assert workshop.revision == before + 2
    assert workshop.events.filter(action="layout", note="Emblem").count() == 2
    assert client.get(f"{here}emblem.png").status_code == 404
    wrong = client.post(here, sent | {"role": "x", "picture": SimpleUploadedFile("a.png", png())})
    assert wrong.status_code == 422


def test_only_organisers_of_the_commission_set_its_emblem(client, workshop, here):
    sent = {"act": "picture", "role": "emblem", "place": "commission"}
    client.force_login(helper(workshop, "owner"))
    assert (
        client.post(here, sent | {"picture": SimpleUploadedFile("a.png", png())}).status_code == 404
    )

    client.force_login(organiser())
    client.post(here, sent | {"picture": SimpleUploadedFile("a.png", png())})

    assert LayoutPicture.objects.get().commission == workshop.host
    assert client.get(f"{here}emblem.png?place=commission").status_code == 200
    asked = client.post(here, sent | {"act": "remove_picture"})
    assert is_question(asked)
    assert "1 workshop of the commission has no emblem of its own" in asked.content.decode()
