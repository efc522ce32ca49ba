"""Samtycken: kept with all they must contain, printed without a guardian who must not know, taken back at once."""

import re

import pytest
import time_machine

from tests.cast import NOW, enter
from tests.disclosures.build import NOEL, consented, unit
from tests.files.build import file_in
from trefas.disclosures.models import Consent
from trefas.files.actions import set_guardian

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def sent(**more):
    return {
        "who": "Leo Tornfeldt", "receivers": [str(unit("Polisen Nord").pk)], "information": ["social_services_case"],
        "purposes": ["support"], "consequences": "Säger Leo nej arbetar vi var för sig.", "given_on": "2026-11-19",
        "expires_on": "2027-05-20", "given_how": "written", "said-revocable": "on", "said-not_general": "on",
        "said-sender_sure": "on", **more,
    }  # fmt: skip


@pytest.fixture
def leo(db):
    with enter("amina") as social:
        return file_in(social)


@pytest.fixture
def noel(db):
    with enter("amina") as social:
        file = file_in(social, **NOEL)
        for name, told in (("Görel Askdal", "no"), ("Rut Askdal", "yes"), ("Per Askdal", "partly")):
            values = {"name": name, "may_be_told": told, "reason": "Prövat."}
            set_guardian(by=social.acting, file_id=file.pk, guardian_id=None, version=0, values=values, now=NOW)
        return file


def test_a_consent_is_kept_and_shown_as_a_sheet_to_read_aloud(browse, leo) -> None:
    amina = browse("amina")
    made = amina.post(f"/akter/{leo.pk}/samtycken/nytt/", sent())
    assert made.status_code == 302
    page = text_of(amina.get(made["Location"]))
    assert "Polisen Vidhamn Nord" in page
    assert "när som helst" in page
    assert "Säger Leo nej arbetar vi var för sig." in page
    assert "Gäller" in text_of(amina.get(f"/akter/{leo.pk}/samtycken/"))


@pytest.mark.parametrize(
    "lacking",
    [{"receivers": []}, {"information": []}, {"purposes": []}, {"who": ""}, {"consequences": ""},
     {"said-revocable": ""}, {"said-sender_sure": ""}, {"expires_on": "2026-11-19"}, {"given_on": "2026-11-20"}],
)  # fmt: skip
def test_what_lacks_something_is_not_kept_and_keeps_what_was_typed(browse, leo, lacking) -> None:
    answer = browse("amina").post(f"/akter/{leo.pk}/samtycken/nytt/", sent(**lacking))
    assert answer.status_code == 422
    assert "Polisen Vidhamn Nord" in text_of(answer)
    with enter("amina"):
        assert Consent.objects.count() == 0


def test_the_sheet_is_printed_before_it_is_signed_and_nothing_is_kept(browse, leo) -> None:
    answer = browse("amina").post(f"/akter/{leo.pk}/samtycken/nytt/", sent(print="1"))
    assert answer.status_code == 200
    assert 'class="sheet"' in text_of(answer)
    with enter("amina"):
        assert Consent.objects.count() == 0


def test_a_guardian_who_must_not_know_stands_on_no_sheet(browse, noel) -> None:
    more = {"who": "Noel Askdal", "guardian": "guardians"}
    page = text_of(browse("amina").post(f"/akter/{noel.pk}/samtycken/nytt/", sent(print="1", **more)))
    assert "Rut Askdal" in page
    assert "Görel" not in page
    assert "Per Askdal" not in page


def test_a_child_alone_needs_a_reason(browse, noel) -> None:
    there, more = f"/akter/{noel.pk}/samtycken/nytt/", {"who": "Noel Askdal", "guardian": "child_alone"}
    assert browse("amina").post(there, sent(**more)).status_code == 422
    assert browse("amina").post(there, sent(**more, child_reason="Sexton år och mogen.")).status_code == 302


def test_taken_back_at_once_by_one_click(browse, leo) -> None:
    amina = browse("amina")
    made = amina.post(f"/akter/{leo.pk}/samtycken/nytt/", sent())
    assert amina.post(f"{made['Location']}ta-tillbaka/").status_code == 302
    page = text_of(amina.get(made["Location"]))
    assert "Återtaget" in page
    assert "Personen tar tillbaka det" not in page
    assert amina.post(f"{made['Location']}ta-tillbaka/").status_code == 409
    assert amina.get(f"{made['Location']}ta-tillbaka/").status_code == 405


def test_what_has_run_out_is_acted_on_when_it_is_seen(browse, leo) -> None:
    browse("amina").post(f"/akter/{leo.pk}/samtycken/nytt/", sent(expires_on="2026-11-25"))
    with time_machine.travel("2026-11-26T09:00:00+00:00", tick=False):
        assert "Har löpt ut" in text_of(browse("amina").get(f"/akter/{leo.pk}/samtycken/"))
    with enter("amina") as social:
        assert Consent.objects.get(room_id=social.room_id).closed_at is not None


def test_another_rooms_consent_is_not_there_and_the_lawyer_only_reads(browse, leo) -> None:
    with enter("amina") as social:
        consent = consented(social, leo.person, receivers=("Polisen Nord",))
    there = f"/akter/{leo.pk}/samtycken/{consent.pk}/"
    assert browse("ylva").get(there).status_code == 404
    assert browse("lena").get(there).status_code == 200
    assert browse("lena").post(f"{there}ta-tillbaka/").status_code == 403
    assert browse("lena").get(f"/akter/{leo.pk}/samtycken/nytt/").status_code == 403


@pytest.mark.parametrize("language", ["sv", "en"])
def test_in_both_languages(browse, noel, language) -> None:
    for place in ("", "nytt/"):
        assert browse("amina", language).get(f"/akter/{noel.pk}/samtycken/{place}").status_code == 200
