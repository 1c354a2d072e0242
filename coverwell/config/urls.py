"""Every address of the site; each door brings its own list."""

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, URLResolver, include, path


def alive(request: HttpRequest) -> JsonResponse:
    """Say that this process answers; it asks nothing of the database."""
    return JsonResponse({"status": "ok", "path": request.path})


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", alive, name="alive"),
    path("language/", include("django.conf.urls.i18n")),
    path("sign-in/", include("allauth.account.urls")),
    path("sign-in/second-step/", include("allauth.mfa.urls")),
    path("sign-in/sessions/", include("allauth.usersessions.urls")),
    path("account/", include("coverwell.doors.sign_in.urls")),
    path("office/", include("coverwell.doors.provider_portal.urls")),
    path("staff/", include("coverwell.doors.back_office.urls")),
    path("edi/", include("coverwell.doors.edi_gateway.urls")),
    path("member/", include("coverwell.doors.member_portal.urls")),
    path("", include("coverwell.doors.public_site.urls")),
]
