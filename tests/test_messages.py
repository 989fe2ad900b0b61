"""The interface in six languages: nothing lacks a translation, and none breaks what is put into it."""

import importlib.util
import re
from pathlib import Path

import pytest
from django.conf import settings

SCRIPT = Path(settings.BASE_DIR) / "scripts" / "messages.py"
# What the code fills in, tags of HTML and characters by name must survive a translation.
FILLED = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+[^>]*>|&\w+;")


def _script():
    spec = importlib.util.spec_from_file_location("messages", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


messages = _script()
LANGUAGES = [path.parent.parent.name for path in messages.catalogues()]


@pytest.fixture(scope="module")
def wanted():
    return messages.texts()


def _catalogue(language):
    return messages.read(messages.LOCALE / language / "LC_MESSAGES" / "django.po")


def test_every_language_of_the_settings_has_its_catalogue():
    offered = {code for code, _name in settings.LANGUAGES} - {"en"}

    assert {language.lower().replace("_", "-") for language in LANGUAGES} == offered


def test_texts_are_found_in_code_and_in_templates(wanted):
    assert len(wanted) > 1000
    assert {"Register", "Studies", "On the waiting list"} <= {message.id for message in wanted}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_lacks_a_translation(language, wanted):
    lacking = messages.lacking(_catalogue(language), wanted)

    assert not lacking, (
        f"{len(lacking)} texts lack {language}; run make texts. First: {lacking[:5]}"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_can_be_filled_in(language):
    """A lone per cent sign would be an error on the page of that language alone."""
    for message in _catalogue(language):
        if "%(" in str(message.id):
            for form in message.string if isinstance(message.string, tuple) else [message.string]:
                names = re.findall(r"%\((\w+)\)", str(message.id))
                assert form % dict.fromkeys(names, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_what_is_filled_in(language):
    broken = []
    for message in _catalogue(language):
        if not message.id:
            continue
        if isinstance(message.id, str):
            same = sorted(FILLED.findall(message.id)) == sorted(FILLED.findall(message.string))
        else:
            # A form for one or two may leave the number out; a language may have one form for all.
            known = set(FILLED.findall("".join(message.id)))
            same = all(set(FILLED.findall(form)) <= known for form in message.string)
        if not same:
            broken.append(message.id)

    assert not broken


def test_no_translation_of_a_block_has_a_bare_percent_sign():
    """`blocktranslate` puts values into the text by %, so a bare sign would show the page in English."""
    blocks = {
        " ".join(part.split())
        for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        for block in BLOCK.findall(path.read_text(encoding="utf-8"))
        for part in PLURAL.split(block)
    }
    bare = [
        f"{path.parent.parent.name}: {text}"
        for path in messages.catalogues()
        for message in messages.read(path)
        for source, text in _pairs(message)
        if " ".join(VALUE.sub(r"{{ \1 }}", source).split()) in blocks
        and "%" in VALUE.sub("", text).replace("%%", "")
    ]

    assert blocks
    assert bare == []


BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
PLURAL = re.compile(r"{%\s*plural\s*%}")
VALUE = re.compile(r"%\((\w+)\)s")


def _pairs(message):
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return [(source, text) for source in sources for text in texts if source and text]
