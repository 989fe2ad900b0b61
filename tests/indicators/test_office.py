"""LibreOffice opens the workbooks: three sheets, numbers as numbers, Arabic from the right."""

import csv
import shutil
import subprocess

import pytest

from tests.published import GDP, REMITTANCES

OFFICE = shutil.which("soffice")


@pytest.mark.wide
@pytest.mark.skipif(OFFICE is None, reason="soffice is not installed")
def test_libreoffice_reads_the_workbook_as_it_was_written(client, release, tmp_path):
    for language in ("", "/ar"):
        book = tmp_path / f"figures{language.strip('/')}.xlsx"
        book.write_bytes(client.get(f"{language}/indicators/REM_IN_GDP.xlsx?country=TJK").content)
        # 44 is the comma, 34 the quotation mark, 76 UTF-8, -1 every sheet in a file of its own.
        subprocess.run(
            [
                OFFICE,
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--headless",
                "--convert-to",
                "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1",
                "--outdir",
                str(tmp_path),
                str(book),
            ],
            check=True,
            capture_output=True,
            timeout=110,
        )
        names = {path.stem.rsplit("-", 1)[-1] for path in tmp_path.glob(f"{book.stem}-*.csv")}
        assert names == {"data", "metadata", "notes"}
        with (tmp_path / f"{book.stem}-data.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        values = {row[4]: float(row[5]) for row in rows[1:]}
        wanted = {
            str(year): 100 * REMITTANCES["TJK"][year] / GDP["TJK"][year]
            for year in (2018, 2019, 2020)
        }
        assert values == pytest.approx(wanted, rel=1e-12)
