"""The words of the pages by language: reads .po files and compiles them for gettext.

Standard library only, because the build runs it before anything is installed.
"""

import ast
import re
import struct
from pathlib import Path


_ENTRY = re.compile(r"^(msgid|msgstr)?\s*(\".*\")$")


def catalogue(path: Path) -> dict[str, str]:
    """Read a .po file of plain msgid and msgstr pairs; the head has the empty msgid."""
    parts: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        found = _ENTRY.match(line.strip())
        if found is None:
            continue
        said = str(ast.literal_eval(found[2]))
        if found[1]:
            parts.append((found[1], said))
        else:
            parts[-1] = (parts[-1][0], parts[-1][1] + said)
    return {parts[at][1]: parts[at + 1][1] for at in range(0, len(parts) - 1, 2)}


def compiled(words: dict[str, str]) -> bytes:
    """Return the .mo file of a catalogue (the GNU gettext format, little-endian)."""
    pairs = sorted((key.encode(), said.encode()) for key, said in words.items() if said)
    count, head = len(pairs), 28
    keys, values, offset = b"", b"", head + 16 * len(pairs)
    key_table, value_table = [], []
    for key, _said in pairs:
        key_table += [len(key), offset + len(keys)]
        keys += key + b"\0"
    for _key, said in pairs:
        value_table += [len(said), offset + len(keys) + len(values)]
        values += said + b"\0"
    start = struct.pack("<7I", 0x950412DE, 0, count, head, head + 8 * count, 0, head + 16 * count)
    return start + struct.pack(f"<{4 * count}I", *key_table, *value_table) + keys + values


def compile_all(folder: Path) -> None:
    """Write the .mo file beside each .po file of a locale folder."""
    for path in folder.glob("*/LC_MESSAGES/*.po"):
        path.with_suffix(".mo").write_bytes(compiled(catalogue(path)))
