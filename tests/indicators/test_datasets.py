"""Indicators are found by dataset search and harvested by other catalogues."""

import json
import re

from indicators.compute import FORMULAS


def triples(node, found=None):
    """Every object of the document that has an address and a kind."""
    found = [] if found is None else found
    if isinstance(node, dict):
        if "@type" in node:
            found.append(node)
        for value in node.values():
            triples(value, found)
    elif isinstance(node, list):
        for value in node:
            triples(value, found)
    return found


def test_every_published_indicator_is_a_dataset_with_its_files(release, client):
    response = client.get("/indicators/catalogue.jsonld", HTTP_ORIGIN="https://elsewhere.example")
    catalogue = json.loads(response.content)
    datasets = {node["dct:identifier"]: node for node in catalogue["dcat:dataset"]}
    share = datasets["REM_IN_GDP"]

    assert response.headers["Content-Type"] == "application/ld+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert catalogue["@type"] == "dcat:Catalog"
    assert {"REM_IN_USD", "REM_IN_GDP", "GDP_USD"} <= set(datasets) <= set(FORMULAS)
    prefixes = {name.split(":")[0] for node in triples(catalogue) for name in node if ":" in name}
    assert prefixes <= set(catalogue["@context"])
    assert all(
        {"dct:title", "dct:description", "dcat:distribution"} <= set(node)
        for node in datasets.values()
    )
    languages = {node["@language"] for node in share["dct:title"]}
    assert {"en", "fr", "ar", "zh"} <= languages
    assert share["dct:modified"]["@value"] == "2025-06-19"
    assert share["dct:temporal"]["dcat:startDate"]["@value"] == "2018"
    for file in share["dcat:distribution"]:
        path = file["dcat:downloadURL"]["@id"].removeprefix("http://testserver")
        kind = client.get(path).headers["Content-Type"].split(";")[0]
        assert file["dcat:mediaType"]["@id"].endswith(kind)
        assert file["dct:license"] == [{"@id": "https://creativecommons.org/licenses/by/4.0/"}]
    tag = {"If-None-Match": response.headers["ETag"]}
    assert client.get("/indicators/catalogue.jsonld", headers=tag).status_code == 304


def test_the_page_of_an_indicator_is_a_dataset_for_search_engines(release, client):
    page = client.get("/indicators/REM_IN_GDP/").content.decode()
    item = page[page.index('itemtype="https://schema.org/Dataset"') :]

    for name, value in (
        ("identifier", "REM_IN_GDP"),
        ("temporalCoverage", "2018/2020"),
        ("license", "https://creativecommons.org/licenses/by/4.0/"),
        ("contentUrl", "http://testserver/indicators/REM_IN_GDP.parquet"),
    ):
        assert re.search(rf'itemprop="{name}" content="{re.escape(value)}"', item), name
    assert "application/ld+json" in page


def test_before_the_first_release_there_is_no_catalogue(db, client):
    from indicators.models import Release

    Release.objects.update(is_current=False)
    assert client.get("/indicators/catalogue.jsonld").status_code == 404
