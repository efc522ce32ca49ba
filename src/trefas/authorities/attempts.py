"""What is remembered of attempts to log in, shared by every process of the installation: a cache in the door's table.

Keys are kept as hashes (they name addresses and accounts) and values as JSON, so that nothing in the table is executed
when it is read. `add` is one statement, which makes the locks of the rate limits hold between processes.
"""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connections
from django.utils import timezone

from trefas.authorities.models import Attempt

FOR_EVER = timedelta(days=1)


class AttemptCache(BaseCache):
    """Django's cache interface over the table of attempts; nothing lives longer than a day."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless there is one that has not run out; returns whether it was kept."""
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "INSERT INTO authorities_attempt AS kept (key, value, expires_at) VALUES (%s, %s, %s)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at"
                " WHERE kept.expires_at <= %s",
                [self._hashed(key, version), json.dumps(value), self._until(timeout), timezone.now()],
            )
            return bool(cursor.rowcount)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value that has not run out, else `default`."""
        found = Attempt.objects.filter(key=self._hashed(key, version), expires_at__gt=timezone.now()).first()
        return default if found is None else json.loads(found.value)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value, in the place of an earlier one."""
        values = {"value": json.dumps(value), "expires_at": self._until(timeout)}
        Attempt.objects.update_or_create(key=self._hashed(key, version), defaults=values)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value; returns whether there was one."""
        return bool(Attempt.objects.filter(key=self._hashed(key, version)).delete()[0])

    def clear(self) -> None:
        """Forget everything."""
        Attempt.objects.all().delete()

    def _hashed(self, key: Any, version: int | None) -> str:
        return sha256(self.make_and_validate_key(key, version=version).encode()).hexdigest()

    def _until(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return timezone.now() + (FOR_EVER if seconds is None else min(timedelta(seconds=seconds), FOR_EVER))


def forget_old(now: datetime) -> int:
    """Remove what has run out; returns how many."""
    return Attempt.objects.filter(expires_at__lte=now).delete()[0]
