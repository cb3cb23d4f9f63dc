"""Keys, each kept outside the database: secrets in files, and a key per person in a store of its own."""

from momentum.accounts.keys.files import secret

__all__ = ["secret"]
