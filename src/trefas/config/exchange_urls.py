"""The only addresses of the process that takes in what other installations send."""

from django.urls import path

from trefas.web import exchange

urlpatterns = [
    path("utbyte/v1/messages", exchange.messages, name="exchange_messages"),
    path("utbyte/v1/openapi.json", exchange.description, name="exchange_description"),
]

handler400 = "trefas.web.exchange.bad_request"
handler404 = "trefas.web.exchange.not_found"
handler500 = "trefas.web.exchange.fault"
