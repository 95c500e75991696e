"""The files for a server: their names are those of the program, and they keep its promises."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rempart.cli.main import PURPOSE
from rempart.settings import Choices

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "deploy"
UNITS = sorted([*FOLDER.glob("*.service"), *FOLDER.glob("*.timer")])


def unit(path: Path) -> configparser.RawConfigParser:
    """A unit as systemd reads it."""
    read = configparser.RawConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[method-assign,assignment]
    read.read_string(path.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_there_is_as_nobody_special(path: Path) -> None:
    said = unit(path)
    if path.suffix == ".timer":
        assert (FOLDER / path.with_suffix(".service").name).exists()
        return
    service = said["Service"]
    command = re.search(r"/opt/rempart/rempart (\w+)", service["ExecStart"])
    assert command is not None
    assert command[1] in PURPOSE
    assert service["User"] == "rempart"
    assert service["NoNewPrivileges"] == "true"
    assert service["ProtectSystem"] == "strict"


def test_the_environment_names_settings_that_there_are() -> None:
    text = (FOLDER / "rempart.env").read_text(encoding="utf-8")
    named = set(re.findall(r"^(?:# )?REMPART_(\w+)=", text, re.M))
    assert {"HOME", "KEY_FILE", "HOSTS", "PROXIES"} <= named
    assert {name.lower() for name in named} - {"lang"} <= set(Choices.model_fields)


def test_the_proxy_keeps_no_address_and_tells_of_tls() -> None:
    text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
    assert text.count("access_log off;") == text.count("\nserver {")
    assert "client_body_buffer_size 12m" in text
    for said in (
        "access_log off", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme",
        "proxy_set_header Host $host", "location = /metrics { return 404; }",
    ):  # fmt: skip
        assert said in text, said


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    """What they run is not installed here: a program that is stands in its place."""
    verifier = shutil.which("systemd-analyze")
    assert verifier, "systemd-analyze is missing: apt install systemd"
    for path in UNITS:
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace("=/opt/rempart/rempart ", "=/bin/true "))
    units = [str(tmp_path / path.name) for path in UNITS]
    ran = subprocess.run(
        [verifier, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    said = [line for line in ran.stderr.splitlines() if "rempart" in line]
    assert said == []


def test_nginx_accepts_the_example(tmp_path: Path) -> None:
    """By its own check, with a certificate made for the occasion."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    maker = shutil.which("openssl")
    assert program, "nginx is missing: apt install nginx"
    assert maker, "openssl is missing: apt install openssl"
    key, certificate = tmp_path / "key.pem", tmp_path / "fullchain.pem"
    subprocess.run(
        [maker, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=x",
         "-keyout", str(key), "-out", str(certificate)],
        capture_output=True, check=True,
    )  # fmt: skip
    site = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    site = site.replace("/etc/ssl/rempart", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    temporary = " ".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = tmp_path / "whole.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}}\nhttp {{ {temporary}\n{site}\n}}\n"
    )
    ran = subprocess.run(
        [program, "-t", "-e", "stderr", "-p", str(tmp_path), "-c", str(whole)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "[warn]" not in ran.stderr


@pytest.mark.parametrize(("proxies", "secure"), [("0", "False None"), ("1", "True https")])
def test_behind_our_proxy_cookies_travel_under_tls_alone(proxies: str, secure: str) -> None:
    code = (
        "from django.conf import settings as s; header = s.SECURE_PROXY_SSL_HEADER;"
        " print(s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE, header and header[1])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=os.environ | {"REMPART_PROXIES": proxies, "DJANGO_SETTINGS_MODULE": "rempart.settings"},
    )  # fmt: skip
    assert ran.stdout.strip() == secure
