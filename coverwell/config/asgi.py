"""The application that uvicorn serves: `uvicorn coverwell.config.asgi:application`."""

import os

from django.core.asgi import get_asgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverwell.config.settings")
# Pages are served by threads that come and go: without a pool each request connects anew.
os.environ.setdefault("DATABASE_POOL", "10")
application = get_asgi_application()
