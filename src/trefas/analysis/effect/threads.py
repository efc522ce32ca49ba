"""One thread for small matrices: with many, on a busy machine, they spend their time waiting for each other."""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """Hold the linear algebra to one thread within the block."""
    limit: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limit


@cache
def _controller() -> Any:
    # Finding the libraries takes longer than holding them.
    return ThreadpoolController()
