"""For machines: citations, addresses that stay, feeds, sitemap, OAI-PMH, the API."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from sickle import Sickle
from sickle.oaiexceptions import BadArgument, BadResumptionToken, IdDoesNotExist, NoRecordsMatch

from studies.documents import citations
from studies.documents.citations import Cited
from studies.oai import records as oai_records
from studies.oai.views import OAI
from studies.services import workflow
from tests.studies import making
from tests.studies.making import make_recommendation, make_study

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ABOUT = Cited(
    key=12,
    title="Remesas & 50% del PIB",
    subtitle="El caso_1",
    language="es",
    url="https://portal.example/id/studies/12/es",
    work_url="https://portal.example/id/studies/12",
    abstract="Línea uno.\nLínea dos.",
    issued="2011-05",
    symbol="LC/L.1",
    publisher="CEPAL",
    isbn="978-92-1-1",
    doi="10.18356/x_y",
    authors=(("Núñez", "José"), ("CELADE", "")),
    keywords=("Remesas",),
    files=(("https://portal.example/f.pdf", "application/pdf", 9),),
)


def test_bibtex_escapes_what_tex_would_read():
    text = citations.bibtex(ABOUT)

    assert text.startswith("@techreport{nunez2011-12-es,\n")
    assert r"title = {{Remesas \& 50\% del PIB: El caso\_1}}" in text
    assert "author = {Núñez, José and {CELADE}}" in text
    assert "month = {5}" in text
    assert "number = {LC/L.1}" in text


def test_ris_has_a_tag_per_line_and_ends_each_with_crlf():
    lines = citations.ris(ABOUT).split("\r\n")

    assert lines[0] == "TY  - RPRT"
    assert lines[-2:] == ["ER  - ", ""]
    assert "AU  - Núñez, José" in lines
    assert "DA  - 2011/05//" in lines
    assert "AB  - Línea uno. Línea dos." in lines


def test_csl_keeps_the_parts_of_the_date_that_are_known():
    item = citations.csl(ABOUT)

    assert item["issued"] == {"date-parts": [[2011, 5]]}
    assert item["author"] == [{"family": "Núñez", "given": "José"}, {"literal": "CELADE"}]


@given(
    st.builds(
        Cited,
        key=st.integers(1, 9),
        title=st.text(max_size=40),
        language=st.just("ar"),
        url=st.just("https://x/1"),
        work_url=st.just("https://x"),
        abstract=st.text(max_size=40),
        authors=st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=3).map(
            tuple
        ),
        issued=st.sampled_from(["", "2011", "2011-05", "2011-05-17"]),
    )
)
def test_no_text_breaks_a_citation(about):
    for _kind, write in citations.FORMATS.values():
        assert isinstance(write(about), str)
    assert re.fullmatch(
        r"@techreport\{[a-z]+\d*-\d-ar,\n(  [a-z]+ = \{.*\},?\n)+\}\n", citations.bibtex(about)
    )
    for line in citations.ris(about).split("\r\n")[:-1]:
        assert re.match(r"[A-Z][A-Z0-9]  - ", line)


@pytest.fixture
def study(db):
    return make_study(
        editions={"es": {"title": "Remesas <i>y</i> pobreza", "symbol": "LC/L.1"}, "en": {}}
    )


def test_the_page_gives_the_citation_and_each_format_as_a_file(client, study):
    page = client.get(f"/studies/{study.pk}/es/").content.decode()
    assert "Quispe, Ana (2011). Remesas &lt;i&gt;y&lt;/i&gt; pobreza (LC/L.1)." in page

    for ending, kind in (
        ("bib", "bibtex"),
        ("ris", "research-info"),
        ("json", "csl+json"),
        ("jsonld", "ld+json"),
    ):
        answer = client.get(f"/studies/{study.pk}/es/cite.{ending}")
        assert answer.status_code == 200
        assert kind in answer["Content-Type"]
        assert f"study-{study.pk}-es.{ending}" in answer["Content-Disposition"]
    assert client.get(f"/studies/{study.pk}/es/cite.docx").status_code == 404
    assert client.get(f"/studies/{study.pk}/fr/cite.bib").status_code == 404


def test_the_page_tells_search_engines_what_it_is(client, study):
    page = client.get(f"/studies/{study.pk}/es/").content
    tree = etree.HTML(page)

    report = tree.xpath("//div[@itemtype='https://schema.org/Report']")[0]
    names = {meta.get("itemprop"): meta.get("content") for meta in report.xpath("./meta")}
    assert names["name"] == "Remesas <i>y</i> pobreza"
    assert names["inLanguage"] == "es"
    assert report.get("itemid").endswith(f"/id/studies/{study.pk}/es")
    assert tree.xpath("//meta[@name='citation_author']/@content") == ["Quispe, Ana"]
    assert tree.xpath("//meta[@name='citation_pdf_url']/@content")[0].endswith("/study.pdf")
    assert tree.xpath("//link[@rel='cite-as']/@href")[0].endswith(f"/id/studies/{study.pk}/es")


@pytest.mark.parametrize(
    ("headers", "target"),
    [
        ({}, "/studies/{pk}/"),
        ({"accept-language": "ar"}, "/ar/studies/{pk}/"),
        ({"accept-language": "zh-CN,zh;q=0.9"}, "/zh-hans/studies/{pk}/"),
        ({"accept": "application/x-bibtex"}, "/studies/{pk}/en/cite.bib"),
        ({"accept": "application/vnd.citationstyles.csl+json", "accept-language": "es"},
         "/es/studies/{pk}/es/cite.json"),
        ({"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, "/studies/{pk}/"),
        ({"accept": "image/png"}, "/studies/{pk}/"),
    ],
)  # fmt: skip
def test_the_address_that_stays_leads_to_what_the_client_reads(client, study, headers, target):
    answer = client.get(f"/id/studies/{study.pk}", headers=headers)

    assert answer.status_code == 302
    assert answer.url == target.format(pk=study.pk)
    assert {"Accept", "Accept-Language"} <= {part.strip() for part in answer["Vary"].split(",")}


def test_an_edition_has_such_an_address_too_and_drafts_have_none(client, study):
    assert client.get(f"/id/studies/{study.pk}/es").url == f"/studies/{study.pk}/es/"
    assert client.get(f"/id/studies/{study.pk}/fr").status_code == 404
    assert client.get(f"/id/studies/{make_study(state='draft').pk}").status_code == 404
    withdrawn = make_study(state="withdrawn")
    assert client.get(client.get(f"/id/studies/{withdrawn.pk}").url).status_code == 410


def test_feeds_are_atom_and_hold_what_they_are_of(client, study):
    make_study(commissions=("ESCWA",), terms=("gender",), editions={"en": {"title": "Other"}})
    for address, titles in (
        ("/studies/feed.atom", {"Other", making.EDITION["title"]}),
        ("/feeds/commission/ESCWA.atom", {"Other"}),
        ("/feeds/theme/gender.atom", {"Other"}),
        ("/es/feeds/commission/ECLAC.atom", {"Remesas <i>y</i> pobreza"}),
    ):
        answer = client.get(address)
        tree = etree.fromstring(answer.content)
        assert answer["Content-Type"].startswith("application/atom+xml")
        assert {title.text for title in tree.iter(f"{ATOM}title")} >= titles
        assert len(tree.findall(f"{ATOM}entry")) == len(titles)
        assert (
            tree.find(f"{ATOM}entry/{ATOM}link")
            .get("href")
            .startswith("http://testserver/id/studies/")
        )
    assert client.get("/feeds/commission/XXX.atom").status_code == 404
    assert client.get("/feeds/kind/ECA.atom").status_code == 404


@pytest.mark.wide
def test_the_sitemap_names_every_page_in_six_languages(client, study):
    index = etree.fromstring(client.get("/sitemap.xml").content)
    addresses = set()
    for place in index.iter(f"{MAP}loc"):
        part = etree.fromstring(client.get(place.text).content)
        for url in part.iter(f"{MAP}url"):
            alternates = {link.get("hreflang") for link in url if link.get("hreflang")}
            assert alternates >= {"en", "fr", "es", "ar", "ru", "zh-hans", "x-default"}
            addresses.add(url.find(f"{MAP}loc").text)
    assert f"http://testserver/ar/studies/{study.pk}/" in addresses
    for path in ("/", "/studies/", "/es/countries/MEX/", "/commissions/ECLAC/", "/themes/gcm-20/"):
        assert f"http://testserver{path}" in addresses
    assert all(
        client.get(url.removeprefix("http://testserver")).status_code == 200
        for url in sorted(addresses)[::120]
    )
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


@pytest.fixture
def harvester(live_server):
    return Sickle(f"{live_server.url}/oai")


@pytest.mark.wide
def test_a_harvester_walks_all_records_in_pages_and_knows_sets(
    harvester, monkeypatch, transactional_db
):
    monkeypatch.setattr(oai_records, "PAGE", 3)
    for number in range(5):
        make_study(editions={"en": {"title": f"Work {number}"}, "ar": {"title": "دراسة"}})
    make_study(commissions=("ESCWA",), editions={"en": {"title": "Of ESCWA <&>"}})
    make_study(state="draft", editions={"en": {"title": "Draft"}})

    records = list(harvester.ListRecords(metadataPrefix="oai_dc"))
    of_escwa = list(harvester.ListRecords(metadataPrefix="oai_dc", set="commission:ESCWA"))
    sets = {part.setSpec for part in harvester.ListSets()}

    assert len(records) == 11
    assert len({record.header.identifier for record in records}) == 11
    assert {record.metadata["title"][0] for record in records} >= {"Work 0", "Work 4", "دراسة"}
    assert [record.metadata["title"] for record in of_escwa] == [["Of ESCWA <&>"]]
    assert of_escwa[0].metadata["creator"] == ["Quispe, Ana"]
    assert sets == {f"commission:{code}" for code in ("ECA", "ECE", "ECLAC", "ESCAP", "ESCWA")}
    assert len(list(harvester.ListIdentifiers(metadataPrefix="oai_dc"))) == 11
    single = harvester.GetRecord(identifier=records[0].header.identifier, metadataPrefix="oai_dc")
    assert single.metadata == records[0].metadata
    assert harvester.Identify().deletedRecord == "persistent"
    assert [f.metadataPrefix for f in harvester.ListMetadataFormats()] == ["oai_dc"]


def test_what_was_withdrawn_is_a_deleted_record_for_good(harvester, transactional_db):
    study = make_study()
    before = timezone.now() - timedelta(days=400)
    workflow.withdraw(study=study, by=None, at=timezone.now(), note="x")

    records = list(harvester.ListRecords(metadataPrefix="oai_dc", ignore_deleted=False))
    later = list(
        harvester.ListRecords(**{"metadataPrefix": "oai_dc", "from": before.date().isoformat()})
    )

    assert [record.deleted for record in records] == [True]
    assert [record.header.setSpecs for record in later] == [["commission:ECLAC"]]


@pytest.mark.wide
def test_a_harvest_by_day_takes_what_changed_in_it(harvester, transactional_db):
    old = make_study(at=datetime(2020, 1, 1, 12, tzinfo=UTC))
    new = make_study(at=datetime(2021, 6, 30, 23, 59, 59, tzinfo=UTC))

    def numbers(**selection):
        headers = harvester.ListIdentifiers(metadataPrefix="oai_dc", **selection)
        return {int(header.identifier.split("/")[1]) for header in headers}

    assert numbers(until="2020-12-31") == {old.pk}
    assert numbers(until="9999-12-31") >= {old.pk, new.pk}
    assert numbers(**{"from": "2021-06-30", "until": "2021-06-30"}) == {new.pk}
    assert numbers(**{"from": "2021-06-30T23:59:59Z"}) == {new.pk}
    with pytest.raises(NoRecordsMatch):
        numbers(**{"from": "2022-01-01"})
    with pytest.raises(NoRecordsMatch):
        harvester.ListRecords(metadataPrefix="oai_dc", set="commission:XXX")
    with pytest.raises(BadArgument):
        numbers(**{"from": "2021-06-30", "until": "2021-06-30T00:00:00Z"})
    with pytest.raises(BadArgument):
        numbers(**{"from": "yesterday"})
    with pytest.raises(BadResumptionToken):
        harvester.ListRecords(resumptionToken="forged")
    for identifier in ("oai:localhost:studies/999/en", "x", f"oai:localhost:studies/{'9' * 30}/en"):
        with pytest.raises(IdDoesNotExist):
            harvester.GetRecord(identifier=identifier, metadataPrefix="oai_dc")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"), ("verb=Nothing", "badVerb"), ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&x=1", "badArgument"), ("verb=ListRecords", "badArgument"),
        ("verb=GetRecord&identifier=a&identifier=b&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=%00", "badArgument"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2021-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc", "noRecordsMatch"),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_errors_of_the_protocol_are_answers(client, query, code):
    making.load_regions()
    for answer in (
        client.get(f"/oai?{query}"),
        client.post("/oai", query, "application/x-www-form-urlencoded"),
    ):
        tree = etree.fromstring(answer.content)
        assert answer.status_code == 200
        assert tree.find(f"{{{OAI}}}error").get("code") == code


@pytest.mark.wide
@pytest.mark.django_db
def test_a_page_of_records_takes_a_constant_number_of_queries(
    client, django_assert_max_num_queries
):
    for _n in range(6):
        make_study(editions={"en": {}, "fr": {}}, countries=("MEX", "PER"))

    with django_assert_max_num_queries(16):
        client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc")


def test_the_api_searches_and_names_what_is_wrong(client, study):
    make_study(commissions=("ESCWA",), editions={"en": {"title": "Other"}}, terms=("gender",))

    results = client.get("/api/v1/studies/?q=remesas&commission=ECLAC").json()
    wrong = client.get("/api/v1/studies/?commission=ECLAX&from=2011x&colour=red")

    assert results["count"] == 1
    assert results["results"][0]["id"] == study.pk
    assert results["results"][0]["best"] == "es"
    assert results["facets"]["commissions"] == {"ECLAC": 1}
    assert results["results"][0]["editions"][0]["files"][0]["sha256"]
    assert wrong.status_code == 400
    fields = wrong.json()["fields"]
    assert set(fields) == {"commission", "from", "colour"}, "all at once"
    unknown = client.get("/api/v1/studies/?commission=ECLAX").json()
    assert "ECLAC" in unknown["fields"]["commission"][0]
    assert client.get("/api/v1/studies/?page=9").status_code == 404


@pytest.mark.wide(but="/api/v1/studies/")
@pytest.mark.parametrize("address", ["/api/v1/studies/", "/api/v1/recommendations/"])
def test_the_api_takes_a_constant_number_of_queries(client, study, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_recommendation(study)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _n in range(9):
        make_recommendation(make_study(editions={"en": {}, "fr": {}}, countries=("MEX", "PER")))
    client.get(address)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) <= len(few) + 1


def test_recommendations_by_the_api(client, study):
    make_recommendation(study, texts={"en": "Cap the fees.", "es": "Limitar el costo."}, page=12)

    results = client.get("/api/v1/recommendations/?theme=remittances&never=true").json()

    assert results["count"] == 1
    assert results["results"][0]["texts"]["es"] == "Limitar el costo."
    assert results["results"][0]["page"] == 12
    assert results["results"][0]["standings"] == []
    assert client.get("/api/v1/recommendations/?theme=money").status_code == 400
