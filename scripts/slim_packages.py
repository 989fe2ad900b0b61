"""Take out of installed packages what the portal never reads: `python slim_packages.py SITE_PACKAGES`.

For images alone. Translations and language data of languages that the portal does not speak, services of
Amazon but for storage, headers and tests, and the parts of Arrow that speak with networks.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("ar", "en", "es", "fr", "pt", "ru", "zh")
"""By the first letters, so that zh_Hans stays; a test holds them to `core.i18n.records`."""
SERVICES = ("s3", "sts", "sso", "sso-oidc")
NOT_READ = (
    "numpy/**/tests", "numpy/_core/include", "pandas/tests", "lxml/includes",
    "pyarrow/include", "pyarrow/src", "pyarrow/tests", "pyarrow/libarrow_flight.so*",
    "pyarrow/libarrow_s3.so*", "pyarrow/libarrow_python_flight.so*", "pyarrow/_flight.*",
    "pyarrow/_s3fs.*", "pyarrow/_gcsfs.*", "pyarrow/_azurefs.*", "pyarrow/_pyarrow_cpp_tests.*",
    "django/contrib/gis/static",
)  # fmt: skip


def unread(site: Path) -> Iterator[Path]:
    """Files and folders that nothing of the portal asks for."""
    for pattern in NOT_READ:
        yield from site.glob(pattern)
    for folder in site.glob("**/locale/*/LC_MESSAGES"):
        if not _spoken(folder.parent.name):
            yield folder.parent
    yield from site.glob("**/locale/*/LC_MESSAGES/*.po")
    for file in site.glob("babel/locale-data/*.dat"):
        if file.stem != "root" and not _spoken(file.stem):
            yield file
    for folder in site.glob("botocore/data/*/"):
        if folder.name not in SERVICES:
            yield folder


def _spoken(code: str) -> bool:
    return code.replace("-", "_").split("_")[0].lower() in LANGUAGES


def main(site: Path) -> int:
    """Take them out, and tell how much that was."""
    megabytes = 0.0
    for path in list(unread(site)):
        if not path.exists():
            continue
        files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
        megabytes += sum(file.stat().st_size for file in files) / 1e6
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    print(f"{megabytes:.0f} MB that nothing reads are taken out.")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
