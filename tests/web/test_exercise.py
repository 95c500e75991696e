"""Signing in by one click: in the exercise, on its own machine, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from rempart.kernel.actor import Actor

PLAY = "/exercice/entrer/"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_click_signs_in(
    language: str, exercise: None, appoint: Callable[..., Actor], visit: Callable[..., Page]
) -> None:
    appoint("poc_expert", "gao")
    page = visit(None, "/connexion/", language=language)
    expect(page.locator(".mark")).to_contain_text({"fr": "Exercice", "en": "Exercise"}[language])
    name = {"fr": "Expert(e) Protection des civils", "en": "Protection of Civilians Expert"}
    page.get_by_role("button", name=name[language]).click()
    expect(page.locator(".top")).to_contain_text("Gao")
    page.goto(page.url.rstrip("/") + "/incidents/")
    expect(page.locator("h1")).to_have_text("Incidents")


def test_it_exists_in_no_real_instance(
    house: Any, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    post = appoint("poc_expert", "gao").standings[0].post
    client = door()
    assert PLAY not in client.get("/connexion/").content.decode()
    assert client.post(PLAY, {"post": str(post)}).status_code == 404


@pytest.mark.parametrize(
    "reached",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"HTTP_X_FORWARDED_FOR": "10.0.0.7"},
        {"HTTP_FORWARDED": "for=10.0.0.7"},
    ],
)
def test_it_exists_only_on_its_own_machine(
    reached: dict[str, str], exercise: None, appoint: Callable[..., Actor],
    door: Callable[..., Client],
) -> None:  # fmt: skip
    post = appoint("poc_expert", "gao").standings[0].post
    client = door()
    assert PLAY not in client.get("/connexion/", **reached).content.decode()
    assert client.post(PLAY, {"post": str(post)}, **reached).status_code == 404
    assert client.post(PLAY, {"post": str(post)}).status_code == 302
    assert client.cookies["django_language"].value == "fr"
    assert client.post(PLAY, {"post": "x"}).status_code == 404
