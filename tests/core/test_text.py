"""Text from people: what is refused, what is removed, in functions, form fields and model fields."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.test.utils import isolate_apps

from core import form_fields, model_fields
from core.text import (
    MOST_MARKS,
    check_name,
    check_no_address,
    clean_line,
    clean_name,
    clean_paragraphs,
)

DECOMPOSED = "Jose\u0301 A\u0302ngelo O\u0323la"
PERSIAN = "علی\u200cرضا"


@pytest.mark.parametrize(
    ("typed", "sign"),
    [
        ("\u200b\u200b", "U+200B ZERO WIDTH SPACE"),
        ("Ama\u202el", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("Amal\u2066", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("Am\u00adal", "U+00AD SOFT HYPHEN"),
        ("Am\x00al", "U+0000"),
        ("\ufeffAmal", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("\u3164", "U+3164 HANGUL FILLER"),
        ("Amal\ufe0f", "U+FE0F VARIATION SELECTOR-16"),
        ("Am\u200dal", "U+200D ZERO WIDTH JOINER"),
        ("Amal\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
        ("Am\ue000al", "U+E000"),
    ],
)
def test_a_name_with_a_hidden_sign_is_refused_and_the_sign_named(typed, sign):
    with pytest.raises(ValidationError) as refused:
        check_name(typed)

    assert refused.value.code == "hidden_sign"
    assert f"({sign})" in refused.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Dear colleague\nconfirm here", "line_break"),
        ("Dear\u2028colleague", "line_break"),
        ("Dear\x0bcolleague", "line_break"),
        ("12-34", "no_letter"),
        ("…", "no_letter"),
        ("Confirm at http://evil.example", "address"),
        ("www.evil.example", "address"),
        ("evil.example/login", "address"),
        ("me@evil.example", "address"),
        ("Z" + "\u0301\u0302" * MOST_MARKS, "marks"),
    ],
)
def test_what_is_no_name_is_refused(typed, code):
    with pytest.raises(ValidationError) as refused:
        check_name(typed)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "name",
    [
        "Amal Haddad أمل حداد",
        "J.R.R. Tolkien",
        "Nguyễn Thị Ánh",
        "O’Brien-Smith",
        "X Æ",
        "李",
        PERSIAN,
        "ශ්\u200dරී",
        "葛\U000e0100城",
        "שָׁלוֹם",
        DECOMPOSED,
    ],
)
def test_names_of_all_scripts_are_taken(name):
    check_name(name)

    assert clean_line(name) == clean_name(name) == unicodedata.normalize("NFC", name)


def test_spaces_are_trimmed_and_collapsed():
    assert clean_name("\u3000 Amal\t \u00a0Haddad \n") == "Amal Haddad"
    assert clean_line("  Coût\u202f: 3\u00a0%  \t de  plus\n") == "Coût\u202f: 3\u00a0% de plus"


def test_a_line_loses_what_cannot_be_seen():
    assert clean_line("Re\u200bport\u202e on\x00 mi\u00adgration\r\nand\u2028work\ufeff") == (
        "Report on migration and work"
    )
    assert clean_line(PERSIAN) == PERSIAN
    assert clean_line("a" + "\u0316" * 50) == "a" + "\u0316" * MOST_MARKS
    assert clean_line("\u200b\u2800") == ""


def test_paragraphs_keep_their_lines():
    assert clean_paragraphs(" One \r\n\r\ntwo\u202e\x00\u2029three \n") == "One\n\ntwo\nthree"
    assert clean_paragraphs("السعر\u200f!") == "السعر\u200f!"


def test_an_address_is_seen_in_a_line():
    check_no_address("Ministry of Labour, Dept. 3 (Div./Unit)")

    for line in ("See https://a.example", "a@b.example", "WWW.a.example"):
        with pytest.raises(ValidationError):
            check_no_address(line)


with isolate_apps("core"):

    class Badge(models.Model):
        """A table that exists in this test only."""

        name = model_fields.NameField(max_length=10)
        office = model_fields.LineField(max_length=20, addresses=False, blank=True, default="here")
        note = model_fields.ParagraphsField(blank=True)

        class Meta:
            app_label = "core"

        def __str__(self):
            return self.name


def test_model_fields_follow_the_rules_when_validated():
    badge = Badge(name=" Jose\u0301 \u00a0Anton", office="In\u200bterior\n", note="a\u202e\r\nb")

    badge.full_clean()

    assert (badge.name, badge.office, badge.note) == ("José Anton", "Interior", "a\nb")
    with pytest.raises(ValidationError) as refused:
        Badge(name="A\u202eB", office="http://evil.example").full_clean()
    assert set(refused.value.message_dict) == {"name", "office"}


def test_what_nobody_validated_is_stored_clean_all_the_same():
    field = Badge._meta.get_field

    assert field("name").get_prep_value("A\u202eB\x00") == "AB"
    assert field("office").get_prep_value("A\x00\nB") == "A B"
    assert field("note").get_prep_value("A\x00\nB") == "A\nB"


def test_migrations_see_plain_fields():
    assert Badge._meta.get_field("name").deconstruct()[1:] == (
        "django.db.models.CharField",
        [],
        {"max_length": 10},
    )
    assert Badge._meta.get_field("office").deconstruct()[1:] == (
        "django.db.models.CharField",
        [],
        {"max_length": 20, "blank": True, "default": "here"},
    )
    assert Badge._meta.get_field("note").deconstruct()[1] == "django.db.models.TextField"


def test_form_fields_of_model_fields_have_the_rules():
    name = Badge._meta.get_field("name").formfield()
    office = Badge._meta.get_field("office").formfield()

    assert name.clean(" Jose\u0301 \u00a0Anton") == "José Anton"
    assert office.clean("In\u200bterior\n") == "Interior"
    assert Badge._meta.get_field("note").formfield().clean("a\x00\r\nb") == "a\nb"
    for field, typed in ((name, "A\u202eB"), (name, "\u200b"), (office, "x@evil.example")):
        with pytest.raises(ValidationError):
            field.clean(typed)


def test_lengths_are_counted_composed():
    field = form_fields.NameField(max_length=4)

    assert field.clean("Jose\u0301") == "José"
    with pytest.raises(ValidationError, match="4"):
        field.clean("Josée")


def test_a_needed_name_of_spaces_is_missing():
    with pytest.raises(ValidationError) as refused:
        form_fields.NameField().clean("  ")

    assert refused.value.code == "required"
