"""The SBC page as plain text for a terminal."""

from __future__ import annotations

from itertools import groupby

from coverwell.services.plans.sbc import SbcPage, SbcRow


NOT_CALCULATED = "Not calculated: the rulebook does not have what each service of it costs."


def sbc_text(page: SbcPage) -> str:
    """Print the page: the questions, then the rows by event, each cell as the file says it."""
    lines = [f"{page.title}  ({page.edition})", f"Effective {page.effective}. {page.source}."]
    lines += [f"{key.capitalize()}: {who}" for key, who in page.signed]
    if page.sha256:
        lines.append(f"SHA-256 {page.sha256}")
    lines.append("")
    lines += [f"{ask.question}  {ask.answer}" for ask in page.questions]
    for event, rows in groupby(page.rows, key=lambda row: row.event):
        lines += ["", event]
        for row in rows:
            lines += _row(row, page.columns)
    for example in page.coverage_examples:
        lines += ["", f"{example.name} ({example.about}), total example cost {example.cost}"]
        lines += [f"  {part}: {amount}" for part, amount in example.printed]
    for other in page.uncalculated:
        lines += ["", f"{other.name} ({other.about}), total example cost {other.cost}"]
        lines += [f"  {NOT_CALCULATED}"]
    if page.worked_examples:
        lines += ["", "Worked examples, decided again at every check"]
        lines += [f"  {one.name}: {one.agreed['member pays']}" for one in page.worked_examples]
    return "\n".join(lines)


def _row(row: SbcRow, columns: tuple[str, ...]) -> list[str]:
    cells = [f"      {name}: {cell}" for name, cell in zip(columns, row.cells, strict=True)]
    notes = [f"      {note}" for note in row.notes]
    others = [f"      Also for: {', '.join(row.stands_for)}"] if row.stands_for else []
    return [f"  {row.care}", *cells, *notes, f"      {row.says}", *others]
