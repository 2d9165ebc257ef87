"""The beginning of an origin that decides which place it is: what follows it does not."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_OF_COUNTY: Final = 6  # digits
_OF_VILLAGES: Final = (9, 12)  # digits of a code: of a subdistrict, of a community
_FIRST_IDEOGRAPH, _LAST_IDEOGRAPH = "\u4e00", "\u9fff"
_LEFT_OUT_WITHIN: Final = "辖"  # 省直辖县级行政区划 may stand between names and is left out


def is_ideograph(character: str) -> bool:
    """Return whether a character is one of those that Chinese names are written with."""
    return _FIRST_IDEOGRAPH <= character <= _LAST_IDEOGRAPH


def is_long_code(text: str) -> bool:
    """Return whether a text is a code of a subdistrict or community, of which six are a county's.

    Examples
    --------
    >>> is_long_code("410922100201"), is_long_code("410922")
    (True, False)
    """
    return len(text) in _OF_VILLAGES and text.isascii() and text.isdigit()


class OriginPrefixes:
    """What was resolved, by the beginnings that decided it.

    A code of a village is one of its county. A name is followed along all names there are until
    none goes on like it: any text that begins so means the same.

    Parameters
    ----------
    names
        All names by which a place is called, in order; asked for when the first text is kept.
    exceptions
        Codes that mean what they say as a whole, as those of the city's own units.
    """

    def __init__(self, names: Callable[[], list[str]], exceptions: Collection[str]) -> None:
        self._names = names
        self._counties = {code[:_OF_COUNTY] for code in exceptions}
        self._of_names = not any(is_ideograph(code[:1]) for code in exceptions)
        self._of_county: dict[str, str] = {}
        self._of_prefix: dict[str, str] = {}
        self._lengths: list[int] = []

    def get(self, text: str) -> str | None:
        """Return what a text means by its beginning; None if that was not met before."""
        if is_long_code(text):
            return self._of_county.get(text[:_OF_COUNTY])
        if _LEFT_OUT_WITHIN in text:
            return None
        for length in self._lengths:
            following = text[length : length + 1]
            if (meant := self._of_prefix.get(text[:length])) and (
                following.isascii() or is_ideograph(following)
            ):
                return meant
        return None

    def keep(self, text: str, bare: str, meant: str) -> None:
        """Keep what a text means, if a part of it has decided that.

        Parameters
        ----------
        text, bare
            As it is written, and without what stands between names.
        meant
            What is to be returned for texts that begin alike.
        """
        if is_long_code(text):
            if text[:_OF_COUNTY] not in self._counties:
                self._of_county[text[:_OF_COUNTY]] = meant
            return
        if not self._of_names or not is_ideograph(text[:1]) or _LEFT_OUT_WITHIN in text:
            return
        prefix = _until_no_name_goes_on(bare, self._names())
        if prefix and text.startswith(prefix):
            self._of_prefix[prefix] = meant
            if len(prefix) not in self._lengths:
                self._lengths.append(len(prefix))


def _until_no_name_goes_on(text: str, names: list[str]) -> str:
    """Return the shortest beginning of a text that no name begins with; "" if there is none.

    Examples
    --------
    >>> _until_no_name_goes_on("台前县第3村", ["台前", "台前县", "台州"])
    '台前县第'
    >>> _until_no_name_goes_on("台前", ["台前", "台前县", "台州"])
    ''
    """
    for length in range(1, len(text) + 1):
        at = bisect_left(names, text[:length])
        if at == len(names) or not names[at].startswith(text[:length]):
            return text[:length]
    return ""
