"""UNHCR's downloads as they are today: preamble, archive with footnotes, new names of groups, odd codes."""

import io
import zipfile

import orjson
import pytest

from indicators import readers
from indicators.readers import BadSource
from tests.indicators.readers.figures import values

PREAMBLE = """Extracted:,"United Nations High Commissioner for Refugees"
"Date extracted:","21/07/2024 14:54 UTC"

"Data table contains the following:","Population figures"
Years:
"Country of asylum:",all
"""
HEADER = (
    'Year,"Country of origin","Country of origin (ISO)","Country of asylum","Country of asylum (ISO)",'
    '"Refugees under UNHCR\'s mandate",Asylum-seekers,"IDPs of concern to UNHCR",'
    '"Other people in need of international protection","Stateless persons","Host Community",'
    '"Others of concern"\n'
)
ROWS = """2015,Afghanistan,AFG,Albania,ALB,0,0,1174306,-,0,0,150317
2015,"Iran (Islamic Rep. of)",IRN,Afghanistan,AFG,30,20,0,-,0,0,0
2015,Stateless,STA,Estonia,EST,0,0,0,-,7442,0,0
2015,"Various / unknown",UKN,Australia,AUS,180,0,0,-,0,0,0
2015,"Unknown ",,Austria,AUT,11,0,0,-,0,0,0
"""
NEW = PREAMBLE + HEADER + ROWS
END_YEAR = """Year,Country of Origin Code,Country of Asylum Code,Country of Origin Name,Country of Asylum Name,\
Refugees,Asylum seekers,Other people in need of international protection,Internally displaced persons,\
Stateless Persons,Others of concern to UNHCR,Host community
2023,SYR,TUR,Syrian Arab Republic,Türkiye,3214780,3016,0,0,0,0,0
2023,UKN,AUS,Various / unknown,Australia,180,0,0,0,0,0,0
"""


def read(text: str):
    data = text.encode()
    assert readers.recognise("population.csv", data) == "unhcr_csv"
    return readers.READERS["unhcr_csv"].read(data, name="population.csv")


def test_a_preamble_new_names_and_codes_without_a_country():
    found = read(NEW)

    figures = values(found)
    assert figures["unhcr_refugee", "AFG", "IRN", 2015, 0] == 30
    assert figures["unhcr_idp", "ALB", "AFG", 2015, 0] == 1174306
    assert figures["unhcr_other", "ALB", "AFG", 2015, 0] == 150317
    assert figures["unhcr_stateless", "EST", "STL", 2015, 0] == 7442
    assert figures["unhcr_refugee", "AUS", "OOO", 2015, 0] == 180
    assert figures["unhcr_refugee", "AUT", "OOO", 2015, 0] == 11
    assert {"Host Community", "Other people in need of international protection"} <= set(
        found.unused
    )
    assert found.rows_read == len(found.value) + sum(found.left_out.values())


def test_the_layout_with_codes_and_names_apart():
    assert values(read(END_YEAR))["unhcr_refugee", "TUR", "SYR", 2023, 0] == 3214780


def test_the_archive_with_footnotes_is_read_as_its_population():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("population.csv", NEW)
        archive.writestr(
            "footnotes.csv",
            'Footnote,Year,"Country of origin (ISO)","Country of asylum (ISO)","Population type"\n'
            "Ends in June.,2016,,AGO,ASY\n",
        )
    files = readers.open_files("unhcr.zip", stream.getvalue())

    known = {name: readers.recognise(name, data) for name, data in files}

    assert known == {"population.csv": "unhcr_csv", "footnotes.csv": None}


def test_a_group_under_a_name_that_nobody_knows_is_refused_and_not_dropped():
    with pytest.raises(BadSource, match=r"row 7: the column .People we protect. is not known"):
        read(NEW.replace("Refugees under UNHCR's mandate", "People we protect"))


def test_a_place_in_a_file_with_a_preamble_is_that_of_a_spreadsheet():
    with pytest.raises(BadSource, match=r"row 9, column Asylum-seekers: 'many'"):
        read(NEW.replace("AFG,30,20,", "AFG,30,many,"))


def test_one_unknown_code_costs_its_rows_which_are_counted():
    more = "".join(f"{1950 + n},Syria,SYR,Germany,DEU,{n + 1},0,0,-,0,0,0\n" for n in range(60))

    found = read(PREAMBLE + HEADER + more + "2015,Nowhere,QQQ,Germany,DEU,5,0,0,-,0,0,0\n")

    assert len(found.value) == 60
    assert found.left_out["rows with an unknown code of a country"] == 1
    with pytest.raises(BadSource, match="QQQ"):
        read(PREAMBLE + HEADER + "2015,Nowhere,QQQ,Germany,DEU,5,0,0,-,0,0,0\n")


def test_the_api_says_sta_and_one_unknown_code_costs_its_rows():
    def item(origin: str, year: int) -> dict:
        return {"year": year, "coo_iso": origin, "coa_iso": "EST", "refugees": 7, "stateless": "0"}

    items = [item("STA", 2025), item("QQQ", 2025), *(item("SYR", 1950 + n) for n in range(60))]
    data = orjson.dumps({"page": 1, "maxPages": 1, "total": [], "items": items})

    found = readers.READERS["unhcr_api"].read(data, name="unhcr.json")

    assert values(found)["unhcr_refugee", "EST", "STL", 2025, 0] == 7
    assert found.left_out["rows with an unknown code of a country"] == 1
    assert found.rows_read == len(found.value) + sum(found.left_out.values())
