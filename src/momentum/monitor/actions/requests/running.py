"""The work on an answer, on the spot or by a worker: begun again after a death, in place only when whole."""

import logging
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from momentum.accounts.full_disk import is_full
from momentum.monitor.actions.progress import forget_tasks, heart, waits
from momentum.monitor.actions.requests.steps import MACHINE, locked_request, step
from momentum.monitor.answering.building import Answer, build_answer
from momentum.monitor.answering.files import answers, keep
from momentum.monitor.answering.question import question_of
from momentum.monitor.building.failure import NotBuilt
from momentum.monitor.models import RequestState, TableRequest

ATTEMPTS = 3
SILENT = timedelta(seconds=60)
log = logging.getLogger(__name__)


def run_answer(request_id: uuid.UUID | str) -> TableRequest:
    """Do the work on a request that is being built; anything else is left as it is. May be run again."""
    request = TableRequest.objects.select_related("edition", "analyst").get(pk=request_id)
    if request.state != RequestState.BUILDING:
        return request
    with override(request.analyst.language if request.analyst else None):
        return _run(request)


def _run(request: TableRequest) -> TableRequest:
    mine = TableRequest.objects.filter(pk=request.pk)
    mine.update(attempts=F("attempts") + 1, beat=timezone.now())
    attempt = mine.values_list("attempts", flat=True).get()
    if attempt > ATTEMPTS:
        return _give_up(request)
    work = settings.EDITIONS / f".answer-{request.pk}.{attempt}-{uuid.uuid4().hex[:8]}"
    try:
        for left in settings.EDITIONS.glob(f".answer-{request.pk}.*"):
            shutil.rmtree(left, ignore_errors=True)
        answers().mkdir(parents=True, exist_ok=True, mode=0o700)
        work.mkdir(mode=0o700)
        return _finish(request, attempt, build_answer(work, request.edition, question_of(request)), work)
    except (NotBuilt, ValueError) as reason:
        return _fail(request, str(reason))
    except (OperationalError, InterfaceError):
        # The database went away: the request is still being built, and is begun again when it is back.
        raise
    except Exception as error:
        if is_full(error):
            return _fail(
                request,
                _("The disk of the server is full, so nothing was built. Build again when there is room."),
            )
        log.exception("Building the answer to request %s failed", request.pk)
        return _fail(
            request,
            _("Something went wrong that is not your doing. The operator finds the details in the log."),
        )
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _finish(request: TableRequest, attempt: int, built: Answer, work) -> TableRequest:
    with transaction.atomic():
        current = locked_request(request)
        if current.state != RequestState.BUILDING or current.attempts != attempt:
            # Taken back meanwhile, or another attempt is at it.
            return current
        keep(work, built.content_hash)
        step(MACHINE, current, "finish" if built.ok else "refuse", content_hash=built.content_hash)
    return current


def _fail(request: TableRequest, sentence: str) -> TableRequest:
    with transaction.atomic():
        current = locked_request(request)
        if current.state == RequestState.BUILDING:
            step(MACHINE, current, "fail", remark=sentence, error=sentence)
    return current


def _give_up(request: TableRequest) -> TableRequest:
    return _fail(
        request,
        _(
            "The work was broken off %(count)s times, so it is not tried again by itself. Build again when the machine is well."
        )
        % {"count": ATTEMPTS},
    )


def enqueue_answer(request: TableRequest) -> None:
    from momentum.monitor.tasks import build_answer_to

    build_answer_to.enqueue(str(request.pk))


def reap_answers(*, silent: timedelta = SILENT) -> list[TableRequest]:
    """Begin again what no worker is at any more. Returns the requests begun again or given up."""
    from momentum.monitor.tasks import build_answer_to

    found = []
    since = timezone.now() - silent
    for request in TableRequest.objects.filter(state=RequestState.BUILDING, beat__lte=since):
        forget_tasks(build_answer_to, request)
        if request.attempts >= ATTEMPTS:
            found.append(_give_up(request))
        elif waits(build_answer_to, request):
            # Other work is done before it: its turn comes.
            touch(str(request.pk))
        else:
            touch(str(request.pk))
            enqueue_answer(request)
            found.append(request)
    return found


def touch(request_id: str) -> None:
    TableRequest.objects.filter(pk=request_id).update(beat=timezone.now())


@contextmanager
def beating(request_id: str) -> Iterator[None]:
    """A heart that beats beside the work on an answer."""
    with heart(lambda: touch(request_id)):
        yield
