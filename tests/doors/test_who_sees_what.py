"""Each role, each address, one's own thing and somebody else's (P8); no name leaks out (P15)."""

import io
import logging
import re
import threading
from collections.abc import Iterator

import pytest
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from coverwell.doors.edi_gateway.payments.write import write_remittances
from coverwell.records.attachments.models import Attachment
from coverwell.records.claims.models import Claim
from coverwell.records.intake.models import IntakeClaim
from coverwell.services.access.accounts import grant_person, grant_practice, open_account
from coverwell.services.access.rights import PRECERTIFICATION
from coverwell.services.acting import ENGINE, Actor, acting
from coverwell.services.addresses import in_address
from coverwell.services.attachments.scan import scan_waiting
from coverwell.services.attachments.upload import Put, Upload, attach_to_claim
from coverwell.services.database.owner import as_owner
from tests.attachment_files import PDF, planted_scanner
from tests.journeys.conftest import PASSWORD
from tests.journeys.story import DESK, tell
from tests.services import world


pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "987654321"
CANARY = ("TEST0001", "H10000001", "1980-03-01", "03/01/1980", "ACC-1")


@pytest.fixture
def site(settings, tmp_path):
    """Ada, her office `desk`, and what they have; a stranger of each kind who has nothing."""
    settings.ARCHIVE_FOLDER = tmp_path / "files"
    # Dozens of sign-ins: how dear a password is to guess is tried elsewhere.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    found = tell("")
    write_remittances()
    papers(settings, tmp_path, found.paid)
    with acting(ENGINE):
        other = world.family("H10000002", plan="open_access").pk
        world.group(OTHER, npi="1999999984")
    grant_practice(open_account("otherdesk", PASSWORD), OTHER, PRECERTIFICATION)
    grant_person(open_account("bea", PASSWORD), other, 1)
    return found


def papers(settings, folder, claim: str) -> None:
    """A document of a claim that was found clean."""
    settings.VIRUS_SCANNER = planted_scanner(folder)
    put = Put([Upload("notes.pdf", [PDF])], "notes", "portal", timezone.localdate())
    attach_to_claim(claim, put, DESK)
    scan_waiting()


def sign_in(name: str) -> Client:
    client = Client()
    client.post("/sign-in/login/", {"login": name, "password": PASSWORD})
    return client


def things(site) -> dict[str, dict[str, object]]:
    """For every address that names a thing: the one that is Ada's and her office's."""
    with acting(ENGINE):
        rejected = IntakeClaim.objects.get(state="rejected").pk
        mine = Claim.objects.get(number=site.paid).member_id
        document = Attachment.objects.latest("pk").pk
    return {
        "member:card": {"person": in_address(mine)},
        "member:claim": {"number": site.paid},
        "member:pdf": {"number": site.paid},
        "member:approval": {"reference": site.approval},
        "member:estimate": {"reference": site.estimate},
        "office:patient": {"patient": in_address(mine)},
        "office:card": {"patient": in_address(mine)},
        "office:flag_patient": {"patient": in_address(mine)},
        "office:repair": {"number": rejected},
        "office:claim": {"number": site.paid},
        "office:flag_claim": {"number": site.paid},
        "office:precertification": {"reference": site.approval},
        "office:precertification_add": {"reference": site.review},
        "office:precertification_cancel": {"reference": site.approval},
        "office:claim_documents": {"number": site.paid},
        "office:document_file": {"number": document},
        "office:precertification_documents": {"reference": site.approval},
        "office:remittance": {"trace": site.trace},
        "office:remittance_file": {"trace": site.trace},
        "office:send_again": {"trace": site.trace},
        "office:estimate": {"reference": site.estimate},
        "office:enrolment": {"number": site.asked},
        "office:stop": {"number": site.asked},
        "office:test": {"number": site.tested},
        "office:file": {"number": site.file},
        "office:download": {"number": site.file},
    }


ACTS = {
    "flag_patient", "flag_claim", "stop", "precertification_add", "precertification_cancel",
    "send_again",
}  # fmt: skip


def named(door: str) -> set[str]:
    """Every address of a door that names a thing."""
    namespaces = get_resolver().namespace_dict
    _, resolver = namespaces[door]
    return {
        f"{door}:{one.name}"
        for one in resolver.url_patterns
        if isinstance(one, URLPattern) and one.pattern.converters
    }


def answers(client: Client, site, door: str) -> Iterator[tuple[str, int]]:
    for name, words in things(site).items():
        if name.startswith(door):
            address = reverse(name, kwargs=words)
            acts = name.rpartition(":")[2] in ACTS
            response = client.post(address, {"note": "x"}) if acts else client.get(address)
            yield name, response.status_code


