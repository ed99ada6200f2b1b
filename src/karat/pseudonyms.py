"""The public id of a person, made outside of the warehouse exactly as its macro `pseudonym` does.

Who gives a phone to the API, and who checks a developer's own code, must come to the id that the
tables have. docs/privacy.md has the recipe and test vectors.
"""

from __future__ import annotations

from hashlib import sha256

from karat.phones import normalise_phone

DEFAULT_SALT = "karat-default-salt"
"""Public, hence no protection: whoever knows a phone can compute its id. A warning says so."""


def pseudonym(key: str, salt: str) -> str:
    """Return the public id of what a person is known by.

    Parameters
    ----------
    key
        `phone:` and the phone in E.164, or `name:` and the name's key.
    salt
        The salt of the shop's ids, `KARAT_SALT`.

    Returns
    -------
    str
        The first 16 hex digits of the SHA-256 of salt, colon and key, all in UTF-8.
    """
    return sha256(f"{salt}:{key}".encode()).hexdigest()[:16]


def customer_id_of(raw_phone: str, salt: str) -> str | None:
    """Return the id that the customer of a phone has, if there is one.

    Parameters
    ----------
    raw_phone
        A phone as a person or a program writes it; `normalise_phone` reads it.
    salt
        The salt of the shop's ids, `KARAT_SALT`.

    Returns
    -------
    str or None
        None where there is no phone that can be relied on.

    Examples
    --------
    >>> customer_id_of("8 701 000 00 01", DEFAULT_SALT)
    '43d7843911c3e0af'
    >>> customer_id_of("8 777 unknown", DEFAULT_SALT) is None
    True
    """
    phone = normalise_phone(raw_phone)
    return None if phone is None else pseudonym(f"phone:{phone}", salt)
