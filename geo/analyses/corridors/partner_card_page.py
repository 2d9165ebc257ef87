"""The card of a partner region 双向考核 as a page to print, on A4, and the cards of all."""

from __future__ import annotations

import re
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from geo.analyses.corridors.dealings import ENDS
from geo.analyses.corridors.methods.notices import OF_END
from geo.analyses.corridors.partner_card import FLOW_COLUMNS, PartnerCards
from geo.core.i18n import Term, say
from geo.core.periods import period_name
from geo.core.standards import SOURCES
from geo.publish.printable import printable
from geo.publish.spreadsheet_safety import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geo.analyses.corridors.partner_card import PartnerCard
    from geo.core.analysis import ExportOptions
    from geo.core.results import Results

NOTHING: Final = "—"
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # of files in a zip: the same cards give the same bytes

_STYLE: Final = """
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 24px 16px; max-width: 900px; color: #1f2937;
        font: 14px/1.5 "Source Sans 3", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
        sans-serif; overflow-wrap: break-word; }
    h1 { margin: 0; font-size: 24px; line-height: 1.3; }
    h2 { margin: 20px 0 6px; padding-bottom: 3px; border-bottom: 2px solid #1f4e79;
        font-size: 16px; }
    .quiet { color: #5b6472; font-size: 13px; }
    .wide { overflow-x: auto; }
    table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { padding: 4px 8px; border: 1px solid #d5dae1; text-align: left; vertical-align: top; }
    thead th { background: #eef2f6; font-weight: 600; }
    .number { text-align: right; }
    td { white-space: nowrap; }
    td:first-child, td:nth-child(2) { min-width: 5em; white-space: normal; }
    .whole td { font-weight: 600; }
    ul { margin: 6px 0; padding-left: 20px; }
    .sign { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; margin-top: 32px;
        break-inside: avoid; }
    .sign div { padding-top: 6px; border-top: 1px solid #1f2937; }
    tr { break-inside: avoid; }
    @media (max-width: 640px) { th, td { padding: 3px 5px; font-size: 13px; } }
    @page { size: A4; margin: 14mm 12mm; }
    @media print {
        body { padding: 0; max-width: none; font-size: 10pt; line-height: 1.4; }
        h1 { font-size: 17pt; }
        h2 { margin-top: 12px; font-size: 12pt; break-after: avoid; }
        .wide { overflow: visible; }
        thead th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }
"""


def partner_card_page(card: PartnerCard, results: Results, language: str) -> bytes:
    """Write a card as one HTML file.

    Parameters
    ----------
    card
        Of :meth:`geo.analyses.corridors.partner_card.PartnerCards.of`.
    results
        Of which it is: its norms and period are told.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    bytes
        UTF-8. All text of users is escaped; the page has no script and asks for nothing.
    """
    region, city = _line(card.name), _line(card.city)
    title = say("partner_card.title", language, partner=region, city=city)
    below = [
        _line(card.province),
        period_name(_line(results.period), language),
        say("partner_card.as_of", language, day=card.day.isoformat()) if card.day else "",
    ]
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<div class="quiet">{escape(" · ".join(filter(None, below)))}</div>',
        *_section("flows", _flow_rows(card, results, language), language),
        *_quiet(say("partner_card.flows_told", language, city=city,
                    least=results.standards.min_cell)),
        *_section("answers", _answer_rows(card, results, language), language),
        *_quiet(_norm(results, language)),
        *_section("agreements", _agreement_rows(card, language), language),
        *_months(card, language),
        f"<h2>{escape(say('partner_card.due', language))}</h2>",
        *_due(card, language),
        *_signatures((city, region), language),
        *([_quiet(one_line(results.city.note, 2000))[0]] if results.city.note.strip() else []),
    ]  # fmt: skip
    return printable(title, body, _STYLE, language)


def card_file(code: str, number: int = 1) -> str:
    """Return what the file of a card is called: by its code, unless a city's own code is no name.

    Examples
    --------
    >>> card_file("411700"), card_file("../x", 7)
    ('partner_card_411700.html', 'partner_card_no_7.html')
    """
    name = code if re.fullmatch(r"[\w-]{1,60}", code) else f"no_{number}"
    return f"partner_card_{name}.html"


