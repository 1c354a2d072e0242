"""Small files of every set that is read, our own, to be spoiled by the fuzzers."""

from coverwell.wire.x12.guide import guides
from coverwell.wire.x12.transactions.attachment_275 import CLAIM, CLAIM_6020, REVIEW, Data275
from coverwell.wire.x12.transactions.write_275 import write_attachments
from tests.wire.x12 import sets, status_sets
from tests.wire.x12.generate import transaction
from tests.wire.x12.samples import dental, institutional, lines, professional
from tests.wire.x12.sets import ENVELOPE, file_of
from tests.wire.x12.status_sets import one_file
from tests.wire.x12.test_275 import DOCUMENT, SENT
from tests.wire.x12.test_read_835 import GOOD as PAID


def _told() -> dict[str, bytes]:
    """The samples of the suite, by guide."""
    found: dict[str, bytes] = {}
    for name, texts in (status_sets.ELIGIBILITY | status_sets.STATUS).items():
        found |= {f"{name} {at}": one_file(name, text) for at, text in enumerate(texts)}
    bodies = {
        "005010X220A1": (sets.CHANGES_834, sets.FULL_834),
        "005010X218": (sets.ORGANIZATION_820, sets.INDIVIDUALS_820),
        "005010X217": (sets.REFERRAL_278, sets.ADMISSION_278, sets.DENIED_278, sets.REFUSED_278),
        "005010X215": (sets.INQUIRY_278, sets.APPROVED_278),
        "005010X216": (sets.NOTIFICATION_278,),
        "005010X186A1": (lines(sets.ACCEPTED_824),),
        "005010X231A1": (lines(sets.REJECTED_999),),
    }
    for name, several in bodies.items():
        found |= {f"{name} {at}": file_of(name, body) for at, body in enumerate(several)}
    found["005010X222A1 0"], found["005010X223A2 0"] = professional(), institutional()
    found["005010X224A2 0"] = dental()
    return found


def _made() -> dict[str, bytes]:
    """One random set of each guide, as its table allows."""
    names = [guide.id for guide in guides() if guide.set != "275"]
    return {f"{name} made": file_of(name, transaction(name, 7, rich=0.3)) for name in names}


def _attached() -> dict[str, bytes]:
    """The 275s, with data full of separators."""
    found = {f"{v} 0": write_attachments(ENVELOPE, [SENT], v) for v in (CLAIM, REVIEW)}
    part = Data275(object=("DOC", "1"), encoding="B64")
    later = SENT._replace(document=DOCUMENT._replace(data=(part,)), data=b"UERG~")
    return found | {f"{CLAIM_6020} 0": write_attachments(ENVELOPE, [later], CLAIM_6020)}


SEEDS = _told() | _attached() | {"005010X221A1 0": PAID} | _made()
