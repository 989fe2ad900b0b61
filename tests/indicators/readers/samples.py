"""One small valid file for every reader: name and bytes."""

from tests.indicators.readers import workbooks
from tests.indicators.readers.figures import OWN


def _own(name: str) -> tuple[str, bytes]:
    return name, (OWN / name).read_bytes()


SAMPLES: dict[str, tuple[str, bytes]] = {
    "world_factbook": _own("world_factbook.json"),
    "wdi_packed": _own("wdi_packed.csv"),
    "world_bank_csv": _own("world_bank.csv"),
    "world_bank_excel": ("remittances.xls", workbooks.xls(workbooks.WORLD_BANK)),
    "world_bank_workbook": ("remittances.xlsx", workbooks.xlsx(workbooks.WORLD_BANK)),
    "world_bank_databank": _own("databank.csv"),
    "wdi_bulk": _own("wdi_bulk.csv"),
    "world_bank_api": _own("worldbank_api.json"),
    "undesa_packed": _own("undesa_packed.csv"),
    "undesa_by_origin": ("by_origin.xlsx", workbooks.xlsx(workbooks.ORIGIN)),
    "undesa_by_destination": ("by_destination.xlsx", workbooks.xlsx(workbooks.DESTINATION)),
    "unhcr_packed": _own("unhcr_packed.csv"),
    "unhcr_csv": _own("unhcr_download.csv"),
    "unhcr_api": _own("unhcr_api.json"),
    "knomad_inflows": ("inflows.xlsx", workbooks.xlsx(workbooks.INFLOWS)),
    "knomad_packed": _own("knomad_packed.csv"),
    "matrix_2021": ("matrix.xlsx", workbooks.xlsx(workbooks.MATRIX)),
    "matrix_2018": _own("matrix_2018.csv"),
    "matrix_packed": _own("bilateral_matrix_2018.csv"),
    "rpw": _own("rpw_databank.csv"),
    "rpw_packed": _own("rpw_packed.csv"),
    "national": _own("national.csv"),
}
