"""The demonstration's trading partner has keys that let it in, and a question that is answered."""

import stat
from datetime import date

import asyncssh
import pytest

from coverwell.doors.cli import demo_gateway
from coverwell.records.partners.models import Partner
from coverwell.services.acting import ENGINE, acting
from coverwell.services.partners.keys import by_key, by_secret
from coverwell.services.partners.receivers import receiver_on
from coverwell.services.world.create import CLEARINGHOUSE, draw
from coverwell.services.world.sign_ins import shown_groups
from coverwell.wire.x12 import check
from tests.services import world


@pytest.mark.django_db(transaction=True)
def test_it_is_made_once_and_comes_in_by_both_doors(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path
    shown = shown_groups(draw())
    with acting(ENGINE):
        partner = world.partner(CLEARINGHOUSE[1])
        Partner.objects.filter(pk=partner.pk).update(login=demo_gateway.LOGIN)
        for group in shown:
            world.group(group.tax_id, group.npi)
    today = date.today()  # noqa: DTZ011 - keys hold by the same clock
    for _ in range(2):
        demo_gateway.partner(lambda *_: None)
        place = demo_gateway.folder()
        key = asyncssh.read_private_key(place / "id_ed25519")
        secret = (place / "secret").read_text()
        assert by_key("bridgeline", "ssh", key.get_fingerprint(), today).partner == partner.pk
        assert by_secret("bridgeline", secret, today).partner == partner.pk
    assert receiver_on(shown[0].tax_id, today).partner == partner.pk
    assert list(check([(place / "question.270").read_bytes()])) == []
    told = demo_gateway.curl_file(8443).read_text()
    assert 'url = "https://localhost:8443/edi/core/mime"' in told
    for name in ("id_ed25519", "secret", "server.key", "ask.curl"):
        assert stat.S_IMODE((place / name).stat().st_mode) == 0o600
