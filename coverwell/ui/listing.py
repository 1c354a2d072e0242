"""Lists whose sort, filter and page live in the URL, and their export."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse


PAGE_SIZE = 25
# A spreadsheet runs a cell that begins so; OWASP: CSV injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Page:
    """One page of a list; `previous` and `next` are page numbers or None."""

    rows: Sequence[object]
    number: int
    previous: int | None
    next: int | None


def page_number(request: HttpRequest) -> int:
    """Read the page from the URL; anything odd is page 1."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def cut(rows: Sequence[object], number: int, size: int = PAGE_SIZE) -> Page:
    """Cut one page out of all rows."""
    first = (number - 1) * size
    more = number + 1 if len(rows) > first + size else None
    return Page(rows[first : first + size], number, number - 1 if number > 1 else None, more)


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Send rows as a CSV file that a spreadsheet opens as text and numbers, never as formulas."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    # The mark at the beginning tells Excel that the text is UTF-8.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return response


def _plain(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
