"""Lists whose sort, filter and page live in the URL, and their export."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter
from django.http import HttpRequest, HttpResponse

from coverwell.kernel.vocabulary.money import Money


PAGE_SIZE = 25
# A spreadsheet runs a cell that begins so; OWASP: CSV injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")


@dataclass(frozen=True)
class Page:
    """One page of a list; `previous` and `next` are page numbers or None."""

    rows: Sequence[object]
    number: int
    previous: int | None
    next: int | None
    size: int = PAGE_SIZE

    @property
    def first(self) -> int:
        """The place of the first row in the whole list, counted from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place of the last row in the whole list."""
        return self.first + len(self.rows) - 1


def page_number(request: HttpRequest) -> int:
    """Read the page from the URL; anything odd is page 1."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def one_page(rows: Sequence[object], number: int, size: int = PAGE_SIZE) -> Page:
    """Make a page of the rows that were asked for: one more than fit says that there is a next."""
    more = number + 1 if len(rows) > size else None
    return Page(rows[:size], number, number - 1 if number > 1 else None, more, size)


def cut(rows: Sequence[object], number: int, size: int = PAGE_SIZE) -> Page:
    """Cut one page out of all rows."""
    first = (number - 1) * size
    return one_page(rows[first : first + size + 1], number, size)


def wants_file(request: HttpRequest) -> bool:
    """Say whether the whole list is asked for, to keep."""
    return request.GET.get("format") in FORMATS


def as_file(
    request: HttpRequest, name: str, head: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """Send a whole list in the format that the URL asks for: Excel, else CSV."""
    write = as_excel if request.GET.get("format") == "xlsx" else as_csv
    return write(name, head, rows)


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Send rows as a CSV file that a spreadsheet opens as text and numbers, never as formulas."""
    response = _attached(f"{name}.csv", "text/csv; charset=utf-8")
    # The mark at the beginning tells Excel that the text is UTF-8.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return response


def as_excel(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Send rows as an Excel workbook: amounts and days are numbers, all else is text."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    amount = book.add_format({"num_format": "#,##0.00"})
    day = book.add_format({"num_format": "mm/dd/yyyy"})
    sheet.write_row(0, 0, head, book.add_format({"bold": True}))
    for at, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, Money):
                # Excel stores every number as a binary fraction; two places are exact to it.
                sheet.write_number(at, column, int(cell) / 100, amount)
            elif isinstance(cell, date):
                sheet.write_datetime(at, column, cell, day)
            else:
                sheet.write_string(at, column, "" if cell is None else str(cell))
    sheet.autofit()
    book.close()
    response = _attached(f"{name}.xlsx", _EXCEL)
    response.write(target.getvalue())
    return response


def _attached(name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _plain(cell: object) -> str:
    if isinstance(cell, Money):
        whole, cents = divmod(abs(int(cell)), 100)
        return f"{'-' if cell < 0 else ''}{whole}.{cents:02d}"
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
