"""How much somebody may send at once: beyond it nothing is read, let alone kept."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# A form says in words what is somewhat too large; this stops what nobody sends by mistake.
FAR_TOO_LARGE = 2
REST_OF_A_FORM = 1_000_000


class LimitedUpload(FileUploadHandler):
    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        if content_length > FAR_TOO_LARGE * settings.UPLOAD_LIMIT_MB * 1_000_000 + REST_OF_A_FORM:
            raise RequestDataTooBig("more than is ever taken in")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
