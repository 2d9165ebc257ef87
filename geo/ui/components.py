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
from geo.core.i18n import say
from geo.publish.maps.choropleth import ROUND_TO, STATE_COLOURS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

NOTHING: Final = number_format.NOTHING
number, share, percent = number_format.number, number_format.share, number_format.percent

STYLE: Final = """<style>
.stMainBlockContainer { padding: 2.2rem 2.2rem 3rem; max-width: 100rem; }
@media (max-height: 800px) and (min-width: 641px) {
  .stMainBlockContainer { padding-top: 1.2rem; }
  .stMainBlockContainer [data-testid="stVerticalBlock"] { gap: .6rem; }
}
:is(a, button, input, [role="radio"], [tabindex]):focus-visible { outline: 3px solid #1d5b8a;
  outline-offset: 1px; }
@media (max-width: 640px) { .stMainBlockContainer { padding: 3.2rem 1rem 2rem; } }
.yipan-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .9rem; }
.yipan-head h1 { font-size: 1.7rem; padding: 0; margin: 0; font-weight: 650; }
.yipan-head span { color: #5b6675; font-size: 1.05rem; }
.yipan-note { display: inline-block; margin: 0; padding: .2rem .7rem; font-size: .9rem;
  color: #7a4b00; background: #fff4dc; border-radius: 6px; overflow-wrap: anywhere; }
.yipan-section { font-size: 1.2rem; padding: .6rem 0 0; margin: 0; }
.yipan-figures { display: grid; gap: .6rem;
  grid-template-columns: repeat(auto-fit, minmax(min(8.2rem, 46%), 1fr)); }
.yipan-figure { padding: .6rem .8rem; background: #f3f5f8; border-radius: 8px; min-width: 0; }
.yipan-figure span { display: block; font-size: .86rem; color: #5b6675; }
.yipan-figure b { display: block; font-size: 1.65rem; line-height: 1.35; font-weight: 650;
  font-variant-numeric: tabular-nums; }
.yipan-figure.alarm b { color: #b5420a; }
.yipan-caption { color: #5b6675; font-size: .86rem; margin: 0; }
.yipan-legend { display: flex; flex-wrap: wrap; gap: .15rem 1rem; font-size: .88rem; }
.yipan-key { white-space: nowrap; }
.yipan-key:has(i[class]) { white-space: normal; }
.yipan-key b { color: #5b6675; font-weight: 400; }
.yipan-key i { display: inline-block; width: .95rem; height: .95rem; border-radius: 3px;
  margin-right: .3rem; vertical-align: -.12rem; border: 1px solid rgba(31, 41, 55, .25); }
.yipan-key i.yipan-ramp { width: 9rem; margin: 0 .3rem; }
.yipan-key i.yipan-mark-site { width: .75rem; height: .75rem; border-radius: 50%;
  background: #1d4ed8; border: 2px solid #fff; box-shadow: 0 0 0 1px #1d4ed8; }
.yipan-key i.yipan-mark-area { background: none; border: 2.5px solid #4c1d95; }
a.yipan-place { color: inherit; text-decoration: underline dotted; text-underline-offset: 3px; }
a.yipan-place:hover { color: #1d5b8a; text-decoration: underline; }
.yipan-pill { display: inline-block; padding: .05rem .6rem; border-radius: 1rem; font-size: .86rem;
  white-space: nowrap; }
.yipan-scroll { overflow-x: auto; }
.yipan-table { border-collapse: collapse; font-size: .92rem; min-width: 100%; }
.yipan-table td, .yipan-table th { padding: .3rem .9rem .3rem 0; border: 0; text-align: left;
  border-bottom: 1px solid #e5e8ee; vertical-align: top; }
.yipan-table td:last-child, .yipan-table th:last-child { padding-right: 0; }
.yipan-table th { color: #5b6675; font-weight: 400; word-break: keep-all; }
.yipan-table td:not(.number):nth-child(n+2) { min-width: 5.5rem; }
.yipan-table .number { text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.yipan-table .strong td { font-weight: 650; }
.yipan-card h3 { font-size: 1.2rem; padding: 0; margin: 0 0 .1rem; overflow-wrap: anywhere; }
.yipan-card h4 { font-size: .95rem; padding: 0; margin: .9rem 0 .2rem; }
.yipan-card p { margin: .5rem 0 0; }
.yipan-card table { width: 100%; border-collapse: collapse; font-size: .92rem; }
.yipan-card td, .yipan-card th { padding: .22rem .3rem .22rem 0; border: 0; text-align: left;
  border-bottom: 1px solid #e5e8ee; vertical-align: top; overflow-wrap: anywhere; }
.yipan-card th { color: #5b6675; font-weight: 400; }
.yipan-card .yipan-facts th { white-space: nowrap; width: 1%; padding-right: .9rem; }
.yipan-card .number { text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.yipan-card .yipan-ways th.number { white-space: normal; width: auto; font-weight: 600; }
.yipan-card .quiet { color: #5b6675; }
.yipan-headline { border-left: 5px solid #b5420a; padding: .1rem 0 .1rem 1rem; margin: .5rem 0 0; }
.yipan-headline.compliant { border-color: #1d5b8a; }
.yipan-headline p { margin: 0; font-size: 1.05rem; color: #3f4957; }
.yipan-headline p:first-child { font-size: 1.4rem; line-height: 1.45; font-weight: 600;
  color: #1f2937; }
.yipan-rank { display: grid; grid-template-columns: minmax(3rem, max-content) 1fr max-content
  max-content; gap: .5rem .7rem; align-items: center; font-size: .95rem; }
.yipan-rank > span { max-width: 10rem; overflow-wrap: anywhere; }
.yipan-rank > div { background: #eef1f5; border-radius: 4px; height: 1.15rem; min-width: 2rem; }
.yipan-rank > div > i { display: block; height: 100%; border-radius: 4px; }
.yipan-rank > b, .yipan-rank > em { text-align: right; font-variant-numeric: tabular-nums; }
.yipan-rank > em { color: #5b6675; font-style: normal; font-size: .86rem; }
.st-key-priorities a p { white-space: normal; overflow-wrap: anywhere; font-size: .95rem;
  line-height: 1.45; }
.st-key-priorities a { align-items: start; height: auto; }
@media (max-width: 640px) {
  .stColumn:has(.st-key-priorities) { order: -1; }  /* what to decide comes before the map */
}
.yipan-closing { margin: .4rem 0 0; font-size: 1.2rem; font-weight: 600; }
@media print {
  @page { size: A4; margin: 12mm; }
  section[data-testid="stSidebar"], header, [data-testid="stToolbar"], .stDownloadButton,
  .stButton, .stButtonGroup, [data-testid="stFileUploader"] { display: none !important; }
  .stApp, .stMain, .stAppViewContainer { position: static !important; height: auto !important;
    overflow: visible !important; }
  .stMainBlockContainer { padding: 0 !important; max-width: none !important; }
  .yipan-figures, .yipan-card, .yipan-headline, iframe, tr { break-inside: avoid; }
  .yipan-scroll { overflow: visible; }
  .stHorizontalBlock { display: block !important; }
  .stColumn { width: 100% !important; min-width: 100% !important; }
}
.yipan-closing span { color: #5b6675; font-size: 1rem; font-weight: 400; display: block; }
</style>"""

