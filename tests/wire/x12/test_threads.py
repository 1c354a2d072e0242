"""Many threads may read and write at once, also when each is the first to need a guide."""

import subprocess
import sys

import pytest


FOUR_AT_ONCE = """
import sys, threading
from coverwell.wire.x12.transactions.eligibility import Eligibility
from coverwell.wire.x12.transactions.read_eligibility import read_eligibility
from tests.inquiry_files import file_270, subscriber

sys.setswitchinterval(1e-6)
asked, found = file_270(subscriber()), []
begin = threading.Barrier(4)

def read():
    begin.wait()
    for _ in range(5):
        for one in read_eligibility([asked]):
            if isinstance(one, Eligibility):
                party = one.receiver.party
                found.append((one.acceptable, party and party.id, one.subscriber.insured.name.id))

threads = [threading.Thread(target=read) for _ in range(4)]
for one in threads:
    one.start()
for one in threads:
    one.join()
assert len(found) == 20, len(found)
assert set(found) == {(True, "1234567893", "H1000000101")}, set(found)
"""


@pytest.mark.parametrize("attempt", [1, 2])
def test_threads_that_need_a_guide_for_the_first_time_read_the_same(attempt):
    done = subprocess.run(
        [sys.executable, "-c", FOUR_AT_ONCE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
