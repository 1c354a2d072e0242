"""Services reviews: asked, answered, inquired, notified; read, and written to the same bytes."""

import pytest

from coverwell.wire.x12 import check
from coverwell.wire.x12.transactions.read_278 import read_reviews
from coverwell.wire.x12.transactions.reading import Found
from coverwell.wire.x12.transactions.review_278 import (
    INQUIRY,
    NOTIFICATION,
    REVIEW,
    Decision278,
    Review278,
)
from coverwell.wire.x12.transactions.write_278 import write_reviews
from coverwell.wire.x12.writer import CannotWriteError
from tests.wire.x12 import sets
from tests.wire.x12.sets import ENVELOPE, file_of


FILES = {
    "referral": (REVIEW, sets.REFERRAL_278),
    "admission": (REVIEW, sets.ADMISSION_278),
    "approved": (REVIEW, sets.APPROVED_278),
    "pended": (REVIEW, sets.PENDED_278),
    "modified": (REVIEW, sets.MODIFIED_278),
    "denied": (REVIEW, sets.DENIED_278),
    "refused": (REVIEW, sets.REFUSED_278),
    "inquiry": (INQUIRY, sets.INQUIRY_278),
    "inquiry answered": (INQUIRY, sets.APPROVED_278),
    "notification": (NOTIFICATION, sets.NOTIFICATION_278),
}


def reviews(name: str) -> list[Review278]:
    data = file_of(*FILES[name])
    return [event.value for event in read_reviews([data]) if isinstance(event, Found)]


@pytest.mark.parametrize("name", FILES)
def test_a_review_is_accepted_and_survives_reading_and_writing_byte_for_byte(name):
    data = file_of(*FILES[name])
    assert list(check([data])) == []
    assert write_reviews(ENVELOPE, reviews(name), FILES[name][0]) == data


def test_a_referral_is_read_in_the_words_of_the_standard():
    (review,) = reviews("referral")
    assert review.organization.actors[0].id == "PAYER01"
    requester = review.requester.actors[0]
    assert (requester.last, requester.role, requester.taxonomy) == ("STONE", "RF", "207Q00000X")
    assert review.patient.name.id == "M0000001"
    event = review.event
    assert (event.category.category, event.category.place) == ("SC", "11")
    assert [code.code for code in event.diagnoses] == ["M5416", "M545"]
    assert (event.delivery.quantity, event.delivery.frequency_unit) == ("6", "WK")
    assert event.paperwork[0].control == "PA26010001"
    assert event.message == "PAIN SINCE OCTOBER"
    assert event.parties[0].taxonomy == "208100000X"
    (service,) = event.services
    assert service.professional[0] == "HC:97110"
    assert service.dates[0].value == "20260112-20260212"


def test_an_admission_of_a_dependent_is_read_with_its_services():
    (review,) = reviews("admission")
    assert review.subscriber.person.name.id == "M0000001"
    assert (review.patient.name.first, review.patient.relationship) == ("LILY", "19")
    assert review.event.institutional == ("1", "1")
    assert review.event.places[0].address.city == "SEATTLE"
    surgery, tooth = review.event.services
    assert surgery.institutional[:2] == ("0360", "HC:44970")
    assert (tooth.teeth[0].code, tooth.teeth[0].surfaces) == ("14", ("M", "O"))


@pytest.mark.parametrize(
    ("name", "decision"),
    [
        ("approved", Decision278("A1", "AUTH0001")),
        ("pended", Decision278("A4", "", ("0V",))),
        ("modified", Decision278("A6", "AUTH0002", ("08",))),
        ("denied", Decision278("A3", "", ("0E", "0U"), "N")),
    ],
)
def test_a_decision_is_read_from_the_response(name, decision):
    (review,) = reviews(name)
    assert review.decisions == (decision, Decision278("NA"))
    assert review.event.tracks[0].number == "T26010001"


def test_a_message_that_is_refused_at_a_level_has_no_event():
    (review,) = reviews("refused")
    assert review.event is None
    assert review.patient.rejections[0].reason == "72"


def test_events_of_one_patient_stand_under_one_level():
    (review,) = reviews("referral")
    more = review._replace(event=review.event._replace(message="AGAIN"))
    data = write_reviews(ENVELOPE, [review, more])
    assert data.count(b"HL*3*2*22*1~") == 1
    assert b"HL*6*3*EV*1~" in data
    found = [event.value for event in read_reviews([data]) if isinstance(event, Found)]
    assert found == [review, more]


def test_findings_of_the_levels_above_come_with_every_event():
    data = file_of(REVIEW, sets.REFERRAL_278).replace(b"DMG*D8*19800214", b"DMG*D8*19800231")
    (found,) = (event for event in read_reviews([data]) if isinstance(event, Found))
    assert [(f.segment_id, f.element) for f in found.findings] == [("DMG", 2)]
    assert not found.acceptable


def test_a_decision_without_its_number_is_not_written():
    (review,) = reviews("approved")
    bare = review._replace(event=review.event._replace(decision=Decision278("A1")))
    with pytest.raises(CannotWriteError, match="authorization number"):
        write_reviews(ENVELOPE, [bare])
