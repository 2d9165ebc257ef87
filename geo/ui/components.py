"""Small pieces of pages: figures, pills, sentences. All text of users is escaped here."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from geo.core import number_format
from geo.core.glossary import glossary
from geo.core.i18n import CHINESE, say
from geo.publish.maps.choropleth import STATE_COLOURS
from geo.publish.maps.contrast import ink_on
from geo.ui import print_view

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

NOTHING: Final = number_format.NOTHING
number, share, percent = number_format.number, number_format.share, number_format.percent
text = number_format.text


_MARKDOWN: Final = re.compile(r"[!-/:-@\[-`{-~]")  # every sign that may mean something


def literal(value: Any) -> str:
    r"""Write text for where Streamlit reads Markdown, as in the label of a button: as it is.

    Examples
    --------
    >>> print(literal("![x](http://a)"))
    \!\[x\]\(http\:\/\/a\)
    """
    return _MARKDOWN.sub(r"\\\g<0>", text(value))


class Html(str):
    """HTML of ours, all text of users in it escaped: it is shown as it is."""

    __slots__ = ()


def place_link(kind: str, code: Any, name: Any, page: str = "staffing") -> Html:
    """Return the name of a place as a link that opens it; plain where its code is not known.

    Parameters
    ----------
    kind
        What the address calls it: ``district``, ``subdistrict``, ``community`` or ``site``.
    page
        The page that it is opened on.

    Examples
    --------
    >>> place_link("community", "a&b", "<West>")
    '<a class="yipan-place" href="staffing?community=a%26b">&lt;West&gt;</a>'
    """
    words = escape(text(name))
    if pd.isna(code):
        return Html(words)
    address = f"{page}?{urlencode({kind: str(code)})}"
    return Html(f'<a class="yipan-place" href="{escape(address)}">{words}</a>')


def unit_links(community: Mapping[Any, Any], page: str = "staffing") -> list[Html]:
    """List the names of the district and subdistrict of a community, each a link that opens it."""
    levels = (
        level for level in ("district", "subdistrict") if pd.notna(community[f"{level}_name"])
    )
    return [
        place_link(level, community[f"{level}_code"], community[f"{level}_name"], page)
        for level in levels
    ]


def pill(state: str, language: str) -> str:
    """Draw a state as a coloured word, as HTML."""
    colour = STATE_COLOURS[state]
    style = f"background:{colour};color:{ink_on(colour)}"
    label = escape(say(f"status.{state}", language))
    return f'<span class="yipan-pill" style="{style}">{label}</span>'


def show(html: str) -> None:
    """Show HTML of ours, all text of users in it escaped; on paper, too."""
    print_view.note(lambda: html)
    st.html(html)


def figures(
    entries: Iterable[tuple[str, str, str]],
    alarm: Sequence[str] = (),
    meanings: Mapping[str, str] | None = None,
    changes: Mapping[str, str] | None = None,
) -> None:
    """Show key figures side by side.

    Parameters
    ----------
    entries
        Label, figure, and a line below it (may be empty); plain text.
    alarm
        Labels of the figures shown in the colour of alarm.
    meanings
        What a figure means, by its label: shown where the pointer rests on it.
    changes
        What changed from a period it is compared with, by its label: a line below all others.
    """
    last = {label: f"<em>{escape(change)}</em>" for label, change in (changes or {}).items()}
    titles = {
        label: f' title="{escape(meaning)}" tabindex="0"'
        for label, meaning in (meanings or {}).items()
    }
    cells = "".join(
        f'<div class="yipan-figure{" alarm" if label in alarm else ""}"{titles.get(label, "")}>'
        f"<span>{escape(label)}</span><b>{escape(figure)}</b><span>{escape(below)}</span>"
        f"{last.get(label, '')}</div>"
        for label, figure, below in entries
    )
    show(f'<div class="yipan-figures">{cells}</div>')


def meanings(language: str, of_label: Mapping[str, str]) -> dict[str, str]:
    """Return what figures mean, by their label: the message of a label -> a key of the glossary."""
    entries = glossary(language)
    return {say(label, language): entries[key].meaning for label, key in of_label.items()}


def caption(*texts: str) -> None:
    """Show plain text in small letters, a line each."""
    show(_small(texts))


def hint(text: str) -> None:
    """Show in small letters what can be done on the screen; not on paper."""
    st.html(_small([text]))


def _small(texts: Iterable[str]) -> str:
    return "".join(f'<p class="yipan-caption">{escape(line)}</p>' for line in texts)


def table(
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Collection[int] = (),
    strong: Collection[int] = (),
) -> None:
    """Show a small table of plain text, or links; where it is too wide it scrolls by itself.

    Parameters
    ----------
    numbers
        Positions of the columns set to the right.
    strong
        Positions of the rows set in bold, such as a total.
    """
    looks = ["number" if position in numbers else "" for position in range(len(headers))]

    def line(kind: str, values: Sequence[str], look: str = "") -> str:
        cells = "".join(
            f'<{kind} class="{look}">{value if isinstance(value, Html) else escape(value)}</{kind}>'
            for look, value in zip(looks, values, strict=True)
        )
        return f'<tr class="{look}">{cells}</tr>'

    body = "".join(
        line("td", row, "strong" if position in strong else "") for position, row in enumerate(rows)
    )
    html = f'<table class="yipan-table">{line("th", headers)}{body}</table>'
    show(f'<div class="yipan-scroll">{html}</div>')


def paragraph(lines: Iterable[str], language: str) -> None:
    """Show sentences, plain text, as one paragraph for leaders, that can be copied into a paper."""
    between = "" if language == CHINESE else " "
    show(f'<p class="yipan-lead">{escape(between.join(lines))}</p>')


def section(title: str) -> None:
    """Header a part of the page."""
    show(f'<h2 class="yipan-section">{escape(title)}</h2>')


def sentences(title: str, lines: Sequence[str]) -> None:
    """Show what is wrong, a sentence each."""
    st.error(title)
    listed(lines)


def listed(lines: Iterable[str]) -> None:
    """Show plain text, an item each."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    show(f"<ul>{items}</ul>")