def write_partner_cards(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write the cards of all partner regions, a page each, into one zip."""
    cards = PartnerCards(results)
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for number, code in enumerate(cards.codes, 1):
            entry = ZipInfo(card_file(code, number), _EARLIEST)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, partner_card_page(cards.of(code), results, options.language))
    (folder / "partner_cards.zip").write_bytes(target.getvalue())


class _Table(NamedTuple):
    """Heads; rows, each with its class; how many of the first columns are text."""

    headers: list[str]
    rows: list[tuple[str, list[str]]]
    texts: int


def _section(name: str, table: _Table, language: str) -> Iterator[str]:
    """Draw a table under a heading; of nothing, say so."""
    headers, lines, texts = table
    yield f"<h2>{escape(say(f'partner_card.{name}', language))}</h2>"
    if not lines:
        yield from _quiet(say(f"partner_card.no_{name}", language))
        return
    looks = ["" if place < texts else ' class="number"' for place in range(len(headers))]
    yield '<div class="wide"><table><thead><tr>'
    yield "".join(
        f"<th{look}>{escape(header)}</th>" for look, header in zip(looks, headers, strict=True)
    )
    yield "</tr></thead><tbody>"
    for kind, cells in lines:
        inner = "".join(
            f"<td{look}>{escape(cell)}</td>" for look, cell in zip(looks, cells, strict=True)
        )
        yield f'<tr class="{kind}">{inner}</tr>' if kind else f"<tr>{inner}</tr>"
    yield "</tbody></table></div>"


def _flow_rows(card: PartnerCard, results: Results, language: str) -> _Table:
    headers = [say(f"partner_card.header.{name}", language) for name in FLOW_COLUMNS]
    least = results.standards.min_cell
    rows = []
    for number, row in enumerate(card.flows.to_dict("records")):
        small = f"<{least}"
        cells = [
            _line(row["partner_name"]),
            _line(row["local_name"]),
            small if row["inflow_small"] else _about(row["inflow"]),
            small if row["outflow_small"] else _about(row["outflow"]),
            _about(row["gross"]),
            _about(row["net_migration"]),
            _percent(row["effectiveness"], 0),
        ]
        rows.append(("whole" if number == 0 else "", cells))
    return _Table(headers, rows, 2)


def _answer_rows(card: PartnerCard, results: Results, language: str) -> _Table:
    headers = ["", *(say(f"partner_card.header.{name}", language) for name in OF_END[:5])]
    headers += [say(f"partner_card.header.{name}", language) for name in ("norm", "meets_norm")]
    norm = f"{results.standards.answer_on_time_percent}%"
    rows = [
        ("", [_line(row["name"]), *_answered(row), norm, _yes(row["meets_norm"], language)])
        for row in card.ends.to_dict("records")
    ]
    known = card.ends["notices_received"].notna().any()
    return _Table(headers, rows if known else [], 1)


def _answered(row: dict[Any, Any], end: str = "") -> list[str]:
    """Write how an end answers: counts, and the share in time."""
    counts = [_number(row[f"{name}{end}"]) for name in OF_END[:4]]
    return [*counts, _percent(row[f"on_time_share{end}"], 1)]


def _agreement_rows(card: PartnerCard, language: str) -> _Table:
    names = ("places", "state", "signed_on", "valid_until")
    headers = [say(f"partner_card.header.{name}", language) for name in names]
    signed = card.agreements[card.agreements["signed_on"].notna()]
    rows = []
    for row in signed.to_dict("records"):
        state = say(f"corridor_state.{row['state']}", language)
        rows.append(
            ("", [_line(row["places"]), state, str(row["signed_on"]), _until(row, language)])
        )
    return _Table(headers, rows, 4)


def _until(row: dict[Any, Any], language: str) -> str:
    """Write until when an agreement holds, in words where that is no day."""
    return (
        say(f"agreement_term.{row['term']}", language)
        if pd.isna(row["valid_until"])
        else str(row["valid_until"])
    )


def _months(card: PartnerCard, language: str) -> Iterator[str]:
    """Draw notices by the month they were sent in, each end by itself; nothing without months."""
    if card.months["month"].isna().all():
        return
    headers = [say("partner_card.header.month", language)]
    for end in ENDS:
        for name in ("received", "in_time", "due"):
            answers = _line(card.ends.loc[end, "name"])
            headers.append(say(f"partner_card.of_end.{name}", language, place=answers))
    rows = []
    for row in card.months.to_dict("records"):
        counts = [
            _number(row[f"notices_{name}_{end}"])
            for end in ENDS
            for name in ("received", "in_time", "due")
        ]
        month = row["month"]
        first = say("partner_card.no_month", language) if pd.isna(month) else str(month)
        rows.append(("", [first, *counts]))
    yield from _section("months", _Table(headers, rows, 1), language)


def _due(card: PartnerCard, language: str) -> Iterator[str]:
    """List what is to be done."""
    if card.due.empty:
        yield from _quiet(say("partner_card.no_due", language))
        return
    yield "<ul>"
    for row in card.due.to_dict("records"):
        until = "" if pd.isna(row["until"]) else str(row["until"])
        sentence = say(
            f"partner_card.due.{row['action']}",
            language,
            places=_line(row["places"]),
            until=until,
            notices=0 if pd.isna(row["notices"]) else int(row["notices"]),
        )
        yield f"<li>{escape(sentence)}</li>"
    yield "</ul>"


def _signatures(names: Sequence[str], language: str) -> Iterator[str]:
    yield '<div class="sign">'
    for name in names:
        yield f"<div>{escape(say('partner_card.checked_by', language, place=name))}</div>"
    yield "</div>"


def _norm(results: Results, language: str) -> str:
    standards = results.standards
    return say(
        "partner_card.norm_told",
        language,
        days=standards.answer_working_days,
        percent=standards.answer_on_time_percent,
        days_source=Term(SOURCES["answer_working_days"]),
        percent_source=Term(SOURCES["answer_on_time_percent"]),
    )


def _quiet(text: str) -> list[str]:
    return [f'<p class="quiet">{escape(text)}</p>']


def _line(text: object) -> str:
    return one_line(str(text), 60)


def _yes(value: Any, language: str) -> str:
    return NOTHING if pd.isna(value) else say(f"corridor_yes.{'yes' if value else 'no'}", language)


def _number(value: Any) -> str:
    return NOTHING if pd.isna(value) else f"{value:,.0f}"


def _about(value: Any) -> str:
    return NOTHING if pd.isna(value) else f"≈{value:,.0f}"


def _percent(value: Any, decimals: int) -> str:
    return NOTHING if pd.isna(value) else f"{100 * value:.{decimals}f}%"
