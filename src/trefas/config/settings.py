"""One file of settings. Everything that differs between installations comes from the environment."""

import gc
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from trefas.authorities.identity_providers import apps, read_providers

# A list of 50,000 people is a million objects, none of them garbage: Python's own pace walks them again and again.
gc.set_threshold(100_000, 20, 20)

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = Path(os.environ.get("TREFAS_ROOT", PACKAGE.parent.parent))
LOCAL = ROOT / ".local"


def text(name: str, default: str | None = None) -> str:
    """Return an environment variable, or say which one is missing and where it is described."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name}; docs/how-to/server.md says what it is.")
    return value


def secrets() -> dict[str, str]:
    """Return the passwords of the logins and the installation's keys, from the file TREFAS_SECRETS names."""
    path = os.environ.get("TREFAS_SECRETS")
    return json.loads(Path(path).read_text(encoding="utf-8")) if path else {}


def login(user: str) -> dict[str, Any]:
    """Return one login's way to the database that DATABASE_URL names (postgresql://host:port/name?host=/socket)."""
    parts = urlsplit(os.environ.get("DATABASE_URL", "postgresql:///trefas"))
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "trefas.rooms.backend",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": user,
        "PASSWORD": SECRETS.get(user, ""),
        "HOST": options.get("host") or parts.hostname or "",
        "PORT": options.get("port") or str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # With client-side binding every failing statement is logged with its values.
            "server_side_binding": True,
            "application_name": f"trefas-{user}",
            **{name: value for name, value in options.items() if name.startswith("ssl")},
        },
    }


SECRETS = secrets()
SECRET_KEY = os.environ.get("TREFAS_SECRET_KEY") or SECRETS.get("secret_key") or "only-for-commands-that-serve-nothing"
# Keys that were in use before, with spaces between: what they signed or hashed still holds (docs/how-to/keys.md).
SECRET_KEY_FALLBACKS = (
    os.environ.get("TREFAS_SECRET_KEY_FALLBACKS") or SECRETS.get("secret_key_fallbacks", "")
).split()
TREFAS_MASTER_KEY = os.environ.get("TREFAS_MASTER_KEY", SECRETS.get("master_key", ""))
TREFAS_MASTER_KEY_FILE = os.environ.get("TREFAS_MASTER_KEY_FILE", "")
# Or a key service that keeps it, by the file that says where it is (rooms/key_service.py).
TREFAS_KEY_SERVICE = os.environ.get("TREFAS_KEY_SERVICE", "")
# After how many days `trefas doctor` asks for new pairs that sign and seal envelopes.
TREFAS_PAIR_DAYS = int(os.environ.get("TREFAS_PAIR_DAYS", "730"))
# The ledger of what is erased lies outside the database: restoring a backup must not restore it too.
TREFAS_TOMBSTONES = os.environ.get("TREFAS_TOMBSTONES", "")
# The public half of the offline backup key, and where backups are put.
TREFAS_BACKUP_KEY = os.environ.get("TREFAS_BACKUP_KEY", "")
TREFAS_BACKUP_FOLDER = os.environ.get("TREFAS_BACKUP_FOLDER", "")
# Who else there is: the signed list, the key that must have signed it, and which of its installations this one is.
TREFAS_TRUST_LIST = os.environ.get("TREFAS_TRUST_LIST", "")
TREFAS_TRUST_LIST_KEY = os.environ.get("TREFAS_TRUST_LIST_KEY", "")
TREFAS_INSTALLATION = os.environ.get("TREFAS_INSTALLATION", "")
# This installation's own certificate and key (PEM files), shown to the others when envelopes are carried.
TREFAS_EXCHANGE_CERTIFICATE = os.environ.get("TREFAS_EXCHANGE_CERTIFICATE", "")
TREFAS_EXCHANGE_KEY = os.environ.get("TREFAS_EXCHANGE_KEY", "")
# A process that does nothing but take envelopes in; behind a TLS terminator, the header with the client's certificate.
EXCHANGE = os.environ.get("TREFAS_EXCHANGE") == "1"
TREFAS_CERTIFICATE_HEADER = os.environ.get("TREFAS_CERTIFICATE_HEADER", "")
# The log of heads, its witnesses and stamper (audit/trust.py); none of them can be set on a page.
TREFAS_TRUST = os.environ.get("TREFAS_TRUST", "")
DEMO = os.environ.get("TREFAS_DEMO") == "1"
FICTIONAL_CITY = "Vidhamn" if DEMO else ""

