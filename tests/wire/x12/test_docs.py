"""The examples of docs/x12.md do what the page says."""

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from coverwell.wire.x12 import Profile, check
from coverwell.wire.x12.guide import guides
from coverwell.wire.x12.profile import rules_for


PAGE = (Path(__file__).parents[3] / "docs" / "x12.md").read_text()


def test_every_example_prints_what_the_page_says():
    known: dict[str, object] = {}
    said: list[str] = []
    for kind, text in re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL):
        if kind == "text":
            assert said.pop() == text
        else:
            out = StringIO()
            with redirect_stdout(out):
                exec(text, known)  # noqa: S102 - the page's own examples
            said += [out.getvalue()] if out.getvalue() else []
    assert said == []
    profile = known["profile"]
    assert isinstance(profile, Profile)
    assert all(rules_for(guide, profile) is not None for guide in guides())
    assert list(check([known["file"]], profile))


def test_the_page_names_every_guide_that_is_read():
    versions = {guide.id.partition(".")[0].removeprefix("005010") for guide in guides()}
    assert {version for version in versions if version not in PAGE} == set()
