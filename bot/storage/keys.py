"""Secret keys, and the ciphers derived from them for one purpose each."""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST_KEY = 32


class WrongKey(Exception):
    """What is stored cannot be read with any of the keys given."""


class Keyring:
    """Encrypts with the first secret and decrypts with all of them, so that keys can be exchanged."""

    def __init__(self, secrets: Sequence[str], purpose: str = "words") -> None:
        ciphers = [Fernet(base64.urlsafe_b64encode(derived(secret, purpose))) for secret in secrets]
        self._first, self._cipher = ciphers[0], MultiFernet(ciphers)

    def encrypt(self, text: str) -> str:
        """The text as a token that only this keyring reads."""
        return self._cipher.encrypt(text.encode()).decode("ascii")

    def decrypt(self, token: str) -> str:
        """The text of a token. Raises WrongKey."""
        try:
            return self._cipher.decrypt(token.encode("ascii")).decode()
        except InvalidToken:
            raise WrongKey from None

    def renewed(self, token: str) -> str | None:
        """The token under the first secret, None where it is that already. Raises WrongKey."""
        given = token.encode("ascii")
        try:
            self._first.decrypt(given)
        except InvalidToken:
            return self._rotated(given)
        return None

    def _rotated(self, token: bytes) -> str:
        try:
            return self._cipher.rotate(token).decode("ascii")
        except InvalidToken:
            raise WrongKey from None


def derived(secret: str, purpose: str) -> bytes:
    """The key of 32 bytes for that purpose; no other purpose's can be told from it."""
    key = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"pm-coach/{purpose}".encode())
    return key.derive(secret.encode())
