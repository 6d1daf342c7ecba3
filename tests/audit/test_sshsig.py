"""Signatures: OpenSSH accepts ours, we accept OpenSSH's, and neither accepts a changed file."""

import base64
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from veedor.audit.sshsig import (
    NAMESPACE,
    _WireReader,
    fingerprint,
    key_bytes,
    load_private,
    public_line,
    sign,
    verify,
)
from veedor.errors import AuditError
from veedor.keys import needs_password

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = public_line(KEY, "observer")
needs_openssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


def write_key(folder: Path, key: Ed25519PrivateKey = KEY) -> Path:
    path = folder / "key"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    path.chmod(0o600)
    (folder / "key.pub").write_text(public_line(key, "observer") + "\n")
    return path


def openssh(*arguments: str | Path) -> str:
    return subprocess.run(["ssh-keygen", *arguments], check=True, capture_output=True, text=True).stdout


@given(st.binary(max_size=300))
def test_round_trip(message: bytes) -> None:
    signature = sign(message, KEY)
    assert verify(message, signature, PUBLIC)
    assert not verify(message + b"x", signature, PUBLIC)


@pytest.mark.slow
@given(st.text(max_size=400), st.binary(max_size=20))
def test_anything_else_is_no_signature(armoured: str, message: bytes) -> None:
    assert not verify(message, armoured, PUBLIC)


@given(st.integers(0, 400), st.integers(1, 255))
def test_a_flipped_byte_is_found(position: int, flip: int) -> None:
    signature = bytearray(sign(b"plan", KEY).encode())
    at = position % len(signature)
    signature[at] ^= flip
    changed = bytes(signature).decode("latin-1")
    body = "".join(changed.removesuffix("\n").split("\n")[1:-1])
    unchanged = body == "".join(sign(b"plan", KEY).splitlines()[1:-1])
    assert not verify(b"plan", changed, PUBLIC) or unchanged


def test_another_key_is_refused() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert not verify(b"plan", sign(b"plan", other), PUBLIC)


@needs_openssh
def test_openssh_accepts_ours(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(b'{"risk": "1/20"}')
    (tmp_path / "plan.json.sig").write_text(sign(b'{"risk": "1/20"}', KEY))
    (tmp_path / "allowed").write_text(f"observer {' '.join(PUBLIC.split()[:2])}\n")
    allowed, signature = str(tmp_path / "allowed"), str(tmp_path / "plan.json.sig")
    command = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        allowed,
        "-I",
        "observer",
        "-n",
        NAMESPACE,
        "-s",
        signature,
    ]
    with (tmp_path / "plan.json").open("rb") as message:
        done = subprocess.run(command, stdin=message, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr


@needs_openssh
def test_we_accept_openssh_s_and_it_is_byte_for_byte_ours(tmp_path: Path) -> None:
    key = write_key(tmp_path)
    (tmp_path / "plan.json").write_bytes(b"plan")
    subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-f", key, "-n", NAMESPACE, tmp_path / "plan.json"],
        check=True,
        capture_output=True,
    )
    theirs = (tmp_path / "plan.json.sig").read_text()
    assert verify(b"plan", theirs, PUBLIC)
    assert theirs == sign(b"plan", KEY)


@needs_openssh
def test_a_signature_for_another_use_is_refused(tmp_path: Path) -> None:
    key = write_key(tmp_path)
    (tmp_path / "plan.json").write_bytes(b"plan")
    subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-f", key, "-n", "git", tmp_path / "plan.json"],
        check=True,
        capture_output=True,
    )
    assert not verify(b"plan", (tmp_path / "plan.json.sig").read_text(), PUBLIC)


@needs_openssh
def test_the_fingerprint_is_openssh_s(tmp_path: Path) -> None:
    write_key(tmp_path)
    shown = subprocess.run(
        ["ssh-keygen", "-l", "-f", tmp_path / "key.pub"], check=True, capture_output=True, text=True
    )
    assert fingerprint(PUBLIC) in shown.stdout


def test_a_key_round_trip(tmp_path: Path) -> None:
    assert public_line(load_private(write_key(tmp_path).read_bytes())) == public_line(KEY)


@pytest.mark.parametrize("text", [b"", b"-----BEGIN OPENSSH PRIVATE KEY-----\nnonsense\n"])
def test_what_is_no_key_is_refused(text: bytes) -> None:
    with pytest.raises(AuditError, match="cannot be read"):
        load_private(text)


@pytest.mark.parametrize("text", [b"ssh-ed25519 AAAA red", b"\nssh-rsa AAAA", b"ecdsa-sha2-nistp256 AAAA"])
def test_the_public_half_of_a_key_is_called_so(text: bytes) -> None:
    with pytest.raises(AuditError, match=r"public half .* without \.pub"):
        load_private(text)


@pytest.mark.parametrize("line", ["", "ssh-rsa AAAA", "ssh-ed25519 !!!", "ssh-ed25519 AAAA"])
def test_what_is_no_public_key_is_refused(line: str) -> None:
    with pytest.raises(AuditError, match="no Ed25519 public key"):
        fingerprint(line)


