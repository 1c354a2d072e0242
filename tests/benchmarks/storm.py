"""The storms at the size of the soak: 10,000 claims, 100 processes and 6 servers killed; then 200
interleavings of statements; then 10,000 files over SFTP, its server killed three times.

python tests/benchmarks/storm.py [claims] [kills] [crashes] [files]
"""

import os
import subprocess
import sys
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
STORMS = (
    "tests/services/test_storm.py",
    "tests/services/test_crash_storm.py",
    "tests/services/test_interleavings.py",
    "tests/services/test_sftp_storm.py",
)


def main(
    claims: str = "10000", kills: str = "100", crashes: str = "6", files: str = "10000"
) -> int:
    sizes = {
        "COVERWELL_SEEDS": "200",
        "COVERWELL_STORM_CLAIMS": claims,
        "COVERWELL_STORM_KILLS": kills,
        "COVERWELL_STORM_CRASHES": crashes,
        "COVERWELL_STORM_FILES": files,
        "COVERWELL_STORM_SHOTS": "3",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-s", *STORMS]
    return subprocess.run(command, cwd=ROOT, env=os.environ | sizes, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
