"""Statistical clients read every dataflow over HTTP, to the last digit of the page's table."""

import math
from functools import cache
from itertools import product

import pytest
import sdmx
from pysdmx.api.fmr import RegistryClient
from pysdmx.api.qb import (
    ApiVersion,
    AvailabilityQuery,
    DataContext,
    DataFormat,
    DataQuery,
    RestService,
)
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.io.format import AvailabilityFormat, StructureFormat

from indicators.compute import FORMULAS
from indicators.sdmx.artefacts import (
    AGENCY,
    DIMENSIONS,
    OF_CORRIDORS,
    corridor_codes,
    flows,
    indicators_of,
    sex_of,
)
from indicators.selectors import catalogue, corridors, published_table
from regions.models import Area
from tests.sdmx.making import publish_wide


@pytest.fixture(scope="module")
def root(live_once):
    publish_wide()
    return f"{live_once.url}/api/sdmx"


@pytest.fixture
def client1(root):
    """sdmx1 with the portal as one of its sources."""
    source = {"id": AGENCY, "name": "The portal", "url": root, "versions": ["2.1"]}
    sdmx.add_source(source, override=True)
    client = sdmx.Client(AGENCY)
    yield client
    client.session.close()


AT = ["REF_AREA", "COUNTERPART_AREA", "INDICATOR", "SEX", "TIME_PERIOD"]


@cache
def shown(flow: str) -> dict[tuple[str, ...], float | None]:
    """Figures by the parts of `AT` as the pages of a dataflow's indicators show them."""
    if flow == OF_CORRIDORS:
        return corridors_shown()
    has_run = {row.code for row in catalogue() if row.run is not None}
    return {
        (row.area, row.counterpart or "_Z", code, sex_of(code), row.period): row.value
        for code in indicators_of(flow)
        if code in has_run
        for row in published_table(code, quarters=True).rows
    }


def corridors_shown() -> dict[tuple[str, ...], float | None]:
    codes = dict(Area.objects.values_list("pk", "code"))
    found = {}
    for name, (code, variant) in corridor_codes().items():
        table = corridors.tables().get(code)
        if table is None or variant not in table.variants:
            continue
        for sex, period in product(table.sexes, table.periods):
            one = corridors.matrix(table, period, sex=sex, variant=variant)
            for home, host, value in zip(one.home, one.host, one.value, strict=True):
                ends = (codes[home], codes[host])
                own, other = ends if table.ref_area == "home" else ends[::-1]
                found[own, other, name, "_T" if sex == "T" else sex, period] = float(value)
    return found


def check(found: dict, wanted: dict) -> None:
    assert wanted
    assert found.keys() == wanted.keys()
    for key, value in wanted.items():
        if value is None:
            assert found[key] is None or math.isnan(found[key]), key
        else:
            assert found[key] == value, key


@pytest.mark.wide
def test_sdmx1_reads_every_dataflow(root, client1):
    listed = client1.dataflow()
    assert set(listed.dataflow) == set(flows())
    structures = client1.dataflow("DF_REMITTANCES", params={"references": "all"})
    dsd = structures.structure["DSD_MIGRATION"]
    assert [one.id for one in dsd.dimensions] == [*DIMENSIONS, "TIME_PERIOD"]
    listed_codes = set(structures.codelist["CL_INDICATOR"].items)
    assert listed_codes == set(FORMULAS) | set(corridor_codes())
    assert structures.codelist["CL_AREA"]["PHL"].name["fr"] == "Philippines"

    for flow in flows():
        for accept in ("generic", "structurespecific"):
            headers = {"Accept": f"application/vnd.sdmx.{accept}data+xml;version=2.1"}
            message = client1.data(flow, dsd=dsd, headers=headers)
            series = sdmx.to_pandas(message.data[0])
            keys = series.index.to_frame()[AT].itertuples(index=False, name=None)
            found = dict(zip(keys, map(float, series), strict=True))
            check(found, shown(flow))


def availability_is_what_is_shown(root: str) -> None:
    """The constraint of every dataflow, in both versions of the API, lists the codes that have figures."""
    for version in (ApiVersion.V1_5_0, ApiVersion.V2_0_0):
        service = RestService(
            root, version, avail_format=AvailabilityFormat.SDMX_ML_2_1, timeout=60
        )
        for flow in flows():
            query = AvailabilityQuery(DataContext.DATAFLOW, AGENCY, flow, "1.0")
            [found] = read_sdmx(service.availability(query).decode()).get_availability_constraints()
            listed = {
                one.id: {value.value for value in one.values}
                for one in found.cube_region.key_values
            }
            wanted = shown(flow)
            for place, name in enumerate(AT[:-1]):
                assert listed[name] == {key[place] for key in wanted}, (flow, name)
            assert found.obs_count == len(wanted)


@pytest.mark.wide
def test_pysdmx_reads_every_dataflow(root):
    availability_is_what_is_shown(root)
    registry = RegistryClient(root, StructureFormat.SDMX_JSON_2_0_0, timeout=60)
    assert {one.id for one in registry.get_dataflows(AGENCY)} == set(flows())
    assert {one.id for one in registry.get_codes(AGENCY, "CL_SEX", "1.0")} == {"_T", "F", "M", "_Z"}
    for version, kind in (
        (ApiVersion.V1_5_0, DataFormat.SDMX_ML_2_1_GEN),
        (ApiVersion.V1_5_0, DataFormat.SDMX_ML_2_1_STR),
        (ApiVersion.V2_0_0, DataFormat.SDMX_CSV_2_0_0),
    ):
        service = RestService(root, version, data_format=kind, timeout=60)
        for flow in flows():
            query = DataQuery(DataContext.DATAFLOW, AGENCY, flow, "1.0")
            text = service.data(query).decode()
            if kind is DataFormat.SDMX_ML_2_1_STR:
                # Once for each flow with its structure, which takes the client longer than the data.
                structure = f"{root}/dataflow/{AGENCY}/{flow}/1.0?references=descendants"
                frame = get_datasets(text, structure)[0].data
            else:
                frame = read_sdmx(text).data[0].data
            # Where every figure is missing, SDMX-ML has no value and the frame no column.
            texts = frame["OBS_VALUE"].astype(str) if "OBS_VALUE" in frame else [""] * len(frame)
            values = (float(text or "nan") for text in texts)
            keys = frame[AT].itertuples(index=False, name=None)
            check(dict(zip(keys, values, strict=True)), shown(flow))
