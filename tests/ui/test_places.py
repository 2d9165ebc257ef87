"""Places are found by name, code or pinyin, the likeliest first."""

from geo.ui.places import Place, find_places

PLACES = [
    Place("district", "990102", "月泉区"),
    Place("subdistrict", "990102001", "月泉街道", "月泉区"),
    Place("community", "990102001001", "Spring Road", "月泉街道"),
    Place("site", "7", "月泉服务站", "月泉区"),
    Place("partner", "411700", "驻马店市", "河南省"),
]


def names(asked, most=8):
    return [place.name for place in find_places(PLACES, asked, most)]


def test_names_codes_and_pinyin():
    assert names("月泉") == ["月泉区", "月泉街道", "月泉服务站"]
    assert names("月泉街道") == ["月泉街道"]
    assert names("spring road") == ["Spring Road"]
    assert names("ROAD") == ["Spring Road"]
    assert names("zmd") == names("4117") == ["驻马店市"]
    assert names("990102001") == ["月泉街道", "Spring Road"]
    assert names("YQ") == names("yue quan") == ["月泉区", "月泉街道", "月泉服务站"]
    assert names("月泉", most=1) == ["月泉区"]


def test_what_means_nothing_finds_nothing():
    assert names("") == names("  ") == names("另处") == names("<b>") == []