def test_every_address_that_names_a_thing_is_in_this_table(site):
    assert named("member") | named("office") == set(things(site))


def test_each_sees_what_is_their_own(site):
    for name, door in (("ada", "member"), ("desk", "office")):
        said = dict(answers(sign_in(name), site, door))
        assert set(said.values()) <= {200, 302}, said


def test_what_is_somebody_elses_is_not_found_and_leaves_an_audit_row(site):
    for name, door in (("bea", "member"), ("otherdesk", "office")):
        said = dict(answers(sign_in(name), site, door))
        assert set(said.values()) == {404}, said
        assert set(said) <= refused(name)


def refused(name: str) -> set[str]:
    """What the audit says that somebody was refused."""
    with acting(Actor("auditor", "staff")), connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT subject FROM cw_audit_event WHERE actor = %s AND action = 'refused'",
            [name],
        )
        return {subject for (subject,) in cursor.fetchall()}


def test_a_role_does_not_open_the_door_of_another(site):
    for name, door in (("ada", "office"), ("desk", "member"), ("", "office")):
        client = sign_in(name) if name else Client()
        assert {code for _, code in answers(client, site, door)} == {403 if name else 302}


def test_a_number_that_is_nearly_right_finds_nothing(site):
    client = sign_in("otherdesk")
    for cut in (lambda text: text[:-1], lambda text: f"{text}0", str.swapcase):
        for name, words in things(site).items():
            key, value = next(iter(words.items()))
            if name in NUMBERED:
                address = reverse(name, kwargs={key: cut(str(value))})
                assert client.get(address).status_code == 404


NUMBERED = {"office:claim", "office:remittance", "office:estimate", "office:patient"}


def test_fifty_threads_of_different_people_each_see_their_own(site):
    """On one server process, as people come: a role or a scope must never outlive its request."""
    expected = {"ada": 200, "bea": 404, "desk": 200, "otherdesk": 404}
    clients = {name: sign_in(name) for name in expected}
    wrong: list[tuple[str, int]] = []

    def look(name: str) -> None:
        door = "member" if name in ("ada", "bea") else "office"
        address = reverse(f"{door}:claim", kwargs={"number": site.paid})
        client = Client()
        client.cookies = clients[name].cookies
        try:
            for _ in range(3):
                code = client.get(address).status_code
                if code != expected[name]:
                    wrong.append((name, code))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=look, args=(name,))
        for name in list(expected) * 12 + ["ada", "bea"]
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    close_old_connections()
    assert len(threads) == 50
    assert wrong == []


def test_names_and_numbers_stay_out_of_logs_addresses_headers_and_jobs(site):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.INFO)
    seen = []
    try:
        for name, door in (("ada", "member"), ("desk", "office"), ("otherdesk", "office")):
            client = sign_in(name)
            for what, words in things(site).items():
                if what.startswith(door) and what.rpartition(":")[2] not in ACTS:
                    response = client.get(reverse(what, kwargs=words))
                    seen += [response.wsgi_request.get_full_path(), *response.headers.values()]
            client.get(f"/{door}/nothing-of-the-kind/")
            seen += addresses_on(client.get(f"/{door}/").text)
        seen += searches(sign_in("desk"))
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        seen += [args for (args,) in cursor.fetchall()]
    everything = written.getvalue() + "\n".join(seen)
    assert [one for one in CANARY if one.lower() in everything.lower()] == []


def searches(desk: Client) -> list[str]:
    """Where a search for each of the canaries leads."""
    boxes = ("/office/find/", "/office/claims/")
    return [desk.post(box, {"words": one}).url for box in boxes for one in CANARY]


def addresses_on(page: str) -> list[str]:
    """Every address that a page leads or sends to."""
    return re.findall(r'(?:href|action)="([^"]*)"', page)


@pytest.fixture
def no_policies():
    """Take the second wall down: what is left is the services' own filters."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity"
            " AND relname LIKE 'cw\\_%'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    yield tables
    with as_owner(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def test_the_services_own_filters_hide_it_without_row_level_security(site, no_policies):
    assert len(no_policies) > 30
    for name, door in (("bea", "member"), ("otherdesk", "office")):
        client = sign_in(name)
        said = dict(answers(client, site, door))
        assert set(said.values()) == {404}, said
        assert leaks(client, door) == []


def leaks(client: Client, door: str) -> list[tuple[str, str]]:
    """Pages that name no thing, and somebody else's data on them."""
    _, resolver = get_resolver().namespace_dict[door]
    found = []
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern) and not one.pattern.converters:
            page = client.get(reverse(f"{door}:{one.name}"))
            assert page.status_code in (200, 302)
            found += [(one.name, canary) for canary in CANARY if canary in page.text]
    return found
