"""Signed links and form tokens: one purpose, one salt; no personal data and no time stamp inside.

A link's payload is a random id and a generation; whether it still counts is decided by the row it
points to, so moving the generation kills every older link (SECURITY.md, forwarded or leaked link).
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache

from itsdangerous import BadSignature, Signer

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, 1/I/L: read aloud and typed by hand
CODE_LENGTH = 8
# The sign for each random byte; the last bytes are drawn again, or some signs would come more often than others.
SIGNS = bytes(ord(CODE_ALPHABET[byte % len(CODE_ALPHABET)]) for byte in range(256))
UNEVEN = bytes(range(256 - 256 % len(CODE_ALPHABET), 256))


@dataclass(frozen=True, slots=True)
class Keys:
    """The signing keys, oldest first; the newest signs, all verify."""

    values: tuple[str, ...]

    def sign(self, purpose: str, payload: str) -> str:
        """Return `payload` with its signature for one purpose (URL-safe)."""
        return _signer(self.values, purpose).sign(payload).decode("ascii")

    def read(self, purpose: str, token: str) -> str | None:
        """Return the payload of a token made for this purpose, None for anything else."""
        try:
            return _signer(self.values, purpose).unsign(token.encode("utf-8", "replace")).decode("ascii")
        except (BadSignature, UnicodeDecodeError):
            return None

    def digest(self, purpose: str, value: str) -> str:
        """Return a keyed hash of a value for look-ups that must not be reversed (64 hex characters)."""
        key = hashlib.sha256(f"{purpose}:{self.values[0]}".encode()).digest()
        return hashlib.blake2b(value.encode(), key=key, digest_size=32).hexdigest()


@lru_cache(maxsize=64)
def _signer(keys: tuple[str, ...], purpose: str) -> Signer:
    return Signer(list(keys), salt=f"directory.{purpose}", digest_method=hashlib.sha256, sep=".")


def link_token(keys: Keys, purpose: str, random_id: str, generation: int) -> str:
    """Return the token of a link, `{random id}-{generation}.{signature}`."""
    return keys.sign(purpose, f"{random_id}-{generation}")


def read_link_token(keys: Keys, purpose: str, token: str) -> tuple[str, int] | None:
    """Return random id and generation of a link's token; None when it is not one of ours."""
    payload = keys.read(purpose, token)
    if payload is None:
        return None
    random_id, _, generation = payload.rpartition("-")
    return (random_id, int(generation)) if random_id and generation.isdecimal() else None


def random_id() -> str:
    """Return 128 random bits as 22 URL-safe characters."""
    return urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode("ascii")


def session_id() -> str:
    """Return 256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """Return what the database keeps of a secret: its SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def short_code() -> str:
    """Return eight characters for typing by hand, without look-alikes (about 39 bits)."""
    drawn = b""
    while len(drawn) < CODE_LENGTH:
        drawn += secrets.token_bytes(12).translate(SIGNS, UNEVEN)
    return drawn[:CODE_LENGTH].decode("ascii")
