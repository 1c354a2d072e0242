"""The gateway's addresses as an ASGI server calls them: no machinery of pages, an end to waiting.

Small messages are answered by a few threads of their own, each with a connection to the database
that stays. Whatever is large goes the way of the pages, which lays a body on the disk.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import set_urlconf
from django.utils.log import log_response

from coverwell.doors.edi_gateway.https.queue import Queue
from coverwell.doors.edi_gateway.https.views import too_busy


Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

THREADS: Final = 4
"""For each process; the processor is the limit, and each waits for the disk now and then."""
UNAUTHORIZED, BROKEN = 401, 500
SMALL: Final = 2_000_000
"""Bytes of a body that waits in memory: more than a question in real time may have in base64."""


class Gateway:
    """Answers what is below `prefix`, and passes everything else on."""

    def __init__(self, others: Application, prefix: str) -> None:
        self.others, self.prefix = others, prefix
        self.queue = Queue(THREADS)
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="gateway")
        self.handler = _Handler()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it at once where it would wait for too long."""
        if scope["type"] != "http" or not self._small(scope):
            await self.others(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return
        request = ASGIRequest(scope, io.BytesIO(body))
        wait = self.queue.too_long()
        if wait:
            response: HttpResponseBase = too_busy(request, wait)
        else:
            response = await self._in_thread(request)
        await _send(response, send)

    def _small(self, scope: Message) -> bool:
        if not scope["path"].removeprefix(scope.get("root_path", "")).startswith(self.prefix):
            return False
        given = dict(scope["headers"])
        size = given.get(b"content-length", b"")
        if scope["method"] == "GET":
            return not size and b"transfer-encoding" not in given
        return size.isdigit() and int(size) <= SMALL

    async def _in_thread(self, request: HttpRequest) -> HttpResponseBase:
        came = self.queue.enter()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, self._answer, request, came)

    def _answer(self, request: HttpRequest, came: float) -> HttpResponseBase:
        """Answer in this thread, unless nobody waits for it any more."""
        with self.queue.turn(came) as late:
            if late:
                return too_busy(request, late)
            return self.handler.answer(request)


class _Handler(BaseHandler):
    """Django's way from a request to its view, with only what a partner's message needs of it.

    There is no session, cookie, language or template that the other parts could work on; each
    message proves by itself who sends it.
    """

    def __init__(self) -> None:
        view = convert_exception_to_response(self._on_a_good_connection)
        named = convert_exception_to_response(CommonMiddleware(view))
        self._middleware_chain = convert_exception_to_response(SecurityMiddleware(named))

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request. Who was not let in, and what broke, stands in the log of the server.

        What else is wrong with a message is told to its sender, again and again.
        """
        set_urlconf(settings.ROOT_URLCONF)
        answered: Any = self._middleware_chain(request)
        response: HttpResponse = answered
        if response.status_code == UNAUTHORIZED or response.status_code >= BROKEN:
            words = "%s: %s", response.reason_phrase, request.path
            log_response(*words, response=response, request=request)
        return response

    def _on_a_good_connection(self, request: HttpRequest) -> HttpResponseBase:
        """Ask the view; once more where the connection that stayed turns out to be broken.

        Nothing was answered then: a question may be asked again, and a batch is taken once.
        """
        try:
            return self._view(request)
        except OperationalError:
            if connection.is_usable():
                raise
            connection.close()
            return self._view(request)

    def _view(self, request: HttpRequest) -> HttpResponseBase:
        view, values, named = self.resolve_request(request)
        response: HttpResponseBase = view(request, *values, **named)
        return response


async def _body(receive: Receive) -> bytes | None:
    """Return the whole body; None: the client went away."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _send(response: HttpResponseBase, send: Send) -> None:
    head = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.items()
    ]
    await send({"type": "http.response.start", "status": response.status_code, "headers": head})
    await send({"type": "http.response.body", "body": getattr(response, "content", b"")})
    response.close()
