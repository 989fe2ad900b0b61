"""One code for every spelling; look-alikes are told apart; the unknown is refused by name."""

import pytest

from regions.names import LANGUAGES, PROVIDERS, UnknownName, countries, names, resolver, world


@pytest.mark.parametrize(
    ("provider", "spelling", "code"),
    [
        ("world_bank", "Congo, Rep.", "COG"), ("world_bank", "Congo, Dem. Rep.", "COD"),
        ("unhcr", "Congo", "COG"), ("unhcr", "Dem. Rep. of the Congo", "COD"),
        ("any", "Democratic Republic of the Congo", "COD"), ("any", "DR Congo", "COD"),
        ("factbook", "Congo, Democratic Republic of the", "COD"),
        ("factbook", "Congo, Republic of the", "COG"),
        ("world_bank", "Korea, Rep.", "KOR"), ("world_bank", "Korea, Dem. People's Rep.", "PRK"),
        ("knomad", "Korea, Dem. Rep.", "PRK"), ("unhcr", "Rep. of Korea", "KOR"),
        ("unhcr", "Dem. People's Rep. of Korea", "PRK"), ("any", "South Korea", "KOR"),
        ("any", "Guinea", "GIN"), ("any", "Guinea-Bissau", "GNB"),
        ("any", "Equatorial Guinea", "GNQ"), ("any", "Papua New Guinea", "PNG"),
        ("any", "Dominica", "DMA"), ("any", "Dominican Republic", "DOM"),
        ("any", "Dominican Rep.", "DOM"), ("any", "Niger", "NER"), ("any", "Nigeria", "NGA"),
        ("world_bank", "Micronesia, Fed. Sts.", "FSM"),
        ("any", "Micronesia (Federated States of)", "FSM"),
        ("any", "Samoa", "WSM"), ("any", "American Samoa", "ASM"),
        ("any", "Sudan", "SDN"), ("any", "South Sudan", "SSD"),
        ("world_bank", "St. Martin (French part)", "MAF"),
        ("world_bank", "Sint Maarten (Dutch part)", "SXM"),
        ("any", "British Virgin Islands", "VGB"),
        ("world_bank", "Virgin Islands (U.S.)", "VIR"),
        ("knomad", "Zimbabwe (using CB data for 2021 & 2022)", "ZWE"),
        ("undesa", "   United States of America*", "USA"),
        ("undesa", "4", "AFG"), ("undesa", "004", "AFG"), ("m49", "516", "NAM"),
        ("undesa", "2003", "OOO"), ("unhcr", "UNK", "OOO"), ("unhcr", "TIB", "OOO"),
        ("unhcr", "XXA", "STL"), ("rpw", "KSV", "XKX"), ("world_bank", "XKX", "XKX"),
        ("world_bank", "ZAR", "COD"), ("iso3", "NAM", "NAM"),
        ("any", "CÔTE D’IVOIRE", "CIV"), ("any", "cote d'ivoire", "CIV"),
        ("any", "Turkey", "TUR"), ("any", "Türkiye", "TUR"), ("any", "Filipinas", "PHL"),
        ("any", "Филиппины", "PHL"), ("any", "菲律宾", "PHL"), ("any", "الفلبين", "PHL"),
    ],
)  # fmt: skip
def test_spellings_lead_to_one_code(provider, spelling, code):
    assert resolver(provider)(spelling) == code


@pytest.mark.parametrize(
    ("provider", "spelling"),
    [
        ("world_bank", "ECA"), ("world_bank", "LTE"), ("world_bank", "WLD"), ("world_bank", "ARB"),
        ("world_bank", "AFE"), ("knomad", "World"), ("knomad", "WORLD"), ("undesa", "900"),
        ("undesa", "1833"), ("factbook", "European Union"), ("factbook", "Arctic Ocean"),
    ],
)  # fmt: skip
def test_aggregates_are_known_and_left_out(provider, spelling):
    assert resolver(provider)(spelling) is None


@pytest.mark.parametrize(
    ("provider", "spelling", "near"),
    [
        ("any", "Filippines", "Philippines (PHL)"), ("any", "Tajikstan", "Tajikistan (TJK)"),
        ("any", "Nigerai", "Nigeria (NGA)"), ("world_bank", "PHX", "PHL"),
        ("iso3", "Namibia", "Namibia (NAM)"), ("any", "Indiana", "India (IND)"),
        ("any", "World", ""), ("any", "ECA", ""), ("any", "", ""), ("undesa", "999", ""),
        ("rpw", "ZAR", "ZAF"), ("any", "NA", "NAM"), ("any", "Atlantis", ""),
        ("any", "Northern Ireland", ""), ("m49", "-516", ""), ("any", "Congo Dem", ""),
    ],
)  # fmt: skip
def test_an_unknown_name_is_refused_with_what_is_like_it(provider, spelling, near):
    with pytest.raises(UnknownName) as problem:
        resolver(provider)(spelling)

    assert repr(spelling) in str(problem.value)
    assert "Correct it" in str(problem.value)
    assert near in str(problem.value)
    assert len(problem.value.near) <= 3


def test_a_provider_nobody_knows_is_a_mistake_in_the_program():
    with pytest.raises(ValueError, match="no provider 'imf'; one of iso3"):
        resolver("imf")


@pytest.mark.parametrize("code", [row["iso3"] for row in countries()] + ["WLD", "OOO", "STL"])
def test_every_area_has_six_names_and_none_is_its_code(code):
    names_by_language = names(code)

    assert set(names_by_language) == set(LANGUAGES)
    for name in names_by_language.values():
        assert name == name.strip()
        assert name not in {code, code[:2], ""}
        assert len(name) > 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_areas_share_a_name(language):
    area_names = [names(row["iso3"])[language] for row in countries()]

    assert {name for name in area_names if area_names.count(name) > 1} == set()


@pytest.mark.parametrize("provider", ["any", "world_bank", "undesa", "unhcr", "knomad"])
def test_our_own_names_come_back_to_their_code(provider):
    resolve = resolver(provider)

    assert {
        (row["iso3"], name)
        for row in countries()
        for name in names(row["iso3"]).values()
        if resolve(name) != row["iso3"]
    } == set()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_iso_codes_mean_the_same_for_every_provider(provider):
    resolve = resolver(provider)

    assert {row["iso3"] for row in countries() if resolve(row["iso3"]) != row["iso3"]} == set()


def test_the_table_of_countries_reads_namibia_as_a_code():
    (namibia,) = [row for row in countries() if row["iso3"] == "NAM"]

    assert (namibia["iso2"], namibia["m49"]) == ("NA", "516")
    assert len({row["iso3"] for row in countries()}) == len(countries()) == 253


def test_the_world_holds_each_area_once_and_kosovo_beside_the_areas_of_un_desa():
    assert len(set(world())) == len(world())
    assert {"XKX", "RUS", "NAM", "TWN"} <= set(world())
    assert "OOO" not in world()
