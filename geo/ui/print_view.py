"""The page that is shown as a page to print: maps as pictures, tables whole.

While a page is drawn, what it shows is noted in order; the page to print is composed once it is
asked for.
"""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.core.i18n import say
from geo.core.number_format import NOTHING, number, percent
from geo.publish.printable import printable
from geo.publish.script_data import script_data
from geo.publish.wide_tables import STYLE as TABLES
from geo.publish.wide_tables import wide_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Piece = Callable[[], str]

STYLE: Final = Path(__file__).with_name("style.css")
_PAPER: Final = """
    :root { color-scheme: light; }
    body { margin: 0; color: #1f2937; font: 10pt/1.45 "Source Sans 3", "PingFang SC",
        "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
    .yipan-figures { grid-template-columns: repeat(4, 1fr); }
    .yipan-figure b { font-size: 15pt; }
    .yipan-key i { print-color-adjust: exact; }
    .yipan-key, .yipan-pill, .yipan-rank > div { print-color-adjust: exact; }
    .yipan-table { font-size: 8pt; }
    .yipan-table th, .yipan-table td { padding: .6mm 1mm .6mm 0; white-space: normal; }
    .yipan-table th { overflow-wrap: anywhere; }
    .yipan-table td:not(.number):nth-child(n+2) { min-width: 0; }
    a { color: inherit; text-decoration: none !important; }
    svg { display: block; width: 100%; height: auto; max-height: 140mm; break-inside: avoid;
        margin: 3mm 0; }
    .yipan-section:has(+ .yipan-section), .yipan-legend:has(+ svg),
    .yipan-legend:has(+ .yipan-legend + svg) { display: none; }
    h2, h3, h4 { break-after: avoid; }
"""
_NOTED: Final = "print_pieces"
KEY: Final = "print_page"


def begin() -> None:
    """Forget what was noted: a page is drawn anew."""
    st.session_state[_NOTED] = []


def note(piece: Piece) -> None:
    """Note what makes a piece of the page, as HTML with all text of users escaped."""
    st.session_state.setdefault(_NOTED, []).append(piece)


def note_table(frame: pd.DataFrame, columns: Mapping[str, Any] | None = None) -> None:
    """Note a table with all its rows, with how its columns are shown."""
    note(lambda: wide_table(_as_text(frame, columns or {})))


def offer(language: str) -> None:
    """Show in the sidebar how to print the page and how to copy its address."""
    pieces: list[Piece] = st.session_state.get(_NOTED, [])
    with st.sidebar, st.container(horizontal=True, key="share"):
        printed = st.button(say("page.print", language), key=KEY, icon=":material/print:")
        copy, copied = (escape(say(key, language)) for key in ("page.copy", "page.copied"))
        st.html(
            f'<button type="button" class="yipan-copy"><span>{copy}</span>'
            f'<span hidden role="status">{copied}</span></button>'
        )
        if printed:
            page = printed_page([piece() for piece in pieces], language)
            run_script("yipanPrint", [page])


def printed_page(pieces: list[str], language: str) -> str:
    """Return the page to print, as HTML."""
    day = datetime.now(UTC).astimezone().date().isoformat()
    closing = escape(say("page.printed", language, day=day))
    style = STYLE.read_text("utf-8") + _PAPER + TABLES
    body = [*pieces, f'<p class="yipan-caption">{closing}</p>']
    return printable(say("page.print", language), body, style, language).decode()


def run_script(function: str, values: list[str]) -> None:
    """Hand values to a function of ``frame.js`` in the browser, once."""
    script = f"window.{function}({script_data(values)})"
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def _as_text(frame: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return a table in words, as the screen shows it."""
    told = {}
    for header, values in frame.items():
        config = columns.get(str(header)) or {}
        form = str((config.get("type_config") or {}).get("format", ""))
        told[str(header)] = [_cell(value, form) for value in values]
    return pd.DataFrame(told, dtype="str")


def _cell(value: Any, form: str) -> str:
    if isinstance(value, list):  # words that the screen shows in colours
        return ", ".join(value)
    if pd.isna(value) or value == "":
        return NOTHING
    if isinstance(value, bool) or not isinstance(value, Real):
        return str(value)
    if "%%" in form:
        return f"{value:.1f}%"
    return percent(value) if form == "percent" else number(value, 4 if "4f" in form else 1)