_MARKDOWN: Final = re.compile(r"[!-/:-@\[-`{-~]")  # every sign that may mean something

# Text on a state's colour: dark on light and white on dark.
_INK: Final = {"unstaffed": "#ffffff"}


def protected(population: Any, least: int) -> str:
    """Write a count of people for a map, which leaves the screen: hidden if small, else rounded.

    Examples
    --------
    >>> protected(9, 10), protected(1234, 10), protected(pd.NA, 10)
    ('<10', '≈1,235', '—')
    """
    if pd.isna(population):
        return NOTHING
    return (
        f"<{least}" if population < least else f"≈{number(round(population / ROUND_TO) * ROUND_TO)}"
    )


def text(value: Any) -> str:
    """Write text; what is missing is a dash."""
    return NOTHING if pd.isna(value) or value == "" else str(value)


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


def pill(state: str, language: str) -> str:
    """Draw a state as a coloured word, as HTML."""
    ink = _INK.get(state, "#1f2937")
    style = f"background:{STATE_COLOURS[state]};color:{ink}"
    label = escape(say(f"status.{state}", language))
    return f'<span class="yipan-pill" style="{style}">{label}</span>'


def figures(
    entries: Iterable[tuple[str, str, str]],
    alarm: Sequence[str] = (),
    meanings: Mapping[str, str] | None = None,
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
    """
    titles = {
        label: f' title="{escape(meaning)}" tabindex="0"'
        for label, meaning in (meanings or {}).items()
    }
    cells = "".join(
        f'<div class="yipan-figure{" alarm" if label in alarm else ""}"{titles.get(label, "")}>'
        f"<span>{escape(label)}</span><b>{escape(figure)}</b><span>{escape(below)}</span></div>"
        for label, figure, below in entries
    )
    st.html(f'<div class="yipan-figures">{cells}</div>')


def meanings(language: str, of_label: Mapping[str, str]) -> dict[str, str]:
    """Return what figures mean, by their label: the message of a label -> a key of the glossary."""
    entries = glossary(language)
    return {say(label, language): entries[key].meaning for label, key in of_label.items()}


def caption(*texts: str) -> None:
    """Show plain text in small letters, a line each."""
    lines = "".join(f'<p class="yipan-caption">{escape(line)}</p>' for line in texts)
    st.html(lines)


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
    st.html(f'<div class="yipan-scroll">{html}</div>')


def section(title: str) -> None:
    """Header a part of the page."""
    st.html(f'<h2 class="yipan-section">{escape(title)}</h2>')


def sentences(title: str, lines: Sequence[str]) -> None:
    """Show what is wrong, a sentence each."""
    st.error(title)
    listed(lines)


def listed(lines: Iterable[str]) -> None:
    """Show plain text, an item each."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    st.html(f"<ul>{items}</ul>")
