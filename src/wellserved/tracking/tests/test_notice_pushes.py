"""Web push: what arrives can be read by the browser that subscribed, and by nobody between."""

import base64
import json
import stat
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytest_django import Settings

from wellserved.platform.home import Home
from wellserved.platform.tests.post import Clock
from wellserved.tracking.contracts import Status
from wellserved.tracking.domain.subscribing import clean_push
from wellserved.tracking.models import Notice
from wellserved.tracking.notices.vapid import application_server_key, private_pem
from wellserved.tracking.services.notices.pushing import send_pushes
from wellserved.tracking.services.noticing import note_changes

from .noticing import NOW, changed, listener, parcel, told, web_server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_home(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = Home(path=tmp_path)
    settings.BASE_URL = "https://shop.example"
    settings.DEFAULT_FROM_EMAIL = "Parcels <news@shop.example>"


def b64(given: bytes) -> str:
    return base64.urlsafe_b64encode(given).rstrip(b"=").decode()


def unb64(given: str) -> bytes:
    return base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))


class Browser:
    """Holds the keys of a subscription, and reads what is sent to it as RFC 8188 and 8291 say."""

    def __init__(self, endpoint: str) -> None:
        self.key, self.auth = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"
        self.point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": b64(self.point), "auth": b64(self.auth)}
        self.subscription = json.dumps({"endpoint": endpoint, "keys": keys})

    def read(self, body: bytes) -> bytes:
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        other = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.key.exchange(ec.ECDH(), other)
        secret = self._derived(shared, self.auth, b"WebPush: info\0" + self.point + sender, 32)
        key = self._derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = self._derived(secret, salt, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, sealed, None)
        assert plain.rstrip(b"\0").endswith(b"\x02"), "the last record says that it is the last"
        return plain.rstrip(b"\0")[:-1]

    def _derived(self, secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def test_the_browser_reads_what_happened_and_the_push_service_knows_who_sends(settings: Settings) -> None:
    one = parcel()
    with web_server(settings) as hook:
        browser = Browser(hook.url)
        listener(one, channel="web_push", address=browser.subscription)
        note_changes([changed(one, Status.DELIVERED)], now=NOW)
        assert send_pushes(clock=Clock(NOW)) == 1
    ((headers, body),) = hook.asked
    shown = json.loads(browser.read(body))
    assert "KR100" in shown["title"]
    assert shown["link"] == "https://shop.example/track/KR100"
    assert shown["tag"] == "parcel-KR100"
    assert b"KR100" not in body
    given = {name.lower(): value for name, value in headers.items()}
    assert (given["content-encoding"], given["ttl"]) == ("aes128gcm", "86400")
    token, key = given["authorization"].removeprefix("vapid t=").split(", k=")
    assert key == application_server_key()
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(key))
    claims = jwt.decode(token, public, algorithms=["ES256"], audience="http://127.0.0.1")
    assert claims["sub"] == "mailto:news@shop.example"
    assert told() == [("delivered", 1, "handed_over")]


def test_a_browser_that_is_gone_is_told_no_more_and_one_that_refuses_is_a_dead_letter(
    settings: Settings,
) -> None:
    one = parcel()
    with web_server(settings) as hook:
        gone = listener(one, channel="web_push", address=Browser(hook.url).subscription)
        note_changes([changed(one, Status.DELIVERED)], now=NOW)
        hook.answers = [404]
        assert send_pushes(clock=Clock(NOW)) == 0
        listener(one, channel="web_push", address=Browser(hook.url + "2").subscription)
        note_changes([changed(one, Status.DELIVERED)], now=NOW)
        hook.answers = [403]
        assert send_pushes(clock=Clock(NOW)) == 0
    gone.refresh_from_db()
    assert gone.ended_at == NOW
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["dead", "superseded"]


def test_the_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first = private_pem()
    assert private_pem() == first
    assert (tmp_path / "push.key").read_bytes() == first
    assert stat.S_IMODE((tmp_path / "push.key").stat().st_mode) == 0o600


def test_a_key_that_is_no_point_of_the_curve_is_refused_and_keeps_no_other_back(settings: Settings) -> None:
    one = parcel()
    with web_server(settings) as hook:
        junk = json.loads(Browser(hook.url).subscription)
        junk["keys"]["p256dh"] = b64(b"\x04" + b"x" * 64)
        with pytest.raises(ValueError, match="point"):
            clean_push(json.dumps(junk))
        listener(one, channel="web_push", address=Browser(hook.url + "1").subscription)
        bad = listener(one, channel="web_push", address=json.dumps(junk))
        listener(one, channel="web_push", address=Browser(hook.url + "2").subscription)
        note_changes([changed(one, Status.DELIVERED)], now=NOW)
        assert send_pushes(clock=Clock(NOW)) == 2
    assert len(hook.asked) == 2
    dead = Notice.objects.get(state="dead")
    assert (dead.subscription_id, dead.last_answer) == (bad.pk, "unwritable")
