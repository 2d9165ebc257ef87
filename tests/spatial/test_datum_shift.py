"""One operation for a layer: held against PROJ's own with the published parameters."""

import numpy as np
import pytest
from pyproj import CRS, Geod, Transformer

from geo.spatial.datum_shift import UNKNOWN, WORTH_TELLING_M, datum_shift

GROUND = Geod(ellps="WGS84")


def apart(one, other):
    return GROUND.inv(*one, *other)[2]


def test_beijing_1954_is_shifted_by_the_published_parameters_of_one_operation():
    # EPSG:15918, "Beijing 1954 to WGS 84 (1)": 12.646, -155.176, -80.863 m.
    by_hand = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 "
        "+step +proj=cart +ellps=krass +step +proj=helmert +x=12.646 +y=-155.176 +z=-80.863 "
        "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 "
        "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    lon, lat = np.array([113.6, 119.0, 119.4]), np.array([34.7, 35.0, 35.0])
    shift = datum_shift(CRS(4214), 119.2, 35.0)
    assert shift.name == "Beijing 1954 to WGS 84 (1)"
    expected = np.column_stack(by_hand.transform(lon, lat))
    found = np.column_stack(shift.transform(lon, lat))
    assert found == pytest.approx(expected, abs=1e-8)
    for place, moved in zip(zip(lon, lat, strict=True), found, strict=True):
        assert 50 < apart(place, moved) < 110


@pytest.mark.parametrize("middle", [(78.0, 40.0), (119.0, 35.0), (119.5, 35.0), (108.5, 37.0)])
def test_files_of_a_city_in_beijing_1954_are_shifted_alike_wherever_they_lie(middle):
    assert datum_shift(CRS(4214), *middle).name == datum_shift(CRS(4214), 113, 34).name


def test_gauss_kruger_of_beijing_1954_goes_by_the_same_operation():
    to_metres = Transformer.from_crs(4214, 2435, always_xy=True)
    x, y = to_metres.transform(114.3, 34.8)
    shift = datum_shift(CRS(2435), x, y)
    place = datum_shift(CRS(4214), 114.3, 34.8).transform(np.array([114.3]), np.array([34.8]))
    found = shift.transform(np.array([x]), np.array([y]))
    assert np.array(found) == pytest.approx(np.array(place), abs=1e-9)
    assert shift.accuracy_m > WORTH_TELLING_M


@pytest.mark.parametrize("form", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
def test_what_a_prj_says_is_the_same_datum(form):
    assert datum_shift(CRS(CRS(4214).to_wkt(form)), 113, 34).name == "Beijing 1954 to WGS 84 (1)"
    assert datum_shift(CRS(CRS(4610).to_wkt(form)), 113, 34).name == UNKNOWN


@pytest.mark.parametrize("code", [4610, 4555, 2379])
def test_without_an_operation_the_null_shift_is_told(code):
    shift = datum_shift(CRS(code), 113, 34)
    assert shift.name == UNKNOWN
    assert np.isinf(shift.accuracy_m)


@pytest.mark.parametrize("code", [4490, 4326, 4547, 32650, 3857, 2154, 4258, 4269])
def test_datums_of_today_need_no_word(code):
    assert datum_shift(CRS(code), 5e5, 4e6).accuracy_m == 0


@pytest.mark.parametrize("code", [4490, 4326, 4258, 32650, 4214])
def test_where_nothing_is_transformed_every_number_stays_as_it_is(code):
    shift = datum_shift(CRS(code), 113, 34)
    numbers = np.array([-180.0, -0.0, 1 / 3, 113.123456789, 500.0, np.nan, np.inf])
    moved = shift.transform(numbers, numbers[::-1])
    stay = [
        np.array_equal(of, given, equal_nan=True)
        for of, given in zip(moved, (numbers, numbers[::-1]), strict=True)
    ]
    assert shift.is_identity == all(stay) == (code in {4490, 4326, 4258})


def test_a_control_point_of_switzerland():
    # The old observatory of Bern, 600 000 / 200 000 in LV03: 46° 57' 03.9" N, 7° 26' 19.1" E.
    shift = datum_shift(CRS(21781), 6e5, 2e5)
    (lon,), (lat,) = shift.transform(np.array([6e5]), np.array([2e5]))
    assert apart((lon, lat), (7 + 26 / 60 + 19.077 / 3600, 46 + 57 / 60 + 3.898 / 3600)) < 2


def test_parameters_that_the_user_states_are_used():
    stated = "+proj=longlat +ellps=krass +towgs84=15.8,-154.4,-82.3,0,0,0,0"
    shift = datum_shift(CRS(stated), 113, 34)
    assert shift.accuracy_m == 0
    moved = shift.transform(np.array([113.0]), np.array([34.0]))
    assert 40 < apart((113.0, 34.0), (moved[0][0], moved[1][0])) < 90
