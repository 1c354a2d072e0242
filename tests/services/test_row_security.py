"""The wall behind the application: what each kind of actor sees with no filter at all (P8)."""

from datetime import date

import pytest
from django.db import DatabaseError, ProgrammingError, connection

from coverwell.records.claims.models import AccumulatorBalance, Claim, ClaimNumber, ToPay
from coverwell.records.members.models import Family, Person
from coverwell.records.providers.models import Group
from coverwell.services.acting import ENGINE, Actor, DeniedError, acting
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
FEW = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'cw\\_%%' AND NOT "


def claim(family: Family, number: int, person: int, tax_id: str) -> Claim:
    made = Claim.objects.create(
        family=family, id=number, number=f"C{number}", person=person, patient_first="Ada",
        patient_last="Test", birth_date=date(1980, 1, 1), member_id="H1000000101", kind="P",
        tax_id=tax_id, billing_npi="1234567893", patient_account="ACC", charge=100,
        received_on=date(2026, 2, 1), first_on=date(2026, 1, 5), last_on=date(2026, 1, 5),
        frequency="1", content="{}",
    )  # fmt: skip
    ClaimNumber.objects.create(
        number=f"C{number}", family=family.pk, claim=number, person=person, tax_id=tax_id
    )
    return made


@pytest.fixture
def two_families():
    with acting(ENGINE):
        one, two = world.family("H10000001"), world.family("H10000002")
        claim(one, 1, 1, "231234567")
        claim(one, 2, 2, "231234567")
        claim(two, 3, 1, "987654321")
        for family in (one, two):
            for person in (0, 1, 2):
                AccumulatorBalance.objects.create(
                    family=family, person=person, what="deductible", side="network",
                    period=date(2026, 1, 1), amount=5,
                )  # fmt: skip
        world.group("231234567"), world.group("987654321", npi="1999999984")
    return one.pk, two.pk


def numbers(actor: Actor) -> list[str]:
    with acting(actor):
        seen = sorted(Claim.objects.values_list("number", flat=True))
        assert sorted(ClaimNumber.objects.values_list("number", flat=True)) == seen
    return seen


def test_an_office_sees_the_claims_of_its_tax_ids_and_no_other(two_families):
    assert numbers(Actor("o", "provider", frozenset({"231234567"}))) == ["C1", "C2"]
    assert numbers(Actor("o", "provider", frozenset({"231234567", "987654321"}))) == [
        "C1",
        "C2",
        "C3",
    ]


@pytest.mark.parametrize("near", ["23123456", "2312345678", "", "231234568", "%"])
def test_a_tax_id_that_is_nearly_right_sees_nothing(two_families, near):
    assert numbers(Actor("o", "provider", frozenset({near}))) == []
    assert numbers(Actor("o", "provider")) == []


def test_a_member_sees_their_own_rows_and_what_the_family_shares(two_families):
    one, _ = two_families
    spouse = Actor("m", "member", persons=frozenset({(one, 2)}))
    assert numbers(spouse) == ["C2"]
    with acting(spouse):
        assert list(Person.objects.values_list("family_id", "number")) == [(one, 2)]
        assert sorted(AccumulatorBalance.objects.values_list("family_id", "person")) == [
            (one, 0),
            (one, 2),
        ]


def test_staff_see_all_and_change_nothing(two_families):
    staff = Actor("s", "staff")
    assert numbers(staff) == ["C1", "C2", "C3"]
    with pytest.raises(DeniedError), acting(staff):
        Family.objects.update(next_order=9)


def test_an_office_has_no_right_to_the_outbox_at_all(two_families):
    with pytest.raises(DeniedError), acting(Actor("o", "provider", frozenset({"231234567"}))):
        ToPay.objects.count()


def test_an_office_sees_its_own_bank_details_only(two_families):
    with acting(Actor("o", "provider", frozenset({"231234567"}))):
        assert list(Group.objects.values_list("tax_id", flat=True)) == ["231234567"]


def test_without_an_actor_there_are_no_data(two_families):
    with pytest.raises(ProgrammingError, match="permission denied"):
        Claim.objects.count()


@pytest.mark.parametrize(
    "table", ["cw_claims_decision", "cw_claims_claim", "cw_audit_event", "cw_claims_decisionline"]
)
def test_not_even_the_engine_changes_history(two_families, table):
    with pytest.raises(DeniedError), acting(ENGINE), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def test_every_table_of_ours_stands_behind_both_walls_unless_it_is_public():
    public = {"cw_plans_planedition", "cw_providers_practitioner"}
    signing_in = {"cw_access_user", "cw_access_user_groups", "cw_access_user_user_permissions"}
    with connection.cursor() as cursor:
        cursor.execute(FEW + "(relrowsecurity AND relforcerowsecurity)")
        assert {name for (name,) in cursor.fetchall()} == public | signing_in


def test_a_child_without_its_parent_is_refused(two_families):
    with pytest.raises(DatabaseError, match="has no parent"), acting(ENGINE):
        ToPay.objects.create(
            family_id=two_families[0], claim=1, decision_no=1, tax_id="1", payee="member", amount=1
        )


def test_each_write_leaves_one_event_with_who_and_what(two_families):
    with acting(Actor("sam", "staff").as_engine()):
        Person.objects.filter(family_id=two_families[0]).update(state="NJ")
    with acting(Actor("s", "staff")), connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor, role, action, subject, family, keys, row_count FROM cw_audit_event"
            " ORDER BY id DESC LIMIT 1"
        )
        one = two_families[0]
        assert cursor.fetchone() == (
            "sam", "engine", "update", "cw_members_person", one, [f"{one}-1", f"{one}-2"], 2,
        )  # fmt: skip
