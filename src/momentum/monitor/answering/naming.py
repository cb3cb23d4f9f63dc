"""What an analyst reads for the codes, cells and tables around an answer."""

from django.utils.translation import gettext as _

from momentum.monitor.answering.presenting import word_of
from momentum.monitor.answering.question import question_of
from momentum.monitor.models import TableRequest
from momentum.monitor.naming import Words
from momentum.monitor.queries.requests import released_answers


class AnswerWords(Words):
    """The words of the edition that a request is about, with the answers counted from it."""

    def __init__(self, request: TableRequest) -> None:
        super().__init__(request.edition)
        self.titles["answer"] = _("the table that is asked for")
        for answer in released_answers().filter(edition=request.edition):
            self.titles[f"answer {answer.slug}"] = question_of(answer).title()[self.language]

    def of(self, axis: str, code: str) -> str:
        found = word_of(axis, code, self.labels)
        return found[self.language] if found["known"] else super().of(axis, code)
