"""The pages as they are reached: by Django's client, and by a real browser over a real port."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from doors import open_as
from rempart.kernel import clock
from rempart.kernel.actor import Actor
from rempart.people.models import User

# The browser's driver keeps an event loop in this thread; the database is used beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_TELEPHONE = 360
"""The narrowest screen, in CSS pixels (`interface.md`)."""
_OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def _until_it_stands(act: Callable[..., None]) -> Callable[..., None]:
    """The driver comes back when another page begins; here, a click ends when that page stands."""

    def then(self: Page | Locator, *args: Any, **options: Any) -> None:
        act(self, *args, **options)
        page = self if isinstance(self, Page) else self.page
        if not page.is_closed():
            page.wait_for_load_state()

    return then


for _kind in (Page, Locator):
    for _act in ("click", "press"):
        setattr(_kind, _act, _until_it_stands(getattr(_kind, _act)))


def faults(page: Page) -> list[str]:
    """What axe finds on a page, and the widths that it overflows: its own, and a telephone's."""
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    wrong = [
        f"{v['id']}: {v['nodes'][0]['html'][:120]} {v['nodes'][0]['failureSummary']}" for v in found
    ]
    shown = page.viewport_size
    assert shown
    for width in sorted({shown["width"], _TELEPHONE}, reverse=True):
        page.set_viewport_size({"width": width, "height": shown["height"]})
        wrong += [f"overflows at {width} px"] if page.evaluate(_OVERFLOW) else []
    page.set_viewport_size(shown)
    return wrong


def fit(page: Page, path: str = "") -> None:
    """axe finds nothing and nothing overflows; `path` names the page in the failure."""
    assert faults(page) == [], path


@pytest.fixture
def door() -> Callable[..., Client]:
    """`door(actor)` gives a client signed in as them; `door()` one that is not."""

    def open_it(actor: Actor | None = None, language: str = "fr") -> Client:
        return open_as(User.objects.get(pk=actor.id) if actor else None, language)

    return open_it


class _Silent(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing: the tests speak for themselves."""


@pytest.fixture(scope="session")
def port(cluster: Any) -> Iterator[int]:
    """The port of a running server of these pages."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Silent)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()


@pytest.fixture
def site(house: Any, port: int) -> Iterator[str]:
    """The address of the pages, whose clock goes on from the noon of the tests."""
    clock.shift_to(clock.now())
    yield f"http://127.0.0.1:{port}"
    clock.shift_to(None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser; the suite fails where it is missing."""
    assert Path(CHROMIUM).exists(), "chromium is missing: apt install chromium"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def visit(
    site: str, chromium: Browser, door: Callable[..., Client]
) -> Iterator[Callable[..., Page]]:
    """`visit(actor, "/incidents/", language="en", width=360)` gives the open page.

    Every request that leaves the site is refused, and fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    strayed: list[str] = []

    def go(
        actor: Actor | None,
        path: str = "/",
        *,
        language: str = "fr",
        width: int = 1280,
        **options: Any,
    ) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}]
        if actor is not None:
            key = door(actor).cookies[settings.SESSION_COOKIE_NAME].value
            cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        context.on(
            "request", lambda r: strayed.append(r.url) if not r.url.startswith(site) else None
        )
        page = context.new_page()
        page.goto(f"{site}{path}")
        return page

    yield go
    for context in contexts:
        context.close()
    assert not [url for url in strayed if not url.startswith(("data:", "blob:"))]
