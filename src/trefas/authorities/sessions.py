"""Django's database sessions with hashed keys and an account column."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from trefas.authorities.models import LoginRecord, LoginSession

A_MINUTE = timedelta(minutes=1)


def stored(key: str) -> str:
    """Return what a session key is stored as."""
    return sha256(f"trefas-session|{key}".encode()).hexdigest()


class SessionStore(DatabaseStore):
    """The cookie holds the key, the table only its hash."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return our own table."""
        return LoginSession

    kept_until: datetime | None = None

    def _get_session_from_db(self) -> Any:
        try:
            row = LoginSession.objects.get(session_key=stored(self.session_key or ""), expire_date__gt=timezone.now())
            self.kept_until = row.expire_date
            return row
        except LoginSession.DoesNotExist:
            self._session_key = None
        return None

    def save(self, must_create: bool = False) -> None:
        """Write what changed at once, but that the person is still there once a minute only: not for every page."""
        since = self.get_expiry_date() - self.kept_until if self.kept_until else None
        if must_create or self.modified or since is None or since > A_MINUTE:
            super().save(must_create)
            self.kept_until = self.get_expiry_date()

    def exists(self, session_key: str) -> bool:
        """Return whether the key is taken."""
        return LoginSession.objects.filter(session_key=stored(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row that keeps the session."""
        return LoginSession(
            session_key=stored(self._get_or_create_session_key()),  # type: ignore[attr-defined]  # private in the stubs
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get(SESSION_KEY),
        )

    def delete(self, session_key: str | None = None) -> None:
        """Remove the session."""
        key = session_key if session_key is not None else self.session_key
        if key is not None:
            LoginSession.objects.filter(session_key=stored(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Remove sessions that ended."""
        LoginSession.objects.filter(expire_date__lt=timezone.now()).delete()


def end_sessions_of(user_id: Any, *, now: datetime) -> int:
    """End every session of a user; returns how many were ended. `now` goes to whoever records it."""
    ended, _ = LoginSession.objects.filter(user_id=user_id, expire_date__gt=now).delete()
    return ended


def end_every_session() -> None:
    """End the sessions of everybody: what one could do when they began is no longer so."""
    LoginSession.objects.all().delete()


def end_other_sessions_of(user_id: Any, *, kept: str) -> None:
    """End every session of a user but the one with this key."""
    LoginSession.objects.filter(user_id=user_id).exclude(session_key=stored(kept)).delete()


def record_login(user_id: Any, *, at: datetime, method: str, browser: str, address: str) -> None:
    """Note a login; what is longer than its column is cut."""
    LoginRecord.objects.create(user_id=user_id, at=at, method=method[:40], browser=browser[:60], address=address[:45])
