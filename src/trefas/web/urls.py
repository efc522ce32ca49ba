"""The addresses of every page family."""

from django.urls import include, path

from trefas.web import imports, start

urlpatterns = [
    path("", include(start)),
    path("", include(imports)),
    path("konto/", include("allauth.urls")),
]