DEBUG = False
ALLOWED_HOSTS = os.environ.get("TREFAS_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
DATABASES = {"default": login("door"), "rooms": login("app"), "owner": login("owner"), "carrier": login("worker")}
if EXCHANGE:
    # It has no other login: what it can do in the database is what the carrying functions do.
    DATABASES = {"default": login("worker"), "carrier": login("worker")}
DATABASE_ROUTERS = ["trefas.rooms.router.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "authorities.User"
SESSION_ENGINE = "trefas.authorities.sessions"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    # Its name only, for the list of providers: the pages are ours and ask for the extra when they are opened.
    "allauth.socialaccount.providers.saml",
    "django_htmx",
    "trefas.audit",
    "trefas.authorities",
    "trefas.rooms",
    "trefas.persons",
    "trefas.disclosures",
    "trefas.files",
    "trefas.plans",
    "trefas.evaluation",
    "trefas.accountability",
    "trefas.web",
]
if DEMO:
    INSTALLED_APPS.append("trefas.demo")

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "trefas.web.hardening.HardeningMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "trefas.web.hardening.FormOriginMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "trefas.web.middleware.WorkingDayMiddleware",
    "trefas.web.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "trefas.web.middleware.RoomMiddleware",
    "trefas.web.step_up.StepUpMiddleware",
]
if EXCHANGE:
    # No pages, no login: only the tables must be known.
    INSTALLED_APPS = [name for name in INSTALLED_APPS if name != "trefas.web" and not name.startswith("allauth")]
    MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
ROOT_URLCONF = "trefas.config.exchange_urls" if EXCHANGE else "trefas.config.urls"
WSGI_APPLICATION = "trefas.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "trefas.web.shell.shell",
            ],
        },
    },
]
FORM_RENDERER = "trefas.web.rendering.Renderer"

# Limits on guessing and used codes are worth nothing when each process counts for itself.
CACHES = {"default": {"BACKEND": "trefas.authorities.attempts.AttemptCache"}}

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"

STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [LOCAL / "frontend" / "static"] if path.exists()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up, but without password1 here allauth takes the password out of the login form too.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SESSION_REMEMBER = False
# By address, and by address and account: whoever guesses at a colleague's account must not lock her out of it.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,5/300s/key"}
# Behind a proxy every attempt seems to come from it; then the address that it names counts.
ALLAUTH_TRUSTED_PROXY_COUNT = int(text("TREFAS_PROXIES", "0"))
ACCOUNT_FORMS = {
    "login": "trefas.web.forms.login.LoginForm",
    "reauthenticate": "trefas.web.forms.login.PasswordAgainForm",
    "change_password": "trefas.web.forms.login.NewPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "trefas.web.login.AccountAdapter"
TREFAS_IDENTITY_PROVIDERS = read_providers(os.environ.get("TREFAS_IDENTITY_PROVIDERS", ""))
SOCIALACCOUNT_PROVIDERS = apps(TREFAS_IDENTITY_PROVIDERS)
SOCIALACCOUNT_ADAPTER = "trefas.web.identity_providers.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
# A link, not a form: the policy lets forms go to this host only. What comes back is tied to the session by its state.
SOCIALACCOUNT_LOGIN_ON_GET = True
MFA_ADAPTER = "trefas.web.login.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Addresses are given by an administrator, so there is nothing to verify first.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "trefas.web.forms.login.CodeForm",
    "reauthenticate": "trefas.web.forms.login.CodeAgainForm",
    "activate_totp": "trefas.web.forms.login.FirstCodeForm",
    "add_webauthn": "trefas.web.forms.login.AddPasskeyForm",
    "edit_webauthn": "trefas.web.forms.login.RenamePasskeyForm",
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# Nine minutes of not looking is a locked page; fifteen end the session (NIST SP 800-63B-4, AAL2 allows thirty).
SESSION_COOKIE_AGE = 15 * 60
# However busy, a session ends when the working day does.
SESSION_LONGEST = 10 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "trefas.web.errors.csrf_failure"
# The other headers of every answer stand in web/hardening.py.
SECURE_REFERRER_POLICY = None
TREFAS_HTTPS = os.environ.get("TREFAS_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = TREFAS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if TREFAS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TREFAS_HTTPS
# A browser sends a cookie of such a name back to this very host only, and only over https.
SESSION_COOKIE_NAME = "__Host-session" if TREFAS_HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if TREFAS_HTTPS else "csrftoken"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
        # Text becomes markup in web/static/trefas/js/trusted.js and nowhere else.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["trefas", "trefas-inert"],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# A larger body is refused before it is read (web/hardening.py), so that no file sent ever lies on a disk unsealed.
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "trefas.config.logs.PlainFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # What was asked for and refused stands in the room's own log; here it would be addresses, which anybody may write.
    "loggers": {name: {"level": "ERROR"} for name in ("django.request", "django.security", "django.security.csrf")},
}
