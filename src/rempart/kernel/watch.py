"""What a watchman of the machine may know: how often, how long, which fault; never what about.

Log lines are JSON. A line of ours says what it says by fields named beforehand; a line of a
library is cut down to its template, because what is filled into it may be an address, a value or
an error's text. Counters are kept in this process and told in Prometheus' text format.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from rempart.kernel.registry import Registry

LOG = "rempart"
SLOW = "rempart.slow"
_LONGEST = 2000

gauges: Registry[Callable[[], Iterable[tuple[str, float]]]] = Registry("gauges")
"""What rooms let the watchman count: each gives (name, figure) pairs, and no content."""


# --- lines --------------------------------------------------------------------------------------


def tell(event: str, *, level: int = logging.INFO, name: str = LOG, **said: Any) -> None:
    """Write one line of ours: an event, and fields that hold no content."""
    logging.getLogger(name).log(level, event, extra={"said": said})


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how grave, who says it, what, and where a fault arose."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; no argument of a library's message, no text of an exception."""
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": _template(record),
            **getattr(record, "said", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["fault"] = record.exc_info[0].__name__
            line["where"] = list(_places(record))
        return json.dumps(line, ensure_ascii=False)


def _template(record: logging.LogRecord) -> str:
    """What the code that logs wrote itself: a library may have filled values in beforehand."""
    if hasattr(record, "said"):
        return str(record.msg)
    return record.msg if isinstance(record.msg, str) and record.args else "a library's message"


def _places(record: logging.LogRecord) -> Iterator[str]:
    """The code's own places on the way to a fault, innermost last: no line of source, no value."""
    assert record.exc_info
    for frame in traceback.extract_tb(record.exc_info[2])[-12:]:
        yield f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}"


# --- slow statements ----------------------------------------------------------------------------

_SHAPELESS = (
    (re.compile(r"\$(\w*)\$.*?\$\1\$", re.DOTALL), "?"),
    (re.compile(r"'(?:[^']|'')*'"), "?"),
    (re.compile(r"\b0x[0-9a-f]+\b|(?<![\w$])-?\d+(?:\.\d+)?\b", re.IGNORECASE), "?"),
    (re.compile(r"(?:%s|\?)(?:\s*,\s*(?:%s|\?))+"), "?, …"),
    (re.compile(r"\s+"), " "),
)


def shape(statement: str) -> str:
    """A statement without any value: literals, numbers and lists of them become question marks."""
    for pattern, plain in _SHAPELESS:
        statement = pattern.sub(plain, statement)
    return statement.strip()[:_LONGEST]


def timed(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Run a statement, and log its shape where it took longer than the operator allows."""
    began = time.monotonic()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (time.monotonic() - began) * 1000
        if took >= settings.REMPART_SLOW_MS:
            counters.add("rempart_slow_statements_total")
            tell(
                "slow statement", level=logging.WARNING, name=SLOW,
                ms=round(took), statement=shape(str(sql)), role=context["connection"].alias,
            )  # fmt: skip


def time_statements(connection: BaseDatabaseWrapper, **_rest: Any) -> None:
    """Have every statement of a connection timed, once; but the owner's, who builds the house."""
    if connection.alias != "owner" and timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(timed)


# --- counters -----------------------------------------------------------------------------------


class Counters:
    """Figures that only rise, by name and labels, shared by the threads of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._figures: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()

    def add(self, name: str, by: float = 1, **labels: str) -> None:
        """Let a counter rise."""
        with self._lock:
            self._figures[name, tuple(sorted(labels.items()))] += by  # type: ignore[assignment]

    def __iter__(self) -> Iterator[tuple[str, dict[str, str], float]]:
        """Each counter with its labels and figure, in the order of the names."""
        with self._lock:
            found = sorted(self._figures.items())
        for (name, labels), figure in found:
            yield name, dict(labels), figure


counters = Counters()


def exposition() -> str:
    """Everything that is counted, in Prometheus' text format."""
    told = [(name, labels, figure, "counter") for name, labels, figure in counters]
    told += [(name, {}, figure, "gauge") for _room, gauge in gauges for name, figure in gauge()]
    lines: list[str] = []
    typed: set[str] = set()
    for name, labels, figure, kind in told:
        if name not in typed:
            typed.add(name)
            lines.append(f"# TYPE {name} {kind}")
        inside = ",".join(f'{key}="{_quoted(value)}"' for key, value in labels.items())
        lines.append(f"{name}{{{inside}}} {figure:g}" if inside else f"{name} {figure:g}")
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
