"""The addresses: each page family keeps its own list in `web`."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("trefas.web.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("trefas.demo.urls")))

handler400 = "trefas.web.errors.bad_request"
handler403 = "trefas.web.errors.forbidden"
handler404 = "trefas.web.errors.not_found"
handler500 = "trefas.web.errors.fault"
