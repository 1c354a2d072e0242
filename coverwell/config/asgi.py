"""The application that uvicorn serves: `uvicorn coverwell.config.asgi:application`."""

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


application = Gateway(_pages, "/edi/")