def test_a_public_key_is_of_its_kind_and_32_bytes_long() -> None:
    def line(kind: bytes, key: bytes) -> str:
        blob = b"".join(len(part).to_bytes(4, "big") + part for part in (kind, key))
        return f"ssh-ed25519 {base64.b64encode(blob).decode()}"

    assert key_bytes(line(b"ssh-ed25519", bytes(range(32)))) == bytes(range(32))
    for wrong in (
        line(b"ssh-ed25519", bytes(31)),
        line(b"ssh-ed25519", bytes(33)),
        line(b"ssh-rsa", bytes(32)),
    ):
        with pytest.raises(AuditError, match="no Ed25519 public key"):
            key_bytes(wrong)


def test_a_text_of_a_signature_may_be_empty_and_may_not_break_off() -> None:
    assert _WireReader(bytes(4)).take() == b""
    for block in (b"", bytes(3), b"\0\0\0\2a"):
        with pytest.raises(AuditError):
            _WireReader(block).take()


def wire(*parts: bytes) -> bytes:
    """Write texts with their lengths in front."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def armoured(blob: bytes) -> str:
    """Write a signature as ssh-keygen does."""
    body = base64.b64encode(blob).decode()
    lines = [body[i : i + 70] for i in range(0, len(body), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def built(*, reserved: bytes = b"", behind: bytes = b"", namespace: bytes = NAMESPACE.encode()) -> str:
    """Sign ``plan`` correctly, in a frame that is not."""
    digest = hashlib.sha512(b"plan").digest()
    signed = b"SSHSIG" + wire(namespace, reserved, b"sha512", digest)
    signature = wire(b"ssh-ed25519", KEY.sign(signed)) + behind
    key = wire(b"ssh-ed25519", KEY.public_key().public_bytes_raw())
    return armoured(b"SSHSIG" + (1).to_bytes(4, "big") + wire(key, namespace, reserved, b"sha512", signature))


def test_the_frame_of_these_tests_is_right() -> None:
    assert built() == sign(b"plan", KEY)


@pytest.mark.parametrize(
    "changed",
    [
        built(behind=b"x"),
        built(behind=wire(b"more")),
        built(reserved=b"x"),
        sign(b"plan", KEY).replace("\n", "\r\n"),
        "\n" + sign(b"plan", KEY),
        " " + sign(b"plan", KEY),
        sign(b"plan", KEY) + "\n",
        sign(b"plan", KEY).replace("\n", "\n\n"),
        "\ufeff" + sign(b"plan", KEY),
    ],
    ids=["behind", "text behind", "reserved", "crlf", "line before", "blank", "line after", "lines", "mark"],
)
def test_what_is_signed_but_written_otherwise_is_refused(changed: str) -> None:
    assert not verify(b"plan", changed, PUBLIC)


def times_eight(height: int, sign_bit: int) -> bool:
    """Say, by the group law of RFC 8032, whether eight times a point is nothing."""
    p = 2**255 - 19
    d = -121665 * pow(121666, -1, p) % p
    square = (height * height - 1) * pow(d * height * height + 1, -1, p) % p
    x = pow(square, (p + 3) // 8, p)
    if x * x % p != square:
        x = x * pow(2, (p - 1) // 4, p) % p
    if x * x % p != square:
        return False  # no point
    x = x if x % 2 == sign_bit else -x % p
    y = height % p
    for _ in range(3):
        cross = d * x * x * y * y % p
        x, y = (
            2 * x * y * pow(1 + cross, -1, p) % p,
            (y * y + x * x) * pow(1 - cross, -1, p) % p,
        )
    return (x, y) == (0, 1)


def test_keys_that_sign_for_everybody_are_refused() -> None:
    p = 2**255 - 19
    eighth = int.from_bytes(
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
    )
    heights = (0, 1, p - 1, eighth, p - eighth, p, p + 1)
    for height in heights:
        assert times_eight(height, 0)
        for sign_bit in (0, 1):
            key = (height | sign_bit << 255).to_bytes(32, "little")
            line = "ssh-ed25519 " + base64.b64encode(wire(b"ssh-ed25519", key)).decode()
            with pytest.raises(AuditError, match="signs for everybody"):
                key_bytes(line)
    assert not times_eight(int.from_bytes(KEY.public_key().public_bytes_raw(), "little") % 2**255, 0)


def test_a_key_with_something_behind_it_is_refused() -> None:
    blob = wire(b"ssh-ed25519", KEY.public_key().public_bytes_raw()) + b"x"
    with pytest.raises(AuditError, match="no Ed25519"):
        key_bytes("ssh-ed25519 " + base64.b64encode(blob).decode())


def test_only_an_encrypted_key_needs_a_password(tmp_path: Path) -> None:
    plain = write_key(tmp_path).read_bytes()
    body = base64.b64encode(b"openssh-key-v1\0" + wire(b"aes256-ctr", b"bcrypt", b"")).decode()
    locked = f"-----BEGIN OPENSSH PRIVATE KEY-----\n{body}\n-----END OPENSSH PRIVATE KEY-----\n".encode()
    assert (needs_password(plain), needs_password(locked)) == (False, True)
    assert not needs_password(b"-----BEGIN OPENSSH PRIVATE KEY-----\nnonsense\n")
