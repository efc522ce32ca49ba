"""The addresses of every page family."""

from django.urls import include, path

from trefas.web import start

urlpatterns = [
    path("", include(start)),
    path("konto/", include("allauth.urls")),
]
