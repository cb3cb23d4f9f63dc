"""What can be wrong with keys and with what they seal."""

from django.core.exceptions import ImproperlyConfigured


class KeyDestroyed(Exception):
    """The person's key was destroyed: what it sealed is gone for ever."""

    def __init__(self, pseudonym: str = "") -> None:
        super().__init__("The key of this person was destroyed; what it sealed can never be read again.")
        self.pseudonym = pseudonym


class KeyMissing(Exception):
    """A key that ought to be there is not: the key store is not the one that belongs to this database."""


class SealBroken(Exception):
    """The sealed text was changed, or moved from another field or record."""


class KeyTrouble(ImproperlyConfigured):
    """A key file or the key store cannot be used as it is; says which file, what is wrong and what to do."""
