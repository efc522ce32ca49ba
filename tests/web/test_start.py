"""The way in: who gets where, and what a stranger sees."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def test_a_stranger_is_asked_to_log_in() -> None:
    answer = Client().get("/listan/")
    assert answer.status_code == 302
    assert "/konto/login/" in answer["Location"]


def test_an_unknown_page_is_one_sentence_in_the_users_language(browse) -> None:
    assert "inte här" in browse("bo").get("/finns-inte/").content.decode()
    assert "not here" in browse("bo", "en").get("/finns-inte/").content.decode()


def test_every_answer_is_kept_out_of_caches(browse) -> None:
    answer = browse("bo").get("/finns-inte/")
    assert answer["Cache-Control"] == "no-store"
    assert "unsafe" not in answer["Content-Security-Policy"]
