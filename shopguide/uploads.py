"""Uploads that stay in memory, and end as soon as they are larger than allowed."""

from contextlib import suppress
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.http import HttpRequest

from .conf import settings


class PictureUploadHandler(MemoryFileUploadHandler):
    """Keeps a picture in memory whatever FILE_UPLOAD_MAX_MEMORY_SIZE says: none is ever written to
    a disk. All files of a request together may have what one may."""

    refused = False

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received > settings["PICTURES"]["bytes"]:
            self.refused = True
            # The rest is not waited for: it may be endless.
            raise StopUpload(connection_reset=True)
        return super().receive_data_chunk(raw_data, start)


def keep_in_memory(request: HttpRequest) -> None:
    """Before anything reads the request's POST; what a middleware has read stays as it is."""
    with suppress(AttributeError):
        request.upload_handlers = [PictureUploadHandler(request)]


def is_too_large(request: Any) -> bool:
    """Whether the upload was ended."""
    return any(getattr(each, "refused", False) for each in request.upload_handlers)
