"""The proxies of docs/deployment, run for real before the app: forms, and pages of their own."""

import http.client
import os
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.gunicorn import run_gunicorn
from tests.machine import find_program, report_missing
from tests.postbox import Authority

DEPLOYMENT = Path(__file__).parents[1] / "docs" / "deployment"
HOST = "pathways.example.org"
SECRET = "a key of at least thirty-two signs"
OWN_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Cache-Control": "no-store",
}
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy on a port of its own, and whom its visitors trust."""

    port: int
    authority: Path
    plain: int
    """The port at which it answers without https."""

    def ask(
        self,
        address: str,
        form: str = "",
        *,
        host: str = "",
        cookie: str = "",
    ) -> tuple[http.client.HTTPResponse, str]:
        """Open a page over TLS, or send a form as a browser does; return answer and text."""
        context = ssl.create_default_context(cafile=str(self.authority))
        name = host or HOST
        connection = http.client.HTTPSConnection(name, self.port, timeout=PATIENCE, context=context)
        # The name is resolved to this machine alone.
        plain = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        connection.sock = context.wrap_socket(plain, server_hostname=name)
        headers = {"Host": f"{name}:{self.port}", "Cookie": cookie}
        if form:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"https://{name}:{self.port}{address}",
                "Origin": f"https://{name}:{self.port}",
            }
        connection.request("POST" if form else "GET", address, form or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer, text


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def plain_port(folder: Path) -> int:
    """Return the port for what comes without https, the same each time for a proxy."""
    kept = folder / "plain"
    if not kept.exists():
        kept.write_text(str(free_port()), encoding="utf-8")
    return int(kept.read_text(encoding="utf-8"))


def start_nginx(folder: Path, port: int, upstream: int, authority: Authority) -> list[str]:
    """Write nginx's settings as the guide has them, with other places; return the command."""
    program = find_program(["nginx"], [Path("/usr/sbin")])
    if program is None:
        report_missing("nginx", "nginx-light")
    certificate = authority.write(HOST)
    text = (DEPLOYMENT / "nginx.conf").read_text(encoding="utf-8")
    for old, new in (
        ("/etc/ssl/pathways.example.org.pem", str(certificate)),
        ("/etc/ssl/private/pathways.example.org.key", str(certificate)),
        ("/etc/nginx/pathways-headers.conf", str(DEPLOYMENT / "nginx-headers.conf")),
        ("/srv/pathways-pages", str(DEPLOYMENT)),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{upstream}"),
        ("listen 443 ", f"listen 127.0.0.1:{port} "),
        ("listen 80", f"listen 127.0.0.1:{plain_port(folder)}"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    whole = folder / "nginx.conf"
    kept = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy"))
    user = "user root;" if os.geteuid() == 0 else ""
    whole.write_text(
        f"{user}\ndaemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{kept}\n{text}\n}}\n",
        encoding="utf-8",
    )
    command = [str(program), "-p", str(folder), "-e", "stderr", "-c", str(whole)]
    tried = subprocess.run(  # noqa: S603  # our own
        [*command, "-t"], capture_output=True, text=True, check=False
    )
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr, tried.stderr
    return command


def start_caddy(folder: Path, port: int, upstream: int, authority: Authority) -> list[str]:
    """Write Caddy's settings as the guide has them, with a certificate of ours."""
    program = find_program(["caddy"])
    if program is None:
        report_missing("Caddy", "caddy")
    text = (DEPLOYMENT / "Caddyfile").read_text(encoding="utf-8")
    certificate = authority.write(HOST)
    for old, new in (
        (
            "{$PATHWAYS_HOST} {",
            f"{HOST}:{port} {{\n\tbind 127.0.0.1\n\ttls {certificate} {certificate}",
        ),
        ("{$PATHWAYS_UPSTREAM:127.0.0.1:8000}", f"127.0.0.1:{upstream}"),
        ("root /srv\n", f"root {DEPLOYMENT}\n"),
        ("http:// {", f"http://:{plain_port(folder)} {{\n\tbind 127.0.0.1"),
        ("admin off", f"admin off\n\tstorage file_system {folder}"),
        ("{$PATHWAYS_HOST}", f"{HOST}:{port}"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    whole = folder / "Caddyfile"
    whole.write_text(text, encoding="utf-8")
    return [str(program), "run", "--adapter", "caddyfile", "--config", str(whole)]


Starts = Callable[[Path, int, int, Authority], list[str]]


@contextmanager
def run_proxy(start: Starts, folder: Path, upstream: int, port: int) -> Iterator[Proxy]:
    """Run a proxy until the block ends."""
    authority = Authority(folder)
    command = start(folder, port, upstream, authority)
    log = folder / "log"
    environ = {"PATH": os.defpath, "HOME": str(folder)}
    with (
        log.open("wb") as out,
        subprocess.Popen(command, stderr=out, stdout=out, env=environ) as process,  # noqa: S603
    ):
        try:
            _wait(port, log)
            yield Proxy(port, authority.path, plain_port(folder))
        finally:
            process.terminate()


def _wait(port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(log.read_text())


@pytest.fixture(params=[start_nginx, start_caddy], ids=["nginx", "caddy"])
def start(request: pytest.FixtureRequest) -> Starts:
    """Give each proxy in turn."""
    found: Starts = request.param
    return found


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 301),
        ("HEAD", {}, 301),
        ("GET", {"Authorization": "Bearer a-token"}, 403),
        ("POST", {}, 403),
        ("GET", {"Host": "elsewhere.example"}, 421),
    ],
)
def test_without_https_pages_are_led_on_and_programs_are_told(
    start: Starts, tmp_path: Path, method: str, headers: dict[str, str], status: int
) -> None:
    with run_proxy(start, tmp_path, free_port(), free_port()) as proxy:
        plain = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=PATIENCE)
        plain.request(method, "/directory.json?sort=title", headers={"Host": HOST, **headers})
        if status == 421 and start is start_nginx:
            # It closes the line without a word.
            with pytest.raises(http.client.RemoteDisconnected):
                plain.getresponse()
            return
        answer = plain.getresponse()
        text = answer.read().decode()
        plain.close()
    assert answer.status == status
    if status == 301:
        found = re.fullmatch(
            rf"https://{HOST}(:\d+)?/directory\.json\?sort=title", answer.headers["Location"]
        )
        assert found is not None
    elif status == 403:
        assert "Only https is answered here" in text
        check_own(answer)


def check_own(answer: http.client.HTTPResponse) -> None:
    """See that a page that the proxy made by itself carries what ours carry."""
    for name, begins in OWN_HEADERS.items():
        assert len(answer.headers.get_all(name, [])) == 1, name
        assert answer.headers[name].startswith(begins), name


def test_a_form_arrives_through_a_proxy_on_any_port(
    start: Starts, sqlite_template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "pathways.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    path.chmod(0o600)
    folder = tmp_path / "proxy"
    folder.mkdir()
    port = free_port()
    more = {
        "PATHWAYS_PRODUCTION": "1",
        "PATHWAYS_PUBLIC_URL": f"https://{HOST}:{port}",
        "PATHWAYS_PROXIES": "1",
    }
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o700)
    with (
        run_gunicorn(f"sqlite:///{path}", instance, SECRET, "--workers", "1", more=more) as server,
        run_proxy(start, folder, server.port, port) as proxy,
    ):
        _wait(server.port, folder / "log")
        answer, text = proxy.ask("/sign-in")
        assert answer.status == 200
        # The app's own headers come through once, and nobody adds to them.
        for name in OWN_HEADERS:
            assert len(answer.headers.get_all(name, [])) == 1, name
        (token,) = re.findall(r'name="csrf-token" content="([^"]+)"', text)
        cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
        form = f"csrf_token={token}&email=nobody@test.example&password=wrong"
        answer, text = proxy.ask("/sign-in", form, cookie=cookie)
        # It was read and judged, not refused as one of another site.
        assert answer.status in (200, 422), text
        answer, text = proxy.ask("/sign-in", "a=" + "b" * 6_000_000, cookie=cookie)
        assert answer.status == 413
        check_own(answer)
        with pytest.raises((ssl.SSLError, ConnectionError)):
            proxy.ask("/sign-in", host="elsewhere.example")


def test_a_proxy_says_kindly_that_the_app_is_gone(start: Starts, tmp_path: Path) -> None:
    with run_proxy(start, tmp_path, free_port(), free_port()) as proxy:
        answer, text = proxy.ask("/sign-in")
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "We cannot be reached at the moment" in text
    check_own(answer)
