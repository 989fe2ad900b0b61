"""The PDFs of an evaluation report, from contents longer and stranger than those of the other tests."""

import pytest
from django.utils import translation

from core.documents import has_fonts
from core.i18n.languages import interface_code
from evaluations.documents import brief, report_files
from tests.pdfs import MM, is_accessible, pages_of, text_of

pytestmark = pytest.mark.skipif(
    not has_fonts("zh"), reason="the fonts are not installed (make assets)"
)
SENTENCE = {
    "en": "Most participants agreed: “Exchanging experience was valuable” (25/33, 76 %; response rate 82 %).",
    "fr": "La plupart des participants sont d’accord : « L’échange a été utile » (25/33, 76 % ; taux de réponse 82 %).",
    "ar": "وافق معظم المشاركين على أن تبادل الخبرات مفيد",
    "zh": "大多数与会者同意：“交流经验很有价值”（25/33，76 %；答复率 82 %）。",
}
TYPED = '#panic() *b* $x$ @r <l> \\ ` "q"'

EMPTY = {
    "code": "",
    **{name: [] for name in ("findings", "charts", "tables", "quotes", "records", "links")},
}
"""A part of a report that says nothing."""


def content(language, *, rows=40, sentences=3, bars=9):
    sentence = SENTENCE[language]
    tables = [
        {"title": "Short", "columns": ["Question", "Share"], "rows": [[sentence, "76 %"]] * 3},
        {"title": "Wide", "columns": list("abcdefgh"), "rows": [list("12345678")]},
        {"title": "Long", "columns": ["Option", *"abcdef"], "rows": [["W" * 60, *range(6)]] * rows},
    ]
    return {
        "language": language,
        "title": "Migration statistics",
        "heading": "Evaluation report",
        "host": "Commission",
        "where": "Bangkok",
        "when": "24 Nov 2026",
        "invented": "Made up.",
        "made_on": "2026-11-24",
        "made_on_text": "24 Nov 2026",
        "sections": [
            {
                **EMPTY,
                "title": "First",
                "paragraphs": [sentence] * 4,
                "quotes": [{"theme": "", "texts": [TYPED, "ሰላም"]}],
                "tables": tables,
            },
            {**EMPTY, "title": "Second", "paragraphs": [sentence, "W" * 300]},
        ],
        "brief": {
            "heading": "On one page",
            "base": sentence,
            "sentences": [sentence] * sentences,
            "more": [TYPED],
            "bars_title": "Favourable answers",
            "note": "Note.",
            "bars": [
                {
                    "title": f"Bar {n}. {sentence}",
                    "share": f"{50 + n} %",
                    "n": "33",
                    "percent": 50.0 + n,
                }
                for n in range(bars)
            ],
        },
    }


def stays_on_the_paper(pages):
    for page in pages:
        width, height = page.size
        for letter, box in page.letters:
            assert box.left > 10 * MM, letter
            assert box.right < width - 10 * MM, letter
            assert box.bottom > 7 * MM, letter
            assert box.top < height - 10 * MM, letter


@pytest.mark.parametrize("language", sorted(SENTENCE))
def test_a_report_has_its_sections_in_order_and_repeats_the_heads_of_tables(language):
    given = content(language)

    with translation.override(interface_code(language)):
        data, again = report_files.pdf(given), report_files.pdf(given)
        elsewhere = translation.gettext("%(title)s: see the workbook.") % {"title": "Wide"}

    tags = is_accessible(data, language=language, title="Evaluation report: Migration statistics")
    assert tags.roles.count("H2") == 2
    assert tags.roles.count("Table") == 2
    assert tags.roles.count("TR") == 4 + 41
    text = text_of(data)
    assert SENTENCE[language] in text
    assert TYPED in text
    # Word by word: PDFium gives Arabic after a Latin word in the order in which it stands on the paper.
    assert all(word.strip(".:") in text for word in elsewhere.split())
    assert text.index("Long") < text.index("Second")
    pages = pages_of(data)
    assert sum("Option" in page.text for page in pages) > 1
    stays_on_the_paper(pages)
    assert again == data


@pytest.mark.parametrize("language", sorted(SENTENCE))
@pytest.mark.parametrize(("sentences", "bars"), [(1, 1), (4, 9), (10, 14)])
def test_a_brief_is_one_page_however_much_it_says(language, sentences, bars):
    given = content(language, sentences=sentences, bars=bars)

    data = brief.pdf(given)

    is_accessible(data, language=language, title="On one page: Migration statistics")
    [page] = pages_of(data)
    stays_on_the_paper([page])
    for bar in range(bars):
        assert f"{50 + bar}" in page.text
