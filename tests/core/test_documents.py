"""The typesetter: what is handed over is printed as it is, whatever it is."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from core.documents import compile_pdf, engine, has_fonts, printable
from core.documents.fonts import UNKNOWN, clean
from tests.pdfs import is_accessible, pages_of, text_of

pytestmark = pytest.mark.skipif(
    not has_fonts("zh"), reason="the fonts are not installed (make assets)"
)
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
LETTER = {
    "host": "Commission", "number": "VL-1", "day": "24 Nov 2026", "to": "", "text": "",
    "facts": [], "signatory": "Director",
}  # fmt: skip


def letter(text, language="en", title="Letter", **more) -> bytes:
    data = {"letters": [{**LETTER, "text": text, **more}]}
    return compile_pdf("workshops/visa_letters.typ", data, title=title, language=language, at=AT)


@pytest.mark.parametrize(
    "text",
    [
        '#import "x": *',
        "*bold* _thin_ `raw` ~ -- ... // /* */",
        "$x^2$ @ref <label> #panic() \\ \\u{41}",
        "'single' \"double\" [] {} = Heading + - 1.",
        '"}], "data": {"letters": []}}',
    ],
)
def test_signs_of_typst_are_printed_as_typed(text):
    assert text in text_of(letter(text))
    tags = is_accessible(letter("x", title=text), language="en", title=text)
    assert tags.roles.count("H1") == 1


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("A\u0302ngela Jose\u0301", "Ângela José"),
        ("two\x00\x07 words", "two words"),
        ("Selam ሰላም \U0001f600", f"Selam {UNKNOWN * 3} {UNKNOWN}"),
        ("\ud800lone", "lone"),
        ("\ue000 private", f"{UNKNOWN} private"),
        ("a\ufff9b \u08e2 \U000110bd\u1680", f"a{UNKNOWN}b {UNKNOWN} {UNKNOWN}{UNKNOWN}"),
        ("نشهد \u200fبأن", "نشهد \u200fبأن"),
    ],
)
def test_no_letter_stops_a_document(text, printed):
    assert clean(text) == printed

    assert is_accessible(letter(text), language="en", title="Letter")


def test_a_name_in_letters_the_fonts_lack_is_replaced_as_a_whole():
    assert printable("ሰላም", "Selam") == "Selam"
    assert printable("Ñandú Ольга ليلى 王小明", "x") == "Ñandú Ольга ليلى 王小明"
    assert printable("Jose\u0301", "x") == "Jose\u0301"


@pytest.mark.wide
def test_the_same_data_make_the_same_bytes_in_any_process():
    here = letter("Same")
    code = (
        "import django; django.setup()\n"
        "import hashlib\n"
        "from tests.core.test_documents import letter\n"
        "print(hashlib.sha256(letter('Same')).hexdigest())"
    )
    there = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout.strip()

    import hashlib

    assert there == hashlib.sha256(here).hexdigest()
    assert letter("Other") != here


def test_a_large_document_is_the_same_made_in_a_process_that_ends(monkeypatch):
    here = letter("Same")

    monkeypatch.setattr(engine, "LARGE", 0)

    assert letter("Same") == here
    with pytest.raises(RuntimeError, match="No such file"):
        compile_pdf("no-such.typ", {}, title="x", language="en")


@pytest.mark.wide
def test_a_long_list_leaves_nothing_of_the_typesetter_behind():
    code = (
        "import django; django.setup()\n"
        "import sys\n"
        "from tests.core.test_documents import letter\n"
        "assert letter('word ' * 4000).startswith(b'%PDF')\n"
        "print('typst' in sys.modules)"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout

    assert output.strip() == "False"


def test_threads_make_documents_at_the_same_time():
    texts = [f"Number {n}" for n in range(12)]

    with ThreadPoolExecutor(4) as pool:
        pdfs = list(pool.map(letter, texts))

    assert [text in text_of(pdf) for text, pdf in zip(texts, pdfs, strict=True)] == [True] * 12


def test_the_first_strong_letter_decides_the_direction_of_a_paragraph():
    """A date in Arabic stands right of the words after it; English words with a name in Arabic begin at the left."""
    [page] = pages_of(letter("Amal Haddad أمل حداد"))
    assert page.boxes_of("Amal")[0].right < min(box.left for box in page.boxes_of("أمل"))
    [page] = pages_of(letter("أمل حداد (Amal Haddad) 5"))
    assert page.boxes_of("5")[0].right < page.boxes_of("Amal")[0].left
    [page] = pages_of(letter("5 Amal أمل", language="ar"))
    assert page.boxes_of("5")[0].right < page.boxes_of("Amal")[0].left
    [page] = pages_of(letter("\u200f2026/05/04 · Asia", language="ar"))
    assert page.boxes_of("Asia")[-1].right < page.boxes_of("2026")[0].left


@pytest.mark.parametrize(
    "name",
    [
        "Amal Haddad", "Éloïse Garçon-Lefèvre", "José Núñez", "Ольга Ёлкина", "王小明", "ليلى حداد",
        "محمد عبد الرحمن الأحمد", "لا إله إلا الله", "شهادة حضور", "پرویز ژاله گل", "Nguyễn Thị Ánh",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_text_copied_out_is_the_text_as_typed(name, language):
    assert name in text_of(letter(name, language))


def test_marks_on_arabic_letters_are_printed():
    text = "قيّما شخصاً سُئلوا"

    assert set(text) <= set(text_of(letter(text, "ar")))


def test_chinese_lines_end_where_they_may():
    text = (
        "大多数答复的与会者同意：“与其他国家交流经验很有价值”（25/33，76\N{NO-BREAK SPACE}%；答复率 82\N{NO-BREAK SPACE}%；已调查活动 1/1）。"
        * 6
    )
    printed = pages_of(letter(text, "zh"))[0].text
    lines = printed[printed.index("大") : printed.index("Director")].split("\n")[:-1]

    assert len(lines) > 4
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not [line for line in lines if line[0] in "，；）。”%"]


def test_a_fork_of_a_process_that_made_a_document_is_told_instead_of_waiting():
    import os
    import warnings

    letter("Before")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            letter("After")
        except RuntimeError:
            os._exit(7)
        os._exit(1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


@pytest.mark.wide
def test_a_process_that_makes_no_pdf_does_not_load_the_typesetter():
    code = (
        "import django; django.setup()\n"
        "import sys, migration_portal.urls\n"
        "print([name for name in ('typst', 'uharfbuzz') if name in sys.modules])"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout

    assert output.strip() == "[]"
