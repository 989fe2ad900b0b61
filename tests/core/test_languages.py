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
codes = pytest.mark.parametrize("one", LANGUAGES, ids=lambda one: one.code)
of_pages = pytest.mark.parametrize("one", INTERFACE, ids=lambda one: one.code)


def test_pages_and_forms_are_in_the_languages_of_the_records():
    assert [code for code, _name in settings.LANGUAGES] == [one.django for one in INTERFACE]
    assert {"en", "fr", "es", "ar", "ru", "zh"} <= set(languages.UNITED_NATIONS)
    assert list(languages.NAMES) == [one.code for one in LANGUAGES]
    assert XLSFORM["fr"] == "French (fr)"
    assert len(BY_CODE) == len(LANGUAGES)


@codes
def test_a_language_has_its_locales(one):
    for name in (one.cldr, one.number_locale):
        locale = Locale.parse(name)

        assert locale.language == one.code
        # CLDR names no direction of text for left to right, and "right-to-left" for the others.
        assert (locale.text_direction == "rtl") == one.is_right_to_left
        assert len(locale.territories) > 200


def test_languages_are_named_in_the_language_of_the_reader():
    with translation.override("fr"):
        assert [str(languages.NAMES[code]).lower() for code in ("ar", "pt")] == [
            "arabe",
            "portugais",
        ]


@of_pages
def test_a_language_of_pages_is_known_to_django_and_has_its_catalogue(one):
    info = translation.get_language_info(one.django)

    assert info["bidi"] == one.is_right_to_left
    assert languages.interface_code(one.code) == one.django
    assert one.catalogue == ("" if one.code == "en" else translation.to_locale(one.django))
    assert (
        not one.catalogue
        or (ROOT / "locale" / one.catalogue / "LC_MESSAGES" / "django.po").is_file()
    )
    with translation.override(one.django):
        assert numbers.locale() == Locale.parse(one.number_locale)


@of_pages
def test_the_chart_library_speaks_a_language_of_pages(one):
    if one.plotly:
        path = finders.find(f"vendor/plotly/locale-{one.plotly.lower()}.js")

        assert path
        assert f'name:"{one.plotly}"' in Path(path).read_text(encoding="utf-8")
    else:
        assert one.code == "en"


TABLES = sorted((ROOT / "regions" / "data").glob("*.csv"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_with_french_has_a_column_for_each_language_of_pages(path):
    with path.open(encoding="utf-8") as file:
        heads = next(csv.reader(file))
    stems = [head.removesuffix("fr") for head in heads if head == "fr" or head.endswith("_fr")]

    lacking = {f"{stem}{one.code}" for stem in stems for one in INTERFACE} - set(heads)

    assert lacking == set()


@of_pages
def test_the_question_bank_is_worded_in_each_language_of_pages(one):
    lacking = [
        item["code"] for item in bank_file.contents()["items"] if not item["texts"].get(one.code)
    ]

    assert lacking == []


@codes
@pytest.mark.django_db
def test_a_language_has_its_text_search_configuration(one):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dictname FROM pg_ts_config_map JOIN pg_ts_config c ON c.oid = mapcfg "
            "JOIN pg_ts_dict d ON d.oid = mapdict "
            "WHERE cfgname = %s AND maptokentype = (SELECT tokid FROM ts_token_type('default') WHERE alias = 'word') "
            "ORDER BY mapseqno",
            [one.ts_config],
        )
        dictionaries = [name for (name,) in cursor.fetchall()]

    stem = one.text_search if one.text_search == "simple" else f"{one.text_search}_stem"
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
    assert [one.code for one in LANGUAGES if not one.has_spaces] == ["zh"]


def test_a_new_language_is_no_change_of_a_table():
    field = LanguageField("language", default="en")

    _name, path, _args, kwargs = field.deconstruct()

    assert (path, kwargs["max_length"], "choices" in kwargs) == (
        "django.db.models.CharField",
        2,
        False,
    )
    assert [code for code, _label in field.choices] == list(languages.NAMES)
