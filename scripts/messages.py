"""The texts of the interface: gathered from code and templates, and compiled, without gettext's programs.

python -m scripts.messages            compile what is newer than its result
python -m scripts.messages gather     bring locale/*/LC_MESSAGES/*.po up to date, and tell what lacks
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from core.apps_list import PACKAGES

PROJECT = Path(__file__).resolve().parent.parent
LOCALE = PROJECT / "locale"
LEFT_OUT = {"migrations"}
ONE = None
SEVERAL = (1, 2)
IN_CONTEXT = ((1, "c"), 2)
CALLS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), SEVERAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), IN_CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# No dates and names: two people who gather the same texts write the same file.
HEADER = """\
msgid ""
msgstr ""
"Language: {0.locale_identifier}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {0.plural_forms}\\n"

"""


def catalogues() -> list[Path]:
    """The files of translations, one per language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def read(path: Path) -> Catalog:
    """The translations in a file."""
    with path.open("rb") as file:
        return read_po(file)


def _as_python(template: Path) -> bytes:
    """A template as calls of gettext among letters without meaning; indents would mean something."""
    text = templatize(template.read_text(encoding="utf-8"), origin=str(template))
    return "\n".join(line.strip() for line in text.splitlines()).encode()


def _sources() -> list[tuple[Path, bytes]]:
    """Code and templates with their text as Python."""
    code = [
        (path, path.read_bytes())
        for app in PACKAGES
        for path in sorted((PROJECT / app).rglob("*.py"))
        if not LEFT_OUT & set(path.parts)
    ]
    pages = sorted(
        path
        for path in (PROJECT / "templates").rglob("*")
        if path.suffix in {".html", ".txt", ".xml"}
    )
    return code + [(path, _as_python(path)) for path in pages]


def texts() -> Catalog:
    """Every text that code or a template marks for translation."""
    if not settings.configured:
        settings.configure()
    catalogue = Catalog(fuzzy=False)
    for _path, source in _sources():
        for _line, message, _comments, context in extract(
            "python", io.BytesIO(source), keywords=CALLS
        ):
            catalogue.add(message, context=context)
    return catalogue


def lacking(catalogue: Catalog, sources: Catalog) -> list[str]:
    """Texts that have no translation in a catalogue, or only some of their plural forms."""
    missing = []
    for message in sources:
        if not message.id:
            continue
        translation = catalogue.get(message.id, context=message.context)
        forms = translation.string if translation else ""
        if not all(forms) if isinstance(forms, tuple | list) else not forms:
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def gather() -> int:
    """Bring every catalogue up to date; nothing is guessed, what is new is empty."""
    sources = texts()
    for path in catalogues():
        catalogue = read(path)
        catalogue.update(sources, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            file.write(HEADER.format(catalogue).encode())
            write_po(file, catalogue, no_location=True, omit_header=True, width=100)
        print(f"{path.parent.parent.name}: {len(lacking(catalogue, sources))} to translate")
    return 0


def compile_all() -> int:
    """Compile what is newer than its result."""
    done = 0
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with target.open("wb") as file:
            write_mo(file, read(source))
        done += 1
    if done:
        print(f"{done} translations compiled.")
    return 0


if __name__ == "__main__":
    sys.exit(gather() if sys.argv[1:] == ["gather"] else compile_all())
