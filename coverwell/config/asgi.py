"""The application that uvicorn serves: `uvicorn coverwell.config.asgi:application`."""

import asyncio
import os
import warnings
from typing import Any

from django.core.asgi import get_asgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverwell.config.settings")
# Pages are served by threads that come and go: without a pool each request connects anew.
os.environ.setdefault("DATABASE_POOL", "10")
# Static files are read by a thread; Django warns although they are small and whole.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
_pages: Any = get_asgi_application()
from coverwell.doors.edi_gateway.https.asgi import Gateway  # noqa: E402 - after Django is set up
from coverwell.doors.edi_gateway.https.ready import get_ready  # noqa: E402 - likewise
from coverwell.services.operations.uptime import HTTPS, beating  # noqa: E402 - likewise


_site = Gateway(_pages, "/edi/")


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Serve the site; while the server runs (ASGI's lifespan) it notes that it does."""
    if scope["type"] != "lifespan":
        await _site(scope, receive, send)
        return
    await receive()
    await asyncio.to_thread(get_ready)
    async with beating(HTTPS):
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await send({"type": "lifespan.shutdown.complete"})
