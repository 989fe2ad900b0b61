"""The boxes in which secrets lie: one for each purpose, opened by the portal's key alone."""

import pytest
from cryptography.fernet import InvalidToken

from core.sealing import box


def test_a_box_opens_for_its_purpose_and_key_alone(settings):
    sealed = box("passports").encrypt(b"N1")

    assert box("passports").decrypt(sealed) == b"N1"
    with pytest.raises(InvalidToken):
        box("webhooks").decrypt(sealed)
    settings.SEAL_KEY = "another"
    with pytest.raises(InvalidToken):
        box("passports").decrypt(sealed)
    settings.SECRET_KEY = "of the sessions"
    again = box("passports").encrypt(b"N2")
    settings.SECRET_KEY = "of the sessions, changed"
    assert box("passports").decrypt(again) == b"N2"
