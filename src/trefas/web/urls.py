"""The addresses of every page family."""

from django.urls import include, path

from trefas.web import files, imports, listan, people, proposals, start, worklist

urlpatterns = [
    path("", include(start)),
    path("", include(imports)),
    path("", include(people)),
    path("listan/", include(listan)),
    path("akter/", include(files)),
    path("forslag/", include(proposals)),
    path("arbetslista/", include(worklist)),
    path("konto/", include("allauth.urls")),
]
