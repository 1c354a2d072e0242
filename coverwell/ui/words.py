"""Finds what the pages say, and what of it has no words in a language yet."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

from coverwell.ui.catalogue import catalogue


CODE = Path(__file__).resolve().parent.parent
LOCALE = Path(__file__).resolve().parent / "locale"
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext"}
_IN_TEMPLATE = re.compile(r"(n?gettext)\(u?((?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))")


def used() -> Iterator[str]:
    """Every text that a template or the code asks the catalogue for."""
    for path in sorted(CODE.rglob("templates/**/*.*")):
        for _call, text in _IN_TEMPLATE.findall(templatize(path.read_text(encoding="utf-8"))):
            yield str(ast.literal_eval(text))
    for folder in ("ui", "doors", "services"):
        for path in sorted((CODE / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
                    yield from texts(node)


def texts(call: ast.Call) -> Iterator[str]:
    """Return the literal texts that a call is given."""
    for arg in call.args:
        if isinstance(arg, ast.Constant) and isinstance(arg.value, str):
            yield arg.value


def missing(language: str) -> list[str]:
    """The texts that a language has no words for, in the order of the code."""
    known = catalogue(LOCALE / language / "LC_MESSAGES" / "django.po")
    return [text for text in dict.fromkeys(used()) if not known.get(text)]


if __name__ == "__main__":
    sys.stdout.writelines(f'msgid "{text}"\nmsgstr ""\n\n' for text in missing("es"))
