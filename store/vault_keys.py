"""Key-encryption keys: named by id, given by configuration, never in the database."""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

from store.errors import VaultClosed, VaultKeyRefused

KEY_BYTES = 32
NONCE_BYTES = 12
_KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,40}")


@dataclass(frozen=True)
class VaultKeys:
    """The first key seals, all of them open: put a new one in front and rotate, then drop the old one."""

    first: str
    _keys: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: SecretStr) -> "VaultKeys":
        """Read ``k2:<base64 of 32 bytes>,k1:<base64>``. Raises VaultKeyRefused, which never quotes a value."""
        keys: dict[str, bytes] = {}
        entries = [entry.strip() for entry in text.get_secret_value().split(",") if entry.strip()]
        if not entries:
            raise VaultKeyRefused("no vault key is given; it takes at least one ID:BASE64 of 32 bytes")
        for position, entry in enumerate(entries, start=1):
            key_id, colon, encoded = entry.partition(":")
            if not colon or not _KEY_ID.fullmatch(key_id):
                raise VaultKeyRefused(f"vault key {position} is not of the form ID:BASE64")
            if key_id in keys:
                raise VaultKeyRefused(f"vault key {position} has an id that was used before it")
            keys[key_id] = _decoded(encoded, position)
        return cls(first=next(iter(keys)), _keys=MappingProxyType(keys))

    @staticmethod
    def generate(key_id: str = "k1") -> str:
        """One fresh ``ID:BASE64`` entry."""
        if not _KEY_ID.fullmatch(key_id):
            raise VaultKeyRefused("a vault key id is 1 to 40 letters, digits, '.', '_' or '-'")
        return f"{key_id}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._keys)

    def wrap(self, creator_id: str, data_key: bytes) -> bytes:
        """Seal a creator's data key under the first key."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self._keys[self.first]).encrypt(
            nonce, data_key, associated("data_key", creator_id, self.first)
        )

    def unwrap(self, creator_id: str, key_id: str, wrapped: bytes) -> bytes:
        """Open a creator's data key. Raises VaultClosed."""
        key = self._keys.get(key_id)
        if key is None:
            raise VaultClosed(f"the vault key {key_id!r} is not configured; {creator_id!r} needs it")
        try:
            return AESGCM(key).decrypt(
                wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], associated("data_key", creator_id, key_id)
            )
        except (InvalidTag, ValueError):
            raise VaultClosed(
                f"the data key of {creator_id!r} does not open under vault key {key_id!r}: wrong key or changed bytes"
            ) from None


def associated(*parts: str) -> bytes:
    """What a ciphertext is bound to. Each part carries its length, so that no two lists read alike."""
    return b"".join(len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts))


def _decoded(encoded: str, position: int) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise VaultKeyRefused(f"vault key {position} is not base64") from None
    if len(key) != KEY_BYTES:
        raise VaultKeyRefused(f"vault key {position} has {len(key)} bytes instead of {KEY_BYTES}")
    return key
