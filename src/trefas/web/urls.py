"""The addresses of every page family."""

from django.urls import include, path

from trefas.web import (
    account,
    agreements,
    analyses,
    consents,
    contacts,
    disclosures,
    endings,
    figures,
    files,
    imports,
    listan,
    may_i_tell,
    meetings,
    memberships,
    people,
    plans,
    proposals,
    received,
    start,
    worklist,
)

urlpatterns = [
    path("", include(start)),
    path("", include(imports)),
    path("", include(people)),
    path("listan/", include(listan)),
    path("akter/", include(files)),
    path("akter/", include(plans)),
    path("akter/", include(contacts)),
    path("akter/", include(endings)),
    path("forslag/", include(proposals)),
    path("arbetslista/", include(worklist)),
    path("", include(disclosures)),
    path("", include(received)),
    path("", include(consents)),
    path("", include(may_i_tell)),
    path("moten/", include(meetings)),
    path("uppfoljning/analys/", include(analyses)),
    path("uppfoljning/", include(figures)),
    path("konto/", include(account)),
    path("behorigheter/", include(memberships)),
    path("overenskommelser/", include(agreements)),
]
