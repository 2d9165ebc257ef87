"""Names of places found by their pinyin, whole or by its first letters.

No dictionary of readings is needed: the 3,755 characters of the first level of GB 2312-80 stand in
the order of their pinyin, and the names of prefectures in ``romanised.csv`` tell the reading of
some of them. The reading of a character lies, in the order of letters, between those of the two
that are nearest to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from geo.regions.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

# The first character of each letter in the first level of GB 2312-80.
_FIRST: Final = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
_LETTERS: Final = "abcdefghjklmnopqrstwxyz"
_LAST_CODE: Final = 0xD7F9  # 座, the last of the first level
_FINALS: Final = (
    "iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uan|uai|an|en|in|un|ai|ei|ui|ao|ou|iu|ie|ue|ve|er"
    "|ia|ua|uo|a|o|e|i|u|v"
)
_SYLLABLE: Final = re.compile(f"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:{_FINALS})")
_LONGEST: Final = 6  # letters of a syllable, as in zhuang
_AFTER: Final = "~"  # after every letter


def found_by_pinyin(name: str, letters: str) -> bool:
    """Return whether letters may be the pinyin of a name, or of its beginning.

    Parameters
    ----------
    letters
        Lower case, without blanks and tones: whole syllables, their first letters, or both.

    Examples
    --------
    >>> [found_by_pinyin("月泉区", letters) for letters in ("yuequan", "yqq", "yueq", "quan")]
    [True, True, True, False]
    """
    return _fits(tuple(_span(character) for character in name), letters)


def _fits(spans: Sequence[tuple[str, str] | None], letters: str) -> bool:
    """Return whether each character takes some of the letters, until none are left."""
    if not letters:
        return True
    if not spans or spans[0] is None:
        return False
    low, high = spans[0]
    if letters[0] != low[0]:
        return False
    if _fits(spans[1:], letters[1:]):
        return True
    for end in range(2, min(_LONGEST, len(letters)) + 1):
        part = letters[:end]
        whole = low <= part <= high and _SYLLABLE.fullmatch(part) is not None
        begun = end == len(letters) and low[:end] <= part <= high and part in _beginnings()
        if begun or (whole and _fits(spans[1:], letters[end:])):
            return True
    return False


@cache
def _beginnings() -> frozenset[str]:
    """Return all that a syllable can begin with."""
    initials = ("", *"bpmfdtnlgkhjqxrzcsyw", "zh", "ch", "sh")
    whole = [initial + final for initial in initials for final in _FINALS.split("|")]
    return frozenset(part[:end] for part in whole for end in range(1, len(part) + 1))


@lru_cache(maxsize=4096)
def _span(character: str) -> tuple[str, str] | None:
    """Return the readings that a character lies between; None where nothing is known of it."""
    code = _code(character)
    if not code:
        return None
    codes, readings = _known()
    letter = _letter(code)
    before, after = bisect_right(codes, code) - 1, bisect_left(codes, code)
    low = readings[before] if before >= 0 and readings[before][0] == letter else letter
    high = (
        readings[after] if after < len(codes) and readings[after][0] == letter else letter + _AFTER
    )
    return low, high


@cache
def _known() -> tuple[list[int], list[str]]:
    """Return codes of characters, in order, and their readings, which are in order too."""
    told: dict[int, set[str]] = {}
    for row in read_table("romanised.csv"):
        codes = [_code(character) for character in row["name"]]
        if not all(codes):
            continue
        ways = _parted(row["spelled"].split()[0], [_letter(code) for code in codes])
        for code, reading in zip(codes, ways[0] if len(ways) == 1 else [], strict=False):
            told.setdefault(code, set()).add(reading)
    sure = sorted((code, min(readings)) for code, readings in told.items() if len(readings) == 1)
    kept = _longest_in_order([reading for _, reading in sure])
    return [sure[at][0] for at in kept], [sure[at][1] for at in kept]


def _parted(letters: str, firsts: Sequence[str]) -> list[list[str]]:
    """List the ways to part letters into as many syllables, each with its first letter."""
    if not firsts:
        return [] if letters else [[]]
    ways = []
    for end in range(1, min(_LONGEST, len(letters)) + 1):
        part = letters[:end]
        if part[0] == firsts[0] and _SYLLABLE.fullmatch(part):
            ways += [[part, *rest] for rest in _parted(letters[end:], firsts[1:])]
    return ways


def _longest_in_order(readings: Sequence[str]) -> list[int]:
    """Return the positions of the most readings that stand in order: others are second readings.

    Examples
    --------
    >>> _longest_in_order(["an", "zhou", "bei", "chang"])
    [0, 2, 3]
    """
    ends: list[int] = []  # by length: where the run with the least last reading ends
    before: list[int] = []
    for at, reading in enumerate(readings):
        length = bisect_right([readings[end] for end in ends], reading)
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [at]
    run: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        run.append(at)
        at = before[at]
    return run[::-1]


@cache
def _starts() -> list[int]:
    return [int.from_bytes(character.encode("gb2312")) for character in _FIRST]


def _letter(code: int) -> str:
    return _LETTERS[bisect_right(_starts(), code) - 1]


def _code(character: str) -> int:
    """Return the GB 2312 code of a character of the first level; 0 for any other."""
    try:
        code = int.from_bytes(character.encode("gb2312"))
    except UnicodeEncodeError:
        return 0
    return code if _starts()[0] <= code <= _LAST_CODE else 0
