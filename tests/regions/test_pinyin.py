"""Places found by pinyin; readings by hand, and those of prefectures that were not looked at."""

import pytest

from geo.regions.pinyin import found_by_pinyin

BY_HAND = {
    "驼铃区": "tuolingqu",
    "胡杨区": "huyangqu",
    "红柳区": "hongliuqu",
    "和河家园社区": "hehejiayuanshequ",
    "西门街道": "ximenjiedao",
    "浦东新区": "pudongxinqu",
    "中关村": "zhongguancun",
    "天河区": "tianhequ",
    "鼓楼区": "gulouqu",
    "双流区": "shuangliuqu",
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_name_is_found_by_all_of_it_by_its_beginning_and_by_first_letters(name):
    letters = BY_HAND[name]
    assert found_by_pinyin(name, letters)
    assert all(found_by_pinyin(name, letters[:end]) for end in range(1, len(letters)))
    assert not found_by_pinyin(name, f"{letters}a")


def test_another_name_is_mostly_not_found():
    pairs = [(name, letters) for name in BY_HAND for of, letters in BY_HAND.items() if of != name]
    assert not [pair for pair in pairs if found_by_pinyin(*pair)]


@pytest.mark.parametrize("name", ["", "Soho", "〇", "𠮷"])
def test_what_is_no_chinese_of_the_first_level_is_not_found(name):
    assert not found_by_pinyin(name, "a")
