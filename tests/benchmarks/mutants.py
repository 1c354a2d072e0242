"""The tests can fail (P18): one safeguard at a time is taken out, and its tests must go red.

python tests/benchmarks/mutants.py [part of a name]

Works on a copy of the checkout; prints a table, and ends with 1 when a mutant lives.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple


ROOT = Path(__file__).resolve().parents[2]
COPIED = ("coverwell", "rulebook", "tests", "docs", "pyproject.toml", "README.md")
SERVICES, RECORDS = "coverwell/services", "coverwell/records"


class Mutant(NamedTuple):
    """A safeguard, the text that is it, what stands there without it, and who must notice."""

    safeguard: str
    file: str
    old: str
    new: str
    tests: str


MUTANTS = (
    Mutant(
        "the lock on the family", f"{SERVICES}/claims/statements.py",
        "ORDER BY f.id FOR NO KEY UPDATE", "ORDER BY f.id",
        "tests/services/test_interleavings.py::"
        "test_every_interleaving_decides_each_claim_once_and_right",
    ),
    Mutant(
        "the unique place of a decision", f"{RECORDS}/claims/migrations/0001_initial.py",
        "models.UniqueConstraint(fields=('family', 'sequence'), name='cw_decision_sequence')",
        "",
        "tests/services/test_claim_race.py",
    ),
    Mutant(
        "the row-level policy of an office", f"{RECORDS}/access/rights.py",
        'f"{scope.tax_id} = ANY ({_setting(\'tax_ids\')})"', '"true"',
        "tests/services/test_row_security.py",
    ),
    Mutant(
        "the services' own filter", f"{SERVICES}/theirs.py",
        'return Q(**{f"{tax_id}__in": actor.tax_ids}) if tax_id else NOTHING', "return Q()",
        "tests/doors/test_who_sees_what.py::"
        "test_the_services_own_filters_hide_it_without_row_level_security",
    ),
    Mutant(
        "the audit of what was refused", "coverwell/doors/sign_in/middleware.py",
        "if response.status_code in CLOSED:", "if False:",
        "tests/doors/test_who_sees_what.py::"
        "test_what_is_somebody_elses_is_not_found_and_leaves_an_audit_row",
    ),
    Mutant(
        "history without update or delete", f"{RECORDS}/access/rights.py",
        'APPEND: Final = "SELECT, INSERT"', 'APPEND: Final = "SELECT, INSERT, UPDATE, DELETE"',
        "tests/services/test_row_security.py tests/services/test_audit_seal.py",
    ),
    Mutant(
        "the second person of a payment run", f"{SERVICES}/payments/run.py",
        "if actor.user == request.asked_by:", "if False:",
        "tests/services/test_payment_runs.py",
    ),
    Mutant(
        "the balance of a posting", f"{RECORDS}/payments/migrations/0002_rights.py",
        "IF off_by <> 0 THEN", "IF false THEN", "tests/services/test_payment_runs.py",
    ),
    Mutant(
        "one payment run at a time", f"{SERVICES}/payments/lock.py",
        'cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_RUN])', "pass",
        "tests/services/test_payment_storm.py::test_runs_at_the_same_moment_pay_once",
    ),
    Mutant(
        "a bank file in doubt is not sent again", f"{SERVICES}/payments/sending.py",
        "if found.state not in SENDABLE:", "if False:", "tests/doors/test_bank_sending.py",
    ),
    Mutant(
        "acknowledged before decided", "coverwell/doors/edi_gateway/claims/receive.py",
        "            taken = accept(batch, source)\n",
        "            taken = accept(batch, source)\n"
        "            from coverwell.services.acting import acting\n"
        "            from coverwell.services.claims.hand_over import hand_over\n"
        "            with acting(ENGINE):\n"
        "                hand_over(source.file, 1, batch[-1].position)\n",
        "tests/doors/test_claim_file_crashes.py::"
        "test_no_claim_is_decided_before_it_is_acknowledged",
    ),
    Mutant(
        "an acknowledgment is made once", f"{SERVICES}/files/keep.py",
        "if known is not None:", "if False:", "tests/doors/test_claim_file_crashes.py",
    ),
    Mutant(
        "a position of a file is taken once", f"{SERVICES}/claims/accept.py",
        "if one.position not in before]", "]", "tests/doors/test_claim_file_crashes.py",
    ),
    Mutant(
        "a control number is used once", f"{SERVICES}/files/senders.py",
        "return row is not None and row[0] == file", "return True",
        "tests/doors/test_claim_files.py -k control_number",
    ),
    Mutant(
        "the same bytes are one file", f"{SERVICES}/files/keep.py",
        "return first.pk if first else 0", "return 0",
        "tests/doors/test_claim_files.py -k same_file",
    ),
    Mutant(
        "the chain of the audit's seals", f"{SERVICES}/audit/seal.py",
        "if link.previous != previous or _digest(previous, rows) != link.digest:", "if False:",
        "tests/services/test_audit_seal.py",
    ),
    Mutant(
        "the idle sign-out", "coverwell/doors/sign_in/middleware.py",
        "return idle > IDLE or", "return", "tests/doors/test_sign_in.py -k 14_59",
    ),
    Mutant(
        "the reviving of a killed worker's jobs", "coverwell/doors/schedule/tasks.py",
        "await manager.retry_job(job)", "pass", "tests/doors/test_schedule.py",
    ),
)  # fmt: skip


def main(wanted: str = "") -> int:
    """Try every mutant; 0 when all were found."""
    lived = 0
    for mutant in MUTANTS:
        if wanted in mutant.safeguard:
            red = found(mutant)
            lived += not red
            verdict = "red, as it must be" if red else "GREEN: nothing noticed"
            sys.stdout.write(f"{mutant.safeguard:<45} {verdict}\n")
            sys.stdout.flush()
    return min(lived, 1)


def found(mutant: Mutant) -> bool:
    """Whether the tests fail without the safeguard, by a failing test and not by a fall."""
    with tempfile.TemporaryDirectory(prefix="coverwell-mutant-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part in COPIED:
            source = ROOT / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / part)
        spoil(folder / mutant.file, mutant)
        command = [sys.executable, "-m", "pytest", "-q", "-x", *mutant.tests.split()]
        ours = os.environ | {"COVERWELL_DATA": str(folder / "data"), "PYTHONPATH": str(folder)}
        done = subprocess.run(command, cwd=folder, env=ours, capture_output=True, check=False)
        if done.returncode not in (0, 1):
            sys.stdout.buffer.write(done.stdout[-2000:] + done.stderr[-2000:])
            raise RuntimeError(f"{mutant.safeguard}: the tests did not run.")
        return done.returncode == 1 and b" failed" in done.stdout


def spoil(file: Path, mutant: Mutant) -> None:
    """Take the safeguard out; it must stand there exactly once."""
    text = file.read_text()
    if text.count(mutant.old) != 1:
        raise ValueError(f"{mutant.safeguard}: {file.name} has it {text.count(mutant.old)} times.")
    file.write_text(text.replace(mutant.old, mutant.new))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
