"""The storm at the size of the soak: 10,000 claims, 100 workers killed, then a replay.

python tests/benchmarks/storm.py [claims] [kills]
"""

import os
import subprocess
import sys
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]


def main(claims: str = "10000", kills: str = "100") -> int:
    sizes = {"COVERWELL_STORM_CLAIMS": claims, "COVERWELL_STORM_KILLS": kills}
    command = [sys.executable, "-m", "pytest", "-q", "tests/services/test_storm.py"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | sizes, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
