"""What could not be answered in time is refused at once, and told when to come again."""

import asyncio
import gc
import json
import logging
import threading

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from coverwell.doors.edi_gateway.https import queue as queue_module
from coverwell.doors.edi_gateway.https.asgi import SMALL, THREADS, Gateway
from coverwell.doors.edi_gateway.https.queue import ANSWERED_WITHIN, LONGEST_WAIT, MOST, Queue
from coverwell.doors.edi_gateway.https.ready import QUESTIONS, get_ready
from coverwell.wire.x12 import guide
from tests.loops import run


async def pages(scope, receive, send) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"a page"})


@pytest.fixture
def gateway():
    made = Gateway(pages, "/edi/")
    made.handler.answer = lambda request: HttpResponse(request.body[::-1])
    yield made
    made.threads.shutdown()


def sent(gateway: Gateway, path: str, body: bytes = b"abc", **head: str) -> tuple:
    """Send a request as an ASGI server does; returns status, headers and body."""
    given = {"host": "localhost", "content-length": str(len(body)), **head}
    scope = {
        "type": "http", "method": "POST", "path": path, "query_string": b"", "scheme": "https",
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }  # fmt: skip
    parts = [
        {"type": "http.request", "body": body[:2], "more_body": True},
        {"type": "http.request", "body": body[2:]},
    ]
    got = []

    async def receive():
        return parts.pop(0)

    async def send(message):
        got.append(message)

    run(gateway(scope, receive, send))
    head, said = got
    return head["status"], dict(head["headers"]), said["body"]


def test_a_small_message_is_answered_by_the_gateway_s_own_threads(gateway):
    assert sent(gateway, "/edi/core/v4/realtime") == (
        200, {b"content-type": b"text/html; charset=utf-8"}, b"cba",
    )  # fmt: skip
    assert gateway.queue.waiting == 0


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("/office/", {}),
        ("/edi/core/mime", {"content-length": str(SMALL + 1)}),
        ("/edi/core/mime", {"content-length": "unknown"}),
    ],
)
def test_pages_and_large_messages_go_the_way_of_the_pages(gateway, path, head):
    assert sent(gateway, path, **head)[0] == 299


def code_of_json(body: bytes) -> str:
    return json.loads(body)["ErrorCode"]


def code_of_form(body: bytes) -> str:
    return body.decode().split('name="ErrorCode"\r\n\r\n')[1].split("\r\n")[0]


def code_of_soap(body: bytes) -> str:
    return next(one.text for one in fromstring(body).iter() if one.tag == "ErrorCode")


@pytest.mark.parametrize(
    ("path", "code_of"),
    [("v4/realtime", code_of_json), ("mime", code_of_form), ("soap", code_of_soap)],
)
def test_when_too_many_wait_the_next_is_refused_in_its_own_envelope(gateway, path, code_of):
    gateway.queue.waiting, gateway.queue.usual = 1_000, 0.2
    status, head, body = sent(gateway, f"/edi/core/{path}")
    assert (status, head[b"retry-after"]) == (503, b"50")
    assert code_of(body) == "Receiver"
    assert b"try in 50 s again" in body
    assert gateway.queue.waiting == 1_000


def test_a_queue_is_too_long_by_time_or_by_number():
    queue = Queue(threads=4, usual=0.01)
    queue.waiting = MOST - 1
    assert queue.too_long() == 0
    queue.waiting = MOST
    assert queue.too_long() == round(MOST * 0.01 / 4)
    slow = Queue(threads=1, usual=LONGEST_WAIT)
    slow.waiting = 1
    assert slow.too_long() == 0
    slow.waiting = 2
    assert slow.too_long() == 2 * LONGEST_WAIT


def test_a_queue_learns_how_long_an_answer_takes(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(queue_module.time, "monotonic", lambda: now[0])
    queue = Queue(threads=1, usual=0.01)
    for _ in range(200):
        with queue.turn(queue.enter()) as late:
            assert late == 0
            now[0] += 0.5
    assert queue.usual == pytest.approx(0.5, abs=0.01)
    assert queue.waiting == 0


def test_whoever_waited_too_long_is_not_answered_to_nobody(gateway, monkeypatch):
    monkeypatch.setattr(gateway.queue, "enter", lambda: -ANSWERED_WITHIN * 1_000_000)
    status, head, body = sent(gateway, "/edi/core/v4/realtime")
    assert (status, head[b"retry-after"], code_of_json(body)) == (503, b"1", "Receiver")


def test_every_thread_of_the_gateway_takes_a_turn_at_the_same_time(gateway):
    together = threading.Barrier(THREADS, timeout=30)

    def answer(_request):
        together.wait()
        return HttpResponse()

    gateway.handler.answer = answer

    async def all_of_them():
        loop = asyncio.get_running_loop()
        request = RequestFactory().post("/edi/core/mime")
        waiting = [
            loop.run_in_executor(gateway.threads, gateway._answer, request, gateway.queue.enter())
            for _ in range(THREADS)
        ]
        return await asyncio.gather(*waiting)

    assert [one.status_code for one in run(all_of_them())] == [200] * THREADS
    assert gateway.queue.waiting == 0


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_is_replaced_and_the_message_answered():
    made = Gateway(pages, "/edi/")
    connection.ensure_connection()
    connection.connection.close()  # as after a restart of the database server
    form = {"grant_type": "client_credentials", "client_id": "nobody", "client_secret": "x"}
    got = made.handler.answer(RequestFactory().post("/edi/core/v4/token", form))
    assert (got.status_code, json.loads(got.content)) == (401, {"error": "invalid_client"})
    made.threads.shutdown()


@pytest.mark.django_db(transaction=True)
def test_what_is_wrong_with_a_message_is_told_and_not_logged(caplog):
    made = Gateway(pages, "/edi/")
    with caplog.at_level(logging.WARNING):
        got = made.handler.answer(RequestFactory().post("/edi/core/v4/realtime", b"?", "text/x"))
        assert (got.status_code, caplog.records) == (400, [])
        made.handler.answer(RequestFactory().post("/edi/core/v4/token", {"client_id": "x"}))
        refused = {"grant_type": "client_credentials", "client_id": "x"}
        assert made.handler.answer(RequestFactory().post("/edi/core/v4/token", refused))
    assert [one.getMessage() for one in caplog.records] == ["Unauthorized: /edi/core/v4/token"]
    made.threads.shutdown()


def test_a_server_has_loaded_what_every_question_needs_before_the_first():
    before = gc.get_threshold()
    try:
        get_ready()
        assert set(QUESTIONS) <= set(guide._guides)
        assert gc.get_freeze_count() > 100_000
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
