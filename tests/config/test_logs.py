"""The server's log tells where and what kind of fault, never what was in it, and each record is one line."""

import logging

from trefas.config.logs import PlainFormatter

FORMAT = PlainFormatter("{asctime} {levelname} {name} {message}", style="{")


def said(message: str, *, fault: BaseException | None = None) -> str:
    info = (type(fault), fault, fault.__traceback__) if fault else None
    return FORMAT.format(logging.LogRecord("trefas.web", logging.ERROR, __file__, 1, message, (), info))


def test_a_fault_is_told_without_what_was_in_it() -> None:
    try:
        try:
            int("Leo Tornfeldt 20070314-2380")
        except ValueError as error:
            raise KeyError("Leo Tornfeldt") from error
    except KeyError as error:
        line = said("fault 17", fault=error)
    assert "Tornfeldt" not in line
    assert "20070314" not in line
    assert "builtins.KeyError" in line
    assert "builtins.ValueError" in line
    assert f"{__file__}:" in line


def test_a_record_is_one_line_whatever_is_put_into_it() -> None:
    line = said("x\n2026-11-19T09:00:00Z ERROR forged\r\u2028\x1b[31m")
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


def test_the_time_is_in_utc_and_says_so() -> None:
    assert said("x").split()[0].endswith("Z")
