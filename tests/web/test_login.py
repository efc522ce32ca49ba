"""Logging in: two factors before anything, no sign-up, a session that ends, an account of one's own."""

import re
import time
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from tests.cast import EMAIL
from trefas.authorities.models import LoginRecord, LoginSession, User
from trefas.web.login import OPENED, browser_of

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
PASSWORD = "fyra ord som sitter kvar"  # of a test's own person
SECRET = "JBSWY3DPEHPK3PXP"  # as above
LOGIN = "/konto/login/"
AGENT = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Attempts of the test before do not count."""
    cache.clear()


@pytest.fixture
def bo(db) -> User:
    """Bo with a password and nothing more."""
    user = User.objects.get(email=EMAIL["bo"])
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def enter_password(client: Client, password: str = PASSWORD, email: str = EMAIL["bo"]):
    return client.post(LOGIN, {"login": email, "password": password})


def log_in(client: Client, user: User) -> Client:
    TOTP.activate(user, SECRET)
    enter_password(client)
    # A busy machine may take the code over into the next half minute.
    if client.post("/konto/2fa/authenticate/", {"code": code()}).status_code != 302:
        client.post("/konto/2fa/authenticate/", {"code": code()})
    return client


def test_the_first_page_is_reached_by_password_and_code(bo) -> None:
    TOTP.activate(bo, SECRET)
    client = Client(HTTP_USER_AGENT=AGENT)
    answer = enter_password(client)
    assert answer["Location"].startswith("/konto/2fa/authenticate/")
    assert client.get("/listan/")["Location"] == LOGIN
    assert client.post("/konto/2fa/authenticate/", {"code": code()})["Location"] == "/"
    assert client.get("/listan/").status_code == 200
    record = LoginRecord.objects.get(user=bo)
    assert (record.method, record.browser) == ("password+totp", "Firefox, Windows")


def test_a_password_alone_leads_to_setting_up_a_second_factor_and_nowhere_else(bo) -> None:
    client = Client()
    enter_password(client)
    for address in ("/", "/listan/", "/konto/installningar/"):
        assert client.get(address)["Location"] == "/konto/2fa/"
    assert "Ett lösenord kan bli stulet" in client.get("/konto/2fa/").content.decode()


def test_setting_up_the_app_gives_codes(bo) -> None:
    client = Client()
    enter_password(client)
    page = client.get("/konto/2fa/totp/activate/").content.decode()
    secret = re.search(r'<code class="data">(\w+)</code>', page)
    assert secret is not None
    assert "data:image/svg+xml;base64" in page
    answer = client.post("/konto/2fa/totp/activate/", {"code": code(secret[1])})
    assert answer["Location"] == "/konto/2fa/recovery-codes/"
    assert "10 koder är kvar" in client.get(answer["Location"]).content.decode()


def test_a_factor_added_in_a_session_of_password_alone_opens_nothing_when_one_exists(bo) -> None:
    client = Client()
    enter_password(client)
    TOTP.activate(bo, SECRET)
    RecoveryCodes.activate(bo)
    assert client.get("/listan/")["Location"] == "/konto/2fa/"


def test_the_secret_of_the_app_is_sealed_in_the_database(bo) -> None:
    TOTP.activate(bo, SECRET)
    stored = str(Authenticator.objects.get(user=bo).data)
    assert SECRET not in stored


def test_a_wrong_password_is_one_sentence_in_both_languages_and_names_no_account(bo) -> None:
    known = enter_password(Client(), "fel").content.decode()
    unknown = enter_password(Client(), "fel", "ingen@kvarnlunda.example").content.decode()
    for page in (known, unknown):
        assert "E-postadressen eller lösenordet är fel." in page
    client = Client()
    client.cookies["language"] = "en"
    assert "The e-mail address or the password is wrong." in enter_password(client, "wrong").content.decode()


def test_guessing_is_stopped_where_it_comes_from_and_locks_no_colleague_out(bo) -> None:
    guesser, colleague = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="192.0.2.8")
    for _ in range(5):
        enter_password(guesser, "gissning")
    assert "Vänta fem minuter" in enter_password(guesser, PASSWORD).content.decode()
    assert enter_password(colleague, PASSWORD).status_code == 302


@pytest.mark.parametrize(
    "address",
    ["signup/", "password/reset/", "email/", "confirm-email/", "login/code/", "password/set/", "phone/verify/"],
)
def test_nobody_signs_up_or_resets_a_password_by_mail(address) -> None:
    assert Client().get(f"/konto/{address}").status_code == 404


def test_the_login_page_offers_a_passkey_and_hides_what_is_not_there(db) -> None:
    page = Client().get(LOGIN).content.decode()
    assert "passkey_login" in page
    assert "password/reset" not in page
    assert "<script>" not in page


def test_a_session_ends_after_ten_hours_however_busy(bo) -> None:
    client = log_in(Client(), bo)
    session = client.session
    session[OPENED] = {**session[OPENED], "at": time.time() - 10 * 3600 - 1}
    session.save()
    assert client.get("/listan/")["Location"] == LOGIN
    assert not LoginSession.objects.filter(user=bo).exists()


def test_a_session_that_does_not_say_when_it_began_is_over(bo) -> None:
    client = log_in(Client(), bo)
    session = client.session
    del session[OPENED]
    session.save()
    assert client.get("/listan/")["Location"] == LOGIN


def test_a_locked_page_opens_with_the_password_of_its_own_person(bo) -> None:
    client = log_in(Client(), bo)
    wrong = client.post("/las/upp/", {"password": "fel"}, headers={"accept": "application/json"})
    assert (wrong.status_code, wrong.json()) == (422, {"error": "Lösenordet är fel."})
    assert client.post("/las/upp/", {"password": PASSWORD}).json() == {"unlocked": True}
    assert Client().post("/las/upp/", {"password": PASSWORD}).status_code == 403


def test_unlocking_by_password_is_limited(bo) -> None:
    client = log_in(Client(), bo)
    answers = [client.post("/las/upp/", {"password": "fel"}).status_code for _ in range(11)]
    assert answers[-1] == 429


def test_a_locked_page_hears_of_another_way_only_after_it_was_used(bo) -> None:
    client = log_in(Client(), bo)
    ask = {"accept": "application/json"}
    assert client.get("/las/upp/", headers=ask).status_code == 403
    assert client.get("/las/upp/")["Location"].startswith("/konto/2fa/webauthn/reauthenticate/")
    client.post(f"/konto/2fa/reauthenticate/?next={reverse('unlocked')}", {"code": code()})
    RecoveryCodes.activate(bo)
    spare = Authenticator.objects.get(user=bo, type="recovery_codes").wrap().get_unused_codes()[0]
    done = client.post(f"/konto/2fa/reauthenticate/?next={reverse('unlocked')}", {"code": spare})
    assert done["Location"] == reverse("unlocked")
    assert client.get("/las/upp/", headers=ask).status_code == 204


def test_own_details_are_changed_and_the_address_is_not(bo) -> None:
    client = log_in(Client(HTTP_USER_AGENT=AGENT), bo)
    page = client.get("/konto/installningar/").content.decode()
    assert "Firefox, Windows" in page
    assert "Lösenord + App med koder" in page
    given = {
        "name": "Bo Nyberg",
        "title": "Inspektör",
        "telephone": "070-174 06 05",
        "language": "en",
        "email": "x@y.z",
    }
    assert client.post("/konto/installningar/", given).status_code == 302
    bo.refresh_from_db()
    assert (bo.name, bo.language, bo.email) == ("Bo Nyberg", "en", EMAIL["bo"])
    assert client.post("/konto/installningar/", {**given, "name": ""}).status_code == 422


def test_the_language_is_kept_on_the_account_and_leads_nowhere_else(bo) -> None:
    client = log_in(Client(), bo)
    assert client.post("/sprak/", {"language": "en", "next": "/listan/"})["Location"] == "/listan/"
    assert "The list" in client.get("/listan/").content.decode()
    assert client.post("/sprak/", {"language": "sv", "next": "https://example.org/"})["Location"] == "/"
    bo.refresh_from_db()
    assert bo.language == "sv"


def test_all_other_sessions_are_ended(bo) -> None:
    client = log_in(Client(), bo)
    other = Client()
    other.force_login(bo, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert LoginSession.objects.filter(user=bo).count() == 2
    client.post("/konto/installningar/logga-ut/")
    assert other.get("/konto/installningar/")["Location"].startswith(LOGIN)
    assert client.get("/konto/installningar/").status_code == 200


def test_the_last_way_is_not_removed(bo) -> None:
    client = log_in(Client(), bo)
    page = client.get("/konto/2fa/totp/deactivate/").content.decode()
    assert "Lägg till ett annat sätt först" in page
    client.post("/konto/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=bo, type="totp").exists()


def test_the_password_is_changed_by_her_who_knows_the_old_one_and_other_sessions_end(bo) -> None:
    client, other = log_in(Client(), bo), Client()
    other.force_login(bo, backend="allauth.account.auth_backends.AuthenticationBackend")
    new = "en helt annan mening"
    wrong = client.post("/konto/losenord/", {"oldpassword": "fel", "password1": new, "password2": new})
    assert "Skriv ditt nuvarande lösenord." in wrong.content.decode()
    assert (
        client.post("/konto/losenord/", {"oldpassword": PASSWORD, "password1": new, "password2": new}).status_code
        == 302
    )
    bo.refresh_from_db()
    assert bo.check_password(new)
    assert other.get("/konto/installningar/")["Location"].startswith(LOGIN)


def test_the_administrators_link_works_once(bo) -> None:
    uid, token = urlsafe_base64_encode(force_bytes(bo.pk)), default_token_generator.make_token(bo)
    link, client = reverse("choose_password", args=[uid, token]), Client()
    form = client.get(link)["Location"]
    weak = client.post(form, {"new_password1": "kort", "new_password2": "kort"})
    assert "12" in weak.content.decode()
    chosen = "en helt annan mening"
    assert client.post(form, {"new_password1": chosen, "new_password2": chosen})["Location"] == LOGIN
    bo.refresh_from_db()
    assert bo.check_password(chosen)
    assert "Länken gäller inte längre" in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_of_the_account_is_in_one_language(bo, language) -> None:
    client = log_in(Client(), bo)
    RecoveryCodes.activate(bo)
    User.objects.filter(pk=bo.pk).update(language=language)
    for address in (
        "installningar/", "losenord/", "logout/", "reauthenticate/", "2fa/", "2fa/webauthn/", "2fa/webauthn/add/",
        "2fa/totp/deactivate/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/", "2fa/reauthenticate/",
    ):  # fmt: skip
        answer = client.get(f"/konto/{address}")
        assert answer.status_code == 200, address
        page = re.sub(r"<script.*?</script>|English|Svenska", "", answer.content.decode(), flags=re.DOTALL)
        words = (
            ("Password", "Add a", "Log out", "Back to") if language == "sv" else ("Lösenord", "Logga ut", "Tillbaka")
        )
        assert [word for word in words if word in page] == [], address


def test_a_browser_is_told_by_its_name_and_system() -> None:
    assert browser_of("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0") == "Edge, Windows"
    assert browser_of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1") == "Safari, iPhone"
    assert browser_of("curl/8") == ""


@time_machine.travel(datetime(2026, 11, 28, 9, 0, 10, tzinfo=UTC), tick=False)
def test_the_code_of_the_app_counts_once_however_it_is_written(bo) -> None:
    TOTP.activate(bo, SECRET)
    used = code()
    first, second = Client(), Client()
    for client in (first, second):
        enter_password(client)
    assert first.post("/konto/2fa/authenticate/", {"code": used}).status_code == 302
    for written in (used, f"{used[:3]} {used[3:]}", f" {used}\t"):
        assert second.post("/konto/2fa/authenticate/", {"code": written}).status_code == 200


def test_attempts_from_a_forged_address_count_as_from_where_they_came(bo) -> None:
    for place in range(5):
        Client(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=f"198.51.100.{place}").post(
            LOGIN, {"login": EMAIL["bo"], "password": "gissning"}
        )
    last = Client(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="198.51.100.99")
    assert "Vänta fem minuter" in enter_password(last).content.decode()


def test_who_guesses_from_many_accounts_is_slowed_by_the_address(bo) -> None:
    guesser = Client(REMOTE_ADDR="192.0.2.7")
    answers = [enter_password(guesser, "gissning", f"person{n}@kvarnlunda.example").content.decode() for n in range(40)]
    assert sum("Vänta fem minuter" not in page and "429" not in page for page in answers) <= 20


@pytest.mark.parametrize("change", ["factor", "password"])
def test_sessions_opened_with_what_is_changed_end(bo, change, django_capture_on_commit_callbacks) -> None:
    here = log_in(Client(), bo)
    elsewhere = Client()
    elsewhere.force_login(bo, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert LoginSession.objects.filter(user=bo).count() == 2
    if change == "factor":
        with django_capture_on_commit_callbacks(execute=True):
            here.post("/konto/2fa/recovery-codes/generate/")
    else:
        new = "fem andra ord som sitter"
        here.post("/konto/losenord/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert LoginSession.objects.filter(user=bo).count() == 1
    assert LoginRecord.objects.filter(user=bo, method="changed").exists()
    assert here.get("/listan/").status_code == 200
    assert elsewhere.get("/listan/")["Location"] == LOGIN
