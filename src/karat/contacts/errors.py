"""What a person is told when no list can be made."""


class ContactsError(RuntimeError):
    """No list was made; the message says why and what to do."""
