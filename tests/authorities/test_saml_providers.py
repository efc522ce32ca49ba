"""The file of identity providers, where one speaks SAML: what is left out, what is wrong, what is running out."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured

from trefas.authorities import saml_providers
from trefas.authorities.identity_providers import IdentityProvider, apps, read_providers
from trefas.authorities.saml_providers import running_out
from trefas.cli.safeguards_of_work import of_saml

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
FILE = """
[[provider]]
kind = "saml"
id = "staden"
name = "Stadens inloggning"
authority = "Vidhamns stad"
issuer = "urn:vidhamn:idp"
login_url = "https://login.vidhamn.example/sso"
certificates = ["{folder}/idp.pem"]
address = "https://trefas.vidhamn.example/"
levels = ["http://id.elegnamnden.se/loa/1.0/loa3"]
"""
PAIR = 'own_certificate = "{folder}/own.pem"\nown_key = "{folder}/own.key"\n'


@pytest.fixture
def folder(tmp_path):
    for name, days in (("idp", 29), ("own", 31)):
        write_pair(tmp_path, name, until=NOW + timedelta(days=days))
    return tmp_path


def write_pair(folder, name: str, *, until: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder(called, called, key.public_key(), x509.random_serial_number(), NOW, until)
    (folder / f"{name}.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / f"{name}.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))


def read(folder, text: str = FILE) -> IdentityProvider:
    path = folder / "providers.toml"
    path.write_text(text.format(folder=folder))
    return read_providers(str(path))[0]


def test_what_is_left_out_has_a_safe_value(folder) -> None:
    one = read(folder)
    assert (one.account_claim, one.level_claim, one.two_factors) == ("NameID", "AuthnContextClassRef", False)
    assert (one.saml.subject_claim, one.saml.encrypted, one.saml.own_key) == ("NameID", False, "")
    assert one.client_id == "https://trefas.vidhamn.example/konto/saml/staden/metadata/"


def test_our_pair_is_read_and_never_shown(folder) -> None:
    one = read(folder, FILE + PAIR + "encrypted = true\n")
    assert one.saml.own_key.startswith("-----BEGIN PRIVATE KEY")
    assert one.saml.encrypted
    assert "PRIVATE" not in repr(one)


def test_allauth_knows_each_kind_by_its_own_name_and_no_secret_of_saml(folder) -> None:
    known = apps((read(folder, FILE + PAIR),))
    assert known["openid_connect"] == {"APPS": []}
    assert [one["provider_id"] for one in known["saml"]["APPS"]] == ["staden"]
    assert "PRIVATE" not in repr(known)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('kind = "saml"', 'kind = "ldap"'), "kind is ldap"),
        (('kind = "saml"', ""), "is not known"),
        (("login_url = ", "client_id = "), "client_id is not known"),
        (('issuer = "urn:vidhamn:idp"', ""), "issuer is missing"),
        (('"https://login', '"http://login'), "login_url must begin with https"),
        (('"https://trefas', '"ftp://trefas'), "address must begin with https"),
        (('example/"', 'example/?a&b"'), "XML gives a meaning"),
        (("example/sso", "example/<"), "XML gives a meaning"),
        (('certificates = ["{folder}/idp.pem"]', "certificates = []"), "certificates is missing"),
        (("idp.pem", "gone.pem"), "cannot be read as PEM"),
        (("idp.pem", "idp.key"), "is no certificate in PEM"),
        (("levels", 'own_key = "{folder}/own.key"\nlevels'), "go together"),
        (("levels", 'own_certificate = "{folder}/own.pem"\nlevels'), "go together"),
        (("levels", "encrypted = true\nlevels"), "encrypted needs"),
        (('levels = ["http://id.elegnamnden.se/loa/1.0/loa3"]', ""), "levels is missing"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_place(folder, change, sentence) -> None:
    assert change[0] in FILE
    with pytest.raises(ImproperlyConfigured, match=sentence):
        read(folder, FILE.replace(*change))


def test_a_certificate_is_told_of_thirty_days_before_it_runs_out(folder) -> None:
    ends = read(folder, FILE + PAIR).saml
    assert running_out(ends, now=NOW) == ["CN=idp 2026-04-08"]
    assert running_out(ends, now=NOW - timedelta(days=2)) == []
    assert running_out(ends, now=NOW + timedelta(days=2)) == ["CN=idp 2026-04-08", "CN=own 2026-04-10"]


class TestDoctor:
    def test_it_says_nothing_of_saml_where_nobody_uses_it(self) -> None:
        assert list(of_saml(SimpleNamespace(saml=None))) == []

    def test_it_says_that_the_extra_is_missing_and_what_runs_out(self, folder, monkeypatch) -> None:
        monkeypatch.setattr(saml_providers, "PARTS", ("trefas", "no_such_part"))
        missing, old = of_saml(read(folder))
        assert "no_such_part" in missing
        assert "TREFAS_EXTRAS=saml" in missing
        assert "CN=idp 2026-04-08" in old

    def test_all_is_well(self, folder, monkeypatch) -> None:
        write_pair(folder, "idp", until=datetime.now(UTC) + timedelta(days=400))
        monkeypatch.setattr(saml_providers, "PARTS", ("trefas",))
        assert list(of_saml(read(folder))) == []

    def test_two_halves_that_do_not_fit_are_said_as_they_say_it(self, monkeypatch) -> None:
        def broken(name: str) -> None:
            raise RuntimeError("lxml & xmlsec libxml2 library version mismatch")

        monkeypatch.setattr(saml_providers, "import_module", broken)
        assert "mismatch" in saml_providers.missing_part()
