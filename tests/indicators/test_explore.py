"""An indicator's page: index, commissions beside countries, events, side by side, ties, frames."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.analysis.index_numbers import common_base, indexed
from indicators.forms.indicators import SliceForm
from indicators.hooks.chart_events import ChartEvent, events_for
from regions.models import Area
from tests import published
from tests.indicators.test_charts import THREE, table, valid, write
from tests.published import REMITTANCES
from tests.width import cases
from tests.workshops.making import load_regions, make_workshop, register
from workshops.models import Workshop

PAGE = "/indicators/REM_IN_USD/"


def link(page, pattern):
    """The first address in the page that matches."""
    return unescape(re.search(rf'href="({pattern})"', page).group(1))


def rows_of(client, address):
    body = b"".join(client.get(address)).decode("utf-8-sig")
    return {
        (row["ref_area"], row["time_period"]): float(row["value"])
        for row in csv.DictReader(io.StringIO(body))
    }


@given(st.dictionaries(st.integers(1990, 2024), st.floats(0.01, 1e12), min_size=1))
@settings(max_examples=cases(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_index_keeps_ratios_and_is_100_in_its_base_year(figures):
    base = min(figures)
    made = indexed(table({"PHL": figures}), base, "index")
    values = {row.year: row.value for row in made.rows}

    assert values[base] == 100
    for year, value in figures.items():
        assert values[year] == pytest.approx(100 * value / figures[base])
    assert made.unit == "INDEX"


def test_an_area_without_a_positive_base_has_no_index():
    made = indexed(table({**THREE, "KAZ": {2018: 0.0, 2019: 2.0}}), 2018, "index")

    assert {row.area for row in made.rows} == {"PHL", "TJK"}
    assert common_base(table({"PHL": {2018: 1, 2020: 2}, "TJK": {2020: 3}})) == 2020
    assert common_base(table({"PHL": {2018: 1}, "TJK": {2019: -3}})) is None


def test_the_page_of_an_index_its_file_and_its_frame_agree(client, release):
    query = "?country=PHL&country=TJK&country=KAZ&base=2018"
    page = client.get(PAGE + query).content.decode()
    found = rows_of(client, link(page, r"/indicators/REM_IN_USD\.csv\?[^\"]*"))

    for area in ("PHL", "TJK"):
        for year in (2018, 2019, 2020):
            wanted = 100 * REMITTANCES[area][year] / REMITTANCES[area][2018]
            assert found[area, str(year)] == pytest.approx(wanted, rel=1e-14)
            assert f"{wanted:.1f}" in page
    assert not {area for area, _year in found} & {"KAZ"}
    assert "Kazakhstan" in page.split("without an index")[1][:200]
    assert "/api/v1/values/" not in page.split("Take these figures")[1]
    assert "index, 2018 = 100" in client.get("/embed" + PAGE + query).content.decode()


def test_countries_stand_beside_their_commissions(release):
    form = SliceForm({"country": ["KAZ", "PHL"], "commission": ["WLD"], "against": "commission"})

    assert form.is_valid()
    assert form.compared == ["ECE", "ESCAP", "WLD", "KAZ", "PHL"]
    assert form.areas == ["WLD", "KAZ", "PHL"]


def test_a_ranking_within_a_commission_leaves_others_out_in_page_and_file(client, release):
    page = client.get(f"{PAGE}?view=bars&within=ECE").content.decode()
    found = rows_of(client, link(page, r"/indicators/REM_IN_USD\.csv\?[^\"]*"))

    assert {area for area, _year in found} == {"KAZ", "TJK"}
    assert "Philippines" not in page.split('id="figures"')[1].split('id="method"')[0]


def test_equal_figures_share_a_place_and_say_so(client, release):
    equal = {
        area: dict.fromkeys((2018, 2019, 2020), value)
        for area, value in {"PHL": 5e9, "TJK": 5e9, "KAZ": 1e9}.items()
    }
    published.load(published.observations(remin=equal))
    published.calculations.refresh()
    page = client.get(f"{PAGE}?view=bars").content.decode()

    places = re.findall(r'<td class="number">\s*(\d+)(<span aria-hidden="true">=)?', page)
    assert [(place, bool(tied)) for place, tied in places] == [
        ("1", True),
        ("1", True),
        ("3", False),
    ]
    assert "2 of them share their place" in page


def test_side_by_side_draws_each_member_and_saves_as_a_file(client, release):
    page = client.get(f"{PAGE}?view=multiples&within=ECE").content.decode()
    picture = client.get(f"{PAGE}multiples.svg?view=multiples&within=ECE")

    assert page.count("<figcaption>") == 2
    assert "3 countries" not in page
    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    assert "attachment" in picture.headers["Content-Disposition"]
    text = picture.content.decode()
    assert text.count("<polyline") == 2
    assert "Kazakhstan" in text
    assert "World Development Indicators" in text


def test_held_workshops_are_marked_with_a_row_that_leads_to_the_record(client, release):
    load_regions()
    philippines = Area.objects.get(code="PHL")
    held = make_workshop(status="held", starts_on=date(2019, 7, 2), country=philippines)
    make_workshop(status="confirmed", starts_on=date(2019, 8, 1), country=philippines)
    theirs = make_workshop()
    register(theirs, country="PHL")
    day = date(2020, 3, 1)
    Workshop.objects.filter(pk=theirs.pk).update(status="held", starts_on=day, ends_on=day)

    def marked(query):
        page = client.get(f"{PAGE}?{query}").content.decode()
        return re.findall(r'Workshop: <a href="([^"]+)">', page)

    both = [held.get_absolute_url(), theirs.get_absolute_url()]
    assert marked("country=PHL") == both
    assert marked("country=TJK") == []
    assert marked("country=PHL&events=none") == []
    assert marked("country=PHL&to=2019") == both[:1]
    assert [event.areas for event in events_for(["PHL", "ESCAP"], 2020, 2020).newest] == [
        ("PHL", "ESCAP")
    ]


def many(areas, first, last):
    """What an app may offer: more events than fit."""
    return [
        ChartEvent(date(2001 + n, 1, 1), "Change", f"No. {n}", "/", ("PHL",)) for n in range(20)
    ]


@override_settings(CHART_EVENTS=["tests.indicators.test_explore.many"])
def test_the_newest_events_are_kept_and_the_rest_is_counted():
    found = events_for(["PHL"], 2000, 2024)

    assert [event.title for event in found.newest[-2:]] == ["No. 18", "No. 19"]
    assert len(found.newest) == 15
    assert found.left_out == 5
    assert replace(found.newest[0], day=date(2020, 7, 2)).place == pytest.approx(2020, abs=0.01)


def test_a_frame_may_be_shown_elsewhere_and_the_page_may_not(client, release):
    page, frame = client.get(PAGE), client.get("/embed" + PAGE)

    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors *" in frame.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame.headers
    assert "script-src 'self';" in frame.headers["Content-Security-Policy"]
    assert "<form" not in frame.content.decode()
    assert f"http://testserver/embed{PAGE}" in page.content.decode()


def test_small_lines_break_at_gaps_and_share_one_scale():
    from indicators.charts.plotly import small_lines

    panels = small_lines(table(THREE), ["TJK", "PHL", "WLD", "XXX"], write)

    assert [panel.code for panel in panels] == ["TJK", "PHL", "WLD"]
    assert len(panels[1].pieces) == 1
    assert panels[0].last[1] < panels[1].last[1]
    assert {panel.top_text for panel in panels} == {"28.1"}
    own = small_lines(table(THREE), ["PHL"], write, own_scale=True)
    assert own[0].top_text == "9.7"
    assert (
        len(small_lines(table({"A": {2000: 1, 2001: 1, 2002: 1, 2009: 2}}), ["A"], write)[0].pieces)
        == 2
    )


def test_events_and_the_base_are_valid_in_the_chart():
    from indicators.charts import plotly
    from tests.indicators.test_charts import WORDS

    mark = plotly.Mark(2019.2, "Workshop: X", "/workshops/x/")
    chart = valid(plotly.line_chart(table(THREE), ["PHL"], write, WORDS, base=2018, events=[mark]))

    assert len(chart.layout.shapes) == 2
    assert chart.data[-1].customdata == ("/workshops/x/",)


def test_events_that_cannot_be_told_apart_share_a_mark_and_none_is_lost():
    from indicators.charts import plotly
    from tests.indicators.test_charts import WORDS

    marks = [
        plotly.Mark(place, f"Event {n}", f"/{n}/")
        for n, place in enumerate((2018.0, 2019.2, 2019.21, 2019.25, 2020.4), 1)
    ]
    drawn = valid(plotly.line_chart(table(THREE), ["PHL"], write, WORDS, events=marks)).data[-1]

    assert drawn.text == ("1", "2–4", "5")
    assert drawn.x[1] == pytest.approx(2019.225)
    assert drawn.customdata == ("/1/", "#events", "/5/")
    assert [f"Event {n}" in drawn.hovertext[1] for n in (2, 3, 4)] == [True] * 3
