"""The bytes a device signs: fixed vectors, and nothing that could be read in two ways."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.filing.signature import canonical, device_id

# RFC 8032, section 7.1, test 2
SECRET = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
DEVICE = "39f713d0a644253f04529421b9f51b9b"
NONCE = "000102030405060708090a0b0c0d0e0f"
TEXT = (
    b"kiosk-request-1\n"
    b"39f713d0a644253f04529421b9f51b9b\n"
    b"POST\n"
    b"/v1/bundles\n"
    b"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\n"
    b"1795226530\n"
    b"000102030405060708090a0b0c0d0e0f\n"
)
SIGNATURE = "/zM8+ICvt6PvRTscGqC90yvVwiJh57lLTz0HFYBH2gFerzAUBXSQWMLfOlFCnCT2dWFSNHVKtX9yjkHgK4LaDA=="
whole = {"device": DEVICE, "method": "POST", "path": "/v1/bundles", "body": b"{}", "time": "1795226530", "nonce": NONCE}


def test_the_vectors_hold():
    assert device_id(PUBLIC) == DEVICE
    assert canonical(**whole) == TEXT
    key = Ed25519PrivateKey.from_private_bytes(SECRET)
    assert key.public_key().public_bytes_raw() == PUBLIC
    assert base64.b64encode(key.sign(TEXT)).decode() == SIGNATURE


@pytest.mark.parametrize(
    "change",
    [{"device": "0" * 32}, {"method": "GET"}, {"path": "/v1/bundles?x"}, {"body": b"{} "}, {"time": "1795226531"},
     {"nonce": NONCE[::-1]}],
)
def test_every_part_is_bound(change):
    assert canonical(**{**whole, **change}) != TEXT


@pytest.mark.parametrize(
    "change",
    [{"device": DEVICE.upper()}, {"device": DEVICE + "\n"}, {"device": ""}, {"method": "PO\nST"}, {"method": ""},
     {"path": "/v1\n/x"}, {"path": "v1"}, {"time": "01"}, {"time": "1.5"}, {"time": "-1"}, {"time": "９"},
     {"time": ""}, {"nonce": "0"}, {"nonce": NONCE + "00"}],
)
def test_what_could_be_read_in_two_ways_is_not_signed(change):
    with pytest.raises(ValueError, match="well formed"):
        canonical(**{**whole, **change})


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_two_bodies_never_give_the_same_bytes(one, other):
    assert one == other or canonical(**{**whole, "body": one}) != canonical(**{**whole, "body": other})
