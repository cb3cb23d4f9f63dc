"""What a participant wrote about the log, and the answer: sealed under their own key."""

from momentum.accounts.keys import KeyDestroyed, person_keys, rows
from momentum.accounts.models import LogQuestion

TEXT, ANSWER = "LogQuestion.text", "LogQuestion.answer"


def register_columns() -> None:
    """So that new keys seal these anew."""
    rows.register(LogQuestion, text=TEXT, answer=ANSWER)


def seal_text(pseudonym: str, text: str) -> str:
    return person_keys().seal(pseudonym, TEXT, text)


def seal_answer(sealed_text: str, answer: str) -> str:
    """The answer, under the key of whoever asked. Raises `KeyDestroyed` where they were erased meanwhile."""
    store = person_keys()
    return store.seal(store.person_of(sealed_text), ANSWER, answer)


def opened(sealed: str, field: str) -> str | None:
    """None where the person was erased, and nobody reads it any more."""
    try:
        return person_keys().open(sealed, field) if sealed else ""
    except KeyDestroyed:
        return None
