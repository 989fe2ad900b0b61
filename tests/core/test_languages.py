"""The records of languages: what each names is there, so that a new record shows what it lacks."""

import csv
from pathlib import Path

import pytest
from babel import Locale
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.utils import translation

from core.i18n import languages, numbers
from core.i18n.records import BY_CODE, INTERFACE, LANGUAGES
from core.model_fields import LanguageField
from evaluations.questionnaires import bank_file
from evaluations.xlsforms.writing import LANGUAGES as XLSFORM

ROOT = Path(settings.BASE_DIR)
codes = pytest.mark.parametrize("record", LANGUAGES, ids=lambda record: record.code)
of_pages = pytest.mark.parametrize("record", INTERFACE, ids=lambda record: record.code)


def test_pages_and_forms_are_in_the_languages_of_the_records():
    assert [code for code, _name in settings.LANGUAGES] == [record.django for record in INTERFACE]
    assert {"en", "fr", "es", "ar", "ru", "zh"} <= set(languages.UNITED_NATIONS)
    assert list(languages.NAMES) == [record.code for record in LANGUAGES]
    assert XLSFORM["fr"] == "French (fr)"
    assert len(BY_CODE) == len(LANGUAGES)


@codes
def test_a_language_has_its_locales(record):
    for name in (record.cldr, record.number_locale):
        locale = Locale.parse(name)

        assert locale.language == record.code
        # CLDR names no direction of text for left to right, and "right-to-left" for the others.
        assert (locale.text_direction == "rtl") == record.is_right_to_left
        assert len(locale.territories) > 200


def test_languages_are_named_in_the_language_of_the_reader():
    with translation.override("fr"):
        assert [str(languages.NAMES[code]).lower() for code in ("ar", "pt")] == [
            "arabe",
            "portugais",
        ]


@of_pages
def test_a_language_of_pages_is_known_to_django_and_has_its_catalogue(record):
    info = translation.get_language_info(record.django)

    assert info["bidi"] == record.is_right_to_left
    assert languages.interface_code(record.code) == record.django
    assert record.catalogue == ("" if record.code == "en" else translation.to_locale(record.django))
    assert (
        not record.catalogue
        or (ROOT / "locale" / record.catalogue / "LC_MESSAGES" / "django.po").is_file()
    )
    with translation.override(record.django):
        assert numbers.locale() == Locale.parse(record.number_locale)


@of_pages
def test_the_chart_library_speaks_a_language_of_pages(record):
    if record.plotly:
        path = finders.find(f"vendor/plotly/locale-{record.plotly.lower()}.js")

        assert path
        assert f'name:"{record.plotly}"' in Path(path).read_text(encoding="utf-8")
    else:
        assert record.code == "en"


TABLES = sorted((ROOT / "regions" / "data").glob("*.csv"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_with_french_has_a_column_for_each_language_of_pages(path):
    with path.open(encoding="utf-8") as file:
        heads = next(csv.reader(file))
    stems = [head.removesuffix("fr") for head in heads if head == "fr" or head.endswith("_fr")]

    lacking = {f"{stem}{record.code}" for stem in stems for record in INTERFACE} - set(heads)

    assert lacking == set()


@of_pages
def test_the_question_bank_is_worded_in_each_language_of_pages(record):
    lacking = [
        item["code"] for item in bank_file.contents()["items"] if not item["texts"].get(record.code)
    ]

    assert lacking == []


@codes
@pytest.mark.django_db
def test_a_language_has_its_text_search_configuration(record):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dictname FROM pg_ts_config_map JOIN pg_ts_config c ON c.oid = mapcfg "
            "JOIN pg_ts_dict d ON d.oid = mapdict "
            "WHERE cfgname = %s AND maptokentype = (SELECT tokid FROM ts_token_type('default') WHERE alias = 'word') "
            "ORDER BY mapseqno",
            [record.ts_config],
        )
        dictionaries = [name for (name,) in cursor.fetchall()]

    stem = record.text_search if record.text_search == "simple" else f"{record.text_search}_stem"
    assert dictionaries == ["unaccent", stem]


def test_direction_and_tags_are_told_of_codes_and_of_what_is_none():
    assert [languages.direction(code) for code in ("ar", "zh", "xx", "")] == [
        "rtl",
        "ltr",
        "ltr",
        "ltr",
    ]
    assert [languages.interface_code(code) for code in ("zh", "pt", "xx")] == [
        "zh-hans",
        "pt",
        "xx",
    ]
    assert [record.code for record in LANGUAGES if not record.has_spaces] == ["zh"]


def test_a_new_language_is_no_change_of_a_table():
    field = LanguageField("language", default="en")

    _name, path, _args, kwargs = field.deconstruct()

    assert (path, kwargs["max_length"], "choices" in kwargs) == (
        "django.db.models.CharField",
        2,
        False,
    )
    assert [code for code, _label in field.choices] == list(languages.NAMES)
