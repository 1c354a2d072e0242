"""Every test signs in anew: the count of sign-ins by address does not run through all of them."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def forgotten_sign_ins():
    cache.clear()
