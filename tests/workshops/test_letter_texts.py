"""Texts of letters: of the workshop, of its commission, or the standard one; checked when saved."""

import pytest
from django.template.loader import get_template

from core.i18n.languages import UNITED_NATIONS
from core.mail import letters, placeholders
from core.mail.letters import titled
from core.mail.outbox import send_due
from tests.workshops.making import NOW, helper, make_workshop, organiser, register
from workshops.models import LetterText, Mail
from workshops.services import letter_texts

pytestmark = pytest.mark.django_db


def save(body="Text {link}", *, subject="Subject", name="accepted", language="en", **owner):
    return letter_texts.save(
        name=name, language=language, subject=subject, body=body, revision=0, by=None, at=NOW, **owner
    )  # fmt: skip


def test_every_standard_text_has_only_its_placeholders_in_every_language():
    for kind in titled():
        allowed = letter_texts.allowed(kind.name)
        for language in UNITED_NATIONS:
            text = letter_texts.standard(kind.name, language)
            letter_texts.check(text.subject, text.body, allowed)
            for name in ("workshop", "days", "place", "contact", "commission"):
                assert name in placeholders.placeholders(text.subject + text.body), kind.name


def test_templates_hold_sentences_and_placeholders_alone():
    """A value that a template writes would be read again as a placeholder, and a link would be stored."""
    editable = {
        name: template
        for name, template in letters.declared().items()
        if template.startswith(("workshops/", "evaluations/"))
    }
    assert len(editable) > 20
    for name, template in editable.items():
        source = get_template(template).template.source
        assert "{{" not in source, f"{name}: write {{name}} in single braces"


def test_every_letter_that_asks_for_something_by_a_day_names_the_day():
    for name in ("invited", "returned", "offered", "nominate", "remind_invited", "evaluation_r2"):
        assert "deadline" in placeholders.placeholders(letter_texts.standard(name, "en").body)


def test_the_text_is_that_of_the_workshop_then_of_the_commission_then_the_standard_one():
    workshop = make_workshop()
    other = make_workshop()
    assert letter_texts.text_of("accepted", workshop, "en").source == "standard"
    save("Of ESCAP {link}", commission=workshop.host)
    save("Of the workshop {link}", workshop=workshop)
    assert letter_texts.text_of("accepted", workshop, "en").body == "Of the workshop {link}\n"
    assert letter_texts.text_of("accepted", other, "en").body == "Of ESCAP {link}\n"
    assert letter_texts.text_of("accepted", make_workshop(host="ECA"), "en").source == "standard"
    assert letter_texts.text_of("accepted", workshop, "fr").source == "standard"


def test_a_letter_is_written_with_the_edited_text(settings, mailoutbox):
    settings.EMAIL_HOST = "smtp.example.org"
    workshop = make_workshop()
    save("Hello {name}, welcome to {workshop}. {{braces}} {link}", subject="For {name}",
         workshop=workshop)  # fmt: skip
    register(workshop, given="Ana", family="Lopez")
    send_due(Mail)
    assert mailoutbox[0].subject == "For Ana Lopez"
    assert mailoutbox[0].body.startswith(
        "Hello Ana Lopez, welcome to Migration statistics. {braces}"
    )
    assert "/registration/" in mailoutbox[0].body


def test_an_unknown_placeholder_is_refused_by_name_on_the_page(client):
    workshop = make_workshop()
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/mail/texts/accepted/en/"
    form = {"act": "save", "scope": "workshop", "revision": 0, "subject": "S"}

    answer = client.post(here, form | {"body": "Dear {first_name} {link}"})

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "There is no placeholder {first_name}" in text
    assert "Dear {first_name} {link}" in text
    assert not LetterText.objects.exists()
    for subject in ("{link}", ""):
        assert client.post(here, form | {"subject": subject, "body": "x"}).status_code == 422
    # The reason of a rejection is no placeholder of an acceptance.
    assert client.post(here, form | {"body": "{reason}"}).status_code == 422
    assert client.post(here, form | {"body": "Dear {name} {link}"}).status_code == 302


def test_the_page_lists_the_placeholders_and_previews_for_a_person(client):
    workshop = make_workshop()
    register(workshop, given="Ana", family="Lopez")
    chosen = register(workshop, given="Bo", family="Zed")
    client.force_login(helper(workshop, "moderator"))
    here = f"/organise/{workshop.code}/mail/texts/returned/en/"

    page = client.get(here).content.decode()
    for name in letter_texts.allowed("returned"):
        assert f"<code>{{{name}}}</code>" in page

    answer = client.post(
        here,
        {"act": "preview", "subject": "For {name}", "body": "{reason} {link}", "person": chosen.pk},
    )
    text = answer.content.decode()
    assert "For Bo Zed" in text
    assert "[reason that was given]" in text
    assert "[the personal link]" in text
    assert chosen.secret not in text
    assert not LetterText.objects.exists()


@pytest.mark.wide
def test_every_kind_has_its_page_and_preview(client, subtests):
    workshop = make_workshop()
    register(workshop)
    client.force_login(organiser())
    listed = client.get(f"/organise/{workshop.code}/mail/texts/").content.decode()
    for name in [kind.name for kind in titled()]:
        for language in ("en", "ar"):
            with subtests.test(f"{name} {language}"):
                here = f"/organise/{workshop.code}/mail/texts/{name}/{language}/"
                assert client.get(here).status_code == 200
                text = letter_texts.standard(name, language)
                form = {"act": "preview", "subject": text.subject, "body": text.body}
                assert client.post(here, form).status_code == 200
                assert name in listed


def test_two_who_edit_a_text_see_both_versions(client):
    workshop = make_workshop()
    client.force_login(organiser())
    here = f"/organise/{workshop.code}/mail/texts/accepted/en/"
    form = {"act": "save", "scope": "workshop", "revision": 0, "subject": "S"}
    client.post(here, form | {"body": "First {link}"})

    second = client.post(here, form | {"body": "Second {link}"})

    assert second.status_code == 409
    assert "First {link}" in second.content.decode()
    assert "Second {link}" in second.content.decode()
    assert 'name="revision" value="1"' in " ".join(second.content.decode().split())
    assert client.post(here, form | {"body": "Second {link}", "revision": 1}).status_code == 302


def test_only_organisers_of_the_commission_edit_its_texts(client):
    workshop = make_workshop()
    here = f"/organise/{workshop.code}/mail/texts/accepted/en/"
    form = {"act": "save", "scope": "commission", "revision": 0, "subject": "S", "body": "{link}"}
    client.force_login(helper(workshop, "moderator"))
    assert client.post(here, form).status_code == 404
    assert client.get(here + "?scope=commission").status_code == 404
    assert "For all workshops" not in client.get(here).content.decode()
    client.force_login(organiser())
    assert client.post(here, form).status_code == 302
    assert LetterText.objects.get().commission == workshop.host
    client.post(here, {"act": "reset", "scope": "commission"})
    assert not LetterText.objects.exists()


@pytest.mark.parametrize("path", ["nothing/en/", "accepted/xx/", "evaluation/en/"])
def test_there_is_no_other_letter(client, path):
    workshop = make_workshop()
    client.force_login(organiser())
    assert client.get(f"/organise/{workshop.code}/mail/texts/{path}").status_code == 404
