"""The SBC page as one HTML document to print: plain, without styles from elsewhere."""

from __future__ import annotations

from html import escape
from itertools import groupby

from coverwell.doors.cli.sbc_text import NOT_CALCULATED
from coverwell.services.plans.sbc import SbcPage, SbcRow


STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:1em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}caption,th,td{text-align:left;vertical-align:top}"
    "th,td{border:1px solid #555;padding:.3em .5em}small{display:block;color:#333}"
)


def sbc_html(page: SbcPage) -> str:
    """Return the whole document; every cell is the phrase of the file."""
    parts = [
        f"<h1>{escape(page.title)}</h1>",
        f"<p>{escape(f'{page.edition}. Effective {page.effective}. {page.source}.')}</p>",
        _pairs("Signed", "What", "Who or when", page.signed),
        _pairs("Important questions", "Question", "Answer", page.questions),
        _rows(page),
        *(
            _pairs(
                f"{one.name} ({one.about}), {one.cost} in all",
                "Part",
                "You pay",
                _money(one.printed),
            )
            for one in page.coverage_examples
        ),
        *(
            f"<p>{escape(f'{one.name} ({one.about}), {one.cost} in all. {NOT_CALCULATED}')}</p>"
            for one in page.uncalculated
        ),
        _pairs("Worked examples", "Example", "Member pays", _worked(page)),
        f"<p>SHA-256 {page.sha256}</p>",
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(page.title)}'
        f"</title><style>{STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def _money(parts: tuple[tuple[str, object], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(amount)) for name, amount in parts)


def _worked(page: SbcPage) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, str(one.agreed["member pays"])) for one in page.worked_examples)


def _pairs(caption: str, left: str, right: str, pairs: tuple[tuple[str, str], ...]) -> str:
    if not pairs:
        return ""
    body = "".join(_tr(pair) for pair in pairs)
    return f"<table><caption>{escape(caption)}</caption>{_head((left, right))}{body}</table>"


def _head(cells: tuple[str, ...]) -> str:
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in cells)
    return f"<thead><tr>{heads}</tr></thead>"


def _tr(cells: tuple[str, ...]) -> str:
    first = f'<th scope="row">{escape(cells[0])}</th>'
    return f"<tr>{first}{''.join(f'<td>{escape(cell)}</td>' for cell in cells[1:])}</tr>"


def _rows(page: SbcPage) -> str:
    columns = ("Service", *page.columns, "Limits and approvals")
    groups = "".join(
        f'<tbody><tr><th colspan="{len(columns)}" scope="rowgroup">{escape(event)}</th></tr>'
        f"{''.join(map(_row, rows))}</tbody>"
        for event, rows in groupby(page.rows, key=lambda row: row.event)
    )
    return f"<table><caption>What you will pay</caption>{_head(columns)}{groups}</table>"


def _row(row: SbcRow) -> str:
    others = (
        f"<small>Also for: {escape(', '.join(row.stands_for))}</small>" if row.stands_for else ""
    )
    service = f'<th scope="row">{escape(row.care)}{others}</th>'
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in row.cells)
    notes = f"<td>{escape('; '.join(row.notes))}<small>{escape(row.says)}</small></td>"
    return f"<tr>{service}{cells}{notes}</tr>"
