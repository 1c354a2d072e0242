"""Puts the built front-end and the rulebook into the wheel; `python build_hook.py` builds it."""

import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


ROOT = Path(__file__).resolve().parent
BUILT = Path("coverwell/ui/static/built")
WORDS = Path("coverwell/ui/locale")
NO_NODE = (
    "The pages' style sheet is not built and there is no npm: install Node.js 20 or later, "
    "or run `make assets`, which brings its own."
)


def build_assets(root: Path) -> None:
    """Fetch the locked front-end packages and build what the pages load."""
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError(NO_NODE)
    for words in (["ci", "--include=dev", "--no-audit", "--no-fund"], ["run", "build"]):
        done = subprocess.run(  # noqa: S603 - our own words
            [npm, *words], cwd=root, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"npm {words[0]} failed:\n{done.stderr[-2000:]}")
    build_words(root)


def build_words(root: Path) -> None:
    """Compile the pages' words in each language; msgfmt is not on every machine."""
    catalogue = runpy.run_path(str(root / "coverwell/ui/catalogue.py"))
    catalogue["compile_all"](root / WORDS)


class AssetsHook(BuildHookInterface[Any]):
    """Hatch calls this before it makes a wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the assets when they are absent, and name what belongs into the wheel."""
        if version == "editable" or self.target_name != "wheel":
            return
        root = Path(self.root)
        if not (root / BUILT / "coverwell.css").is_file():
            build_assets(root)
        build_words(root)
        build_data["artifacts"] += [f"/{BUILT}/**", f"/{WORDS}/**/*.mo"]
        build_data["force_include"][str(root / "rulebook")] = "coverwell/rulebook"


if __name__ == "__main__":
    try:
        build_assets(ROOT)
    except RuntimeError as fault:
        sys.exit(str(fault))
