"""The one-time code that proves that browser and Discord account have the same person. Knows nothing of attempts.

It has 8 characters of Crockford's base32, 40 bits.

https://www.crockford.com/base32.html
"""

import hmac
import secrets

from redaction import Secret

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OIL", "011", " -_.")


def new_code() -> Secret:
    """A random code in its printed form: ``7KQ4-M2XD``."""
    text = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return Secret(f"{text[:4]}-{text[4:]}")


def same_code(typed: Secret, code: Secret) -> bool:
    """Whether `typed` is `code`, in constant time; case, spaces, dashes and look-alikes do not matter."""
    return hmac.compare_digest(_plain(typed), _plain(code))


def _plain(code: Secret) -> bytes:
    return code.reveal().strip().upper().translate(_LOOKALIKES).encode(errors="replace")
