"""Build the images, start docker-compose.yml, use the portal, restart each part, find everything again.

    python -m scripts.try_containers [--build-network host] [--no-build] [--keep]

It needs Docker with its compose (`docker compose` or docker-compose) and nothing of the portal that
runs already: names, volumes and ports are its own, and are removed at the end. Where no engine answers it
says so and ends well. Certificates are checked: the authority of Caddy is asked for its root.
"""

from __future__ import annotations

import argparse
import base64
import hmac
import html
import http.client
import http.cookiejar
import json
import re
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from contextlib import contextmanager
from email import message_from_string, policy
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "portal-trial"
IMAGES = {"portal": "portal:trial", "proxy": "portal-proxy:trial"}
MOST_MEGABYTES = 600
"""Of an image above the one of Python or Caddy: packages and files, and no database, node or compiler again."""
PARTS = ("redis", "postgres", "worker", "beat", "web", "proxy")
PATIENCE = 600
"""Seconds for what takes ten on a machine of its own."""
PASSWORD = "a-long-phrase-of-the-trial-27"  # noqa: S105  of an account that lives for minutes
FIGURES = b"""series,ref_area,time_period,value,obs_status
nat_remin,NAM,2022,53838000,A
nat_remin,NAM,2023,61867000,P
nat_gdp,NAM,2023,12350000000,
"""
WORKSHOP = """
from django.utils import timezone
from demo.workshops import upcoming
print(upcoming.make(now=timezone.now()).code)
"""
# Answers every command with 250 and prints what follows DATA: all that a client of SMTP needs.
MAIL_SERVER = r"""
import socketserver
class Session(socketserver.StreamRequestHandler):
    def handle(self):
        say = lambda line: self.wfile.write(line + b"\r\n")
        say(b"220 letters")
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word == b"DATA":
                say(b"354 go on")
                letter = b""
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    letter += line
                open("/tmp/letters", "ab").write(letter + b"\n=== end of letter ===\n")
            say(b"221 bye" if word == b"QUIT" else b"250 fine")
            if word == b"QUIT":
                return
socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("0.0.0.0", 2525), Session).serve_forever()
"""


class Failed(Exception):
    """What was expected and did not come."""


def run(*words: str, **more: Any) -> str:
    """The output of a command; what it said, where it fails."""
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, **more)
    if done.returncode:
        raise Failed(f"{' '.join(words[:6])} ...\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def engine() -> list[str] | None:
    """How compose is called here; None where no engine answers."""
    if not shutil.which("docker"):
        return None
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        return None
    for words in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(words[0]) and not (
            subprocess.run([*words, "version"], capture_output=True, check=False).returncode
        ):
            return words
    return None


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Trial:
    """The services of docker-compose.yml under names of the trial, with a mail server beside them."""

    def __init__(self, compose: list[str], folder: Path) -> None:
        self.https = free_port()
        self.address = f"https://localhost:{self.https}"
        environment = {
            "HTTP_PORT": str(free_port()),
            "HTTPS_PORT": str(self.https),
            "PORTAL_ADDRESS": self.address,
            "ADMINISTRATOR_EMAIL": "administrator@example.org",
            "SECRETS_FOLDER": str(folder / "secrets"),
            "SMTP_HOST": "letters",
            "SMTP_PORT": "2525",
            "SMTP_TLS": "false",
            "MAIL_FROM": "portal@example.org",
            "MAIL_HOLD_MINUTES": "0",
        }
        (folder / "secrets").mkdir()
        env_file = folder / "env"
        env_file.write_text("".join(f"{name}={value}\n" for name, value in environment.items()))
        file = folder / "compose.json"
        file.write_text(json.dumps(_services(), indent=1))
        self.words = [
            *compose, "--project-name", PROJECT, "--project-directory", str(ROOT),
            "--env-file", str(env_file), "--file", str(file),
        ]  # fmt: skip

    def compose(self, *words: str) -> str:
        """A command of compose."""
        return run(*self.words, *words)

    def container(self, service: str) -> str:
        """The id of the service's container."""
        return self.compose("ps", "-q", service).split()[0]

    def inspect(self, service: str, form: str) -> str:
        """A value of the container's state."""
        return run("docker", "inspect", "--format", form, self.container(service)).strip()

    def letters(self) -> list[Any]:
        """The letters that the mail server took so far."""
        done = subprocess.run(
            ["docker", "exec", self.container("letters"), "cat", "/tmp/letters"],  # noqa: S108
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        parts = done.stdout.split("\n=== end of letter ===\n")
        return [message_from_string(part, policy=policy.default) for part in parts if part.strip()]

    def healthy(self, service: str) -> bool:
        """Whether the engine calls it healthy."""
        return self.inspect(service, "{{.State.Health.Status}}") == "healthy"


def _services() -> dict[str, Any]:
    """docker-compose.yml as older programs read it too, without its .env, and with a mail server."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    services = compose["services"]
    for service in services.values():
        service.pop("env_file", None)
        build = service.pop("build", None)
        if build:
            service["image"] = IMAGES[build["target"]]
    services["letters"] = {
        "image": IMAGES["portal"],
        "command": ["python", "-c", MAIL_SERVER.replace("$", "$$")],
        "networks": ["outside"],
        "tmpfs": ["/tmp"],  # noqa: S108
        "read_only": True,
    }
    return {
        "version": "2.4",
        "services": services,
        "networks": compose["networks"],
        "volumes": compose["volumes"],
    }


class _Fields(HTMLParser):
    """What the forms of a page would send; required choices take their first real option."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.select: tuple[str, bool] | None = None

    def handle_starttag(  # noqa: C901  one branch for each kind of field
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        """Inputs with their values, selects with their choice."""
        attributes = dict(attrs)
        name = attributes.get("name") or ""
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and name and attributes.get("type") not in ("file", "submit"):
            if attributes.get("type") in ("checkbox", "radio"):
                if "checked" in attributes or (
                    "required" in attributes and name not in self.forms[-1]
                ):
                    self.forms[-1][name] = attributes.get("value") or "on"
            else:
                self.forms[-1][name] = attributes.get("value") or ""
        elif tag == "select" and name:
            self.select = (name, "required" in attributes)
            self.forms[-1].setdefault(name, "")
        elif tag == "option" and self.select:
            select_name, required = self.select
            value = attributes.get("value") or ""
            if "selected" in attributes or (required and value and not self.forms[-1][select_name]):
                self.forms[-1][select_name] = value
        elif tag == "textarea" and name:
            self.forms[-1][name] = ""

    def handle_endtag(self, tag: str) -> None:
        """The end of a choice."""
        if tag == "select":
            self.select = None


class Browser:
    """A person's browser: cookies, redirects, forms, and a check of the certificate."""

    def __init__(self, address: str, root_certificate: str) -> None:
        self.address = address
        context = ssl.create_default_context(cadata=root_certificate)
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )

    def get(self, path: str) -> Page:
        """The page at a path or an address."""
        return self._send(urllib.request.Request(urllib.parse.urljoin(self.address, path)))  # noqa: S310

    def post(
        self, page: Page, field: str, values: dict[str, str], file: tuple[str, bytes] | None = None
    ) -> Page:
        """Send the form of the page that has the field, with these values in it."""
        fields = page.form(field) | values
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        if file:
            head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"'
            parts.append(f"{head}\r\nContent-Type: text/csv\r\n\r\n".encode() + file[1] + b"\r\n")
        body = b"".join([*parts, f"--{mark}--\r\n".encode()])
        request = urllib.request.Request(page.address, body)  # noqa: S310
        request.add_header("Content-Type", f"multipart/form-data; boundary={mark}")
        request.add_header("Referer", page.address)
        return self._send(request)

    def _send(self, request: urllib.request.Request) -> Page:
        try:
            with self.opener.open(request, timeout=60) as response:
                return Page(response.url, response.status, response.headers, response.read())
        except urllib.error.HTTPError as problem:
            return Page(problem.url or "", problem.code, problem.headers, problem.read())


class Page:
    """What came back."""

    def __init__(self, address: str, status: int, headers: Any, content: bytes) -> None:
        self.address, self.status, self.headers, self.content = address, status, headers, content
        self.text = content.decode("utf-8", "replace")

    def form(self, field: str) -> dict[str, str]:
        """The form that has a field of this name, as it stands."""
        fields = _Fields()
        fields.feed(self.text)
        for form in fields.forms:
            if field in form:
                return form
        raise Failed(
            f"{self.address} ({self.status}) has no form with {field!r}: {self.text_in_short()}"
        )

    def text_in_short(self) -> str:
        """The page's words, in short."""
        body = re.sub(r"(?s)<(script|style|header|nav|footer).*?</\1>", " ", self.text)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())[:700]


def expect(fact: Any, what: str, page: Page | None = None) -> None:
    """Go on where it is so."""
    if not fact:
        raise Failed(
            what + (f": {page.address} {page.status} {page.text_in_short()}" if page else "")
        )


def wait(what: str, seconds: float, ask: Callable[[], Any]) -> Any:
    """What `ask` returns as soon as it is something."""
    end = time.monotonic() + seconds
    problem: Exception | None = None
    while time.monotonic() < end:
        try:
            if result := ask():
                return result
        except (Failed, OSError, http.client.HTTPException, IndexError) as met:
            problem = met
        time.sleep(2)
    raise Failed(f"{what}: not within {seconds:.0f} s ({problem})")


@contextmanager
def step(what: str) -> Iterator[None]:
    """A line when it is done, with its time."""
    begin = time.monotonic()
    yield
    print(f"  {what} ({time.monotonic() - begin:.0f} s)", flush=True)


def build(network: str | None) -> None:
    """Both images."""
    for target, image in IMAGES.items():
        with step(f"{target} is built"):
            more = ["--network", network] if network else []
            run("docker", "build", *more, "--target", target, "--tag", image, ".")


def look_into_images() -> None:
    """Their sizes, held to a bound, and what they must not hold."""
    for target, image in IMAGES.items():
        size = int(run("docker", "image", "inspect", "--format", "{{.Size}}", image)) / 1e6
        base = {"portal": "python:3.11-slim", "proxy": "caddy:2"}[target]
        under = int(run("docker", "image", "inspect", "--format", "{{.Size}}", base)) / 1e6
        print(f"  {image}: {size:.0f} MB, {size - under:.0f} MB of it above {base}")
        expect(size - under < MOST_MEGABYTES, f"more than {MOST_MEGABYTES} MB are in {image}")
    programs = ["postgres", "pg_ctl", "valkey-server", "node", "npm", "uv"]
    search = " ".join(programs)
    programs_found = run(
        "docker", "run", "--rm", "--network", "none", IMAGES["portal"], "sh", "-c",
        f"for one in {search}; do command -v $one || true; done;"
        " find /srv/venv /srv/portal -name 'postgres' -type f -o -name 'valkey-server' -o -name 'node' -type f",
    )  # fmt: skip
    expect(not programs_found.strip(), f"the image holds what it should not: {programs_found}")
    print("  no database program, node or installer is in it")


def try_out(trial: Trial) -> None:
    """All that a new installation does on its first day, and again after restarts."""
    with step("everything is up, and the page opens"):
        trial.compose("up", "-d", "--no-build", "--scale", "worker=2")
        wait("health of the proxy", PATIENCE, lambda: trial.healthy("proxy"))
        root = run(
            "docker", "exec", trial.container("proxy"),
            "cat", "/srv/caddy/data/caddy/pki/authorities/local/root.crt",
        )  # fmt: skip
        browser = Browser(trial.address, root)
        front = wait("front page", PATIENCE, lambda: browser.get("/"))
        expect(front.status == 200 and "<h1" in front.text, "front page", front)
    _contained(trial, browser, front)
    with step("the invitation is printed, the administrator has a password and a second factor"):
        invited = wait(
            "invitation",
            PATIENCE,
            lambda: re.search(r"https://\S+", trial.compose("logs", "invitation")),
        )
        expect(invited[0].startswith(trial.address), f"the link leads to {invited[0]}")
        _set_up_account(browser, invited[0])
    with step("a file of figures is loaded by a worker"):
        snapshot = _load(browser)
    with step("somebody registers and has the letter, and confirms the address in it"):
        person = _register(trial, browser, root)
    _memory(trial)
    for part in PARTS:
        with step(f"{part} is restarted, and everything is there"):
            trial.compose("restart", part)
            wait(f"health of {part}", PATIENCE, lambda part=part: trial.healthy(part))
            wait("everything again", PATIENCE, lambda: _all_there(browser, snapshot, person))
    with step("all is taken down and up again without its volumes lost, nobody is invited anew"):
        trial.compose("down")
        trial.compose("up", "-d", "--no-build")
        wait("health of the proxy", PATIENCE, lambda: trial.healthy("proxy"))
        wait("everything again", PATIENCE, lambda: _all_there(browser, snapshot, person))
        wait(
            "no invitation", 60, lambda: "nobody is invited" in trial.compose("logs", "invitation")
        )


def _contained(trial: Trial, browser: Browser, front: Page) -> None:
    """What the files promise of the containers and of the proxy."""
    for service in ("web", "worker", "beat", "proxy"):
        user = run("docker", "exec", trial.container(service), "id", "-u").strip()
        expect(user == "10001", f"{service} runs as {user}")
        wrote = subprocess.run(
            ["docker", "exec", trial.container(service), "touch", "/srv/new"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        expect("Read-only file system" in wrote.stderr, f"{service} can write to its system")
    asset = re.search(r'"(/static/[^"]+\.css)"', front.text)
    expect(asset, "the front page names no style sheet", front)
    sheet = browser.get(asset[1])
    expect(sheet.status == 200 and "immutable" in sheet.headers["Cache-Control"], "static", sheet)
    chart = browser.get("/indicators/REM_IN_GDP/")
    expect(chart.status == 200, "indicator", chart)
    expect("Caddy" in (sheet.headers["Server"] or ""), "static files come from elsewhere", sheet)
    print("  web, worker, beat and proxy are not root and cannot write; Caddy has the static files")


def _set_up_account(browser: Browser, link: str) -> None:
    page = browser.get(link)
    browser.post(page, "password1", {"password1": PASSWORD, "password2": PASSWORD})
    page = browser.get("/accounts/login/")
    if 'name="login"' in page.text:
        browser.post(page, "login", {"login": "administrator", "password": PASSWORD})
    page = browser.get("/accounts/2fa/totp/activate/")
    if "reauthenticate" in page.address:
        page = browser.post(page, "password", {"password": PASSWORD})
        page = browser.get("/accounts/2fa/totp/activate/")
    secret = re.search(r"<code[^>]*>([A-Z2-7]{16,})</code>", page.text)
    expect(secret, "no secret for the app", page)
    browser.post(page, "code", {"code": _totp(secret[1])})
    page = browser.get("/admin/")
    expect(page.status == 200 and "/admin/" in page.address, "administration", page)


def _totp(secret: str) -> str:
    """The six digits of RFC 6238 for now."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def _load(browser: Browser) -> str:
    """Hand the file in; the path of its page once a worker has loaded it."""
    page = browser.get("/sources/upload/")
    after = browser.post(page, "reader", {}, file=("namibia.csv", FIGURES))
    expect(after.status == 200, "upload", after)

    def loaded() -> str | None:
        recent = browser.get("/sources/upload/")
        for path in re.findall(r'href="(/sources/files/\d+/)"', recent.text):
            original = browser.get(f"{path}original")
            rows = browser.get(f"{path[:-1]}.csv")
            if original.content == FIGURES and rows.status == 200 and "61867000" in rows.text:
                return path
        return None

    return wait("loaded file", PATIENCE, loaded)


def _register(trial: Trial, administrator: Browser, root: str) -> str:
    """A person's own page, reached by the letter; administrators find the person."""
    run(
        "docker", "exec", trial.container("web"),
        "python", "manage.py", "shell", "-c", WORKSHOP,
    )  # fmt: skip
    person = Browser(trial.address, root)
    page = person.get("/workshops/example-bangkok/register/")
    values = {
        "given_name": "Ana", "family_name": "Example", "name": "Ana Example",
        "email": "ana@example.org", "country": "PHL", "consent": "on",
        "organisation": "Ministry of Trials", "position": "Analyst",
    }  # fmt: skip
    form = page.form("email")
    after = person.post(
        page, "email", {k: v for k, v in values.items() if k in form or k == "consent"}
    )
    expect(after.status == 200 and "written to your address" in after.text, "registration", after)

    def letter() -> str | None:
        for message in trial.letters():
            if "ana@example.org" in str(message["To"]):
                body = message.get_body(("plain",)).get_content()
                if link := re.search(rf"{re.escape(trial.address)}\S+", body):
                    return link[0]
        return None

    link = wait("letter", PATIENCE, letter)
    page = person.get(link)
    expect(page.status == 200, "the personal link", page)
    page = person.post(page, "csrfmiddlewaretoken", {"act": "confirm_address"})
    expect("Your address is confirmed" in page.text, "the address", page)
    return "ana@example.org"


def _all_there(browser: Browser, snapshot: str, person: str) -> bool:
    """Figures, the file as received, the person, the session, and all parts alive."""
    health = browser.get("/healthz")
    expect(health.status == 200, "health", health)
    original = browser.get(f"{snapshot}original")
    expect(original.content == FIGURES, "the file as received", original)
    expect("61867000" in browser.get(f"{snapshot[:-1]}.csv").text, "figures")
    people = browser.get("/organise/example-bangkok/people/")
    expect(people.status == 200 and person.split("@")[0].title() in people.text, "person", people)
    return True


def _memory(trial: Trial) -> None:
    """What each container holds, and each process in it."""
    names = trial.compose("ps", "-q").split()
    stats = run("docker", "stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}", *names)
    print("  memory of each container, as the engine counts it:")
    for line in sorted(stats.splitlines()):
        print(f"    {line}")
    print("  memory of each process (resident, MB):")
    for part in (*PARTS, "letters"):
        rows = run("docker", "top", trial.container(part), "-eo", "pid,rss,args").splitlines()[1:]
        for row in rows:
            _pid, resident, words = row.split(None, 2)
            print(f"    {part:<9}{int(resident) / 1024:6.0f}  {words[:70]}")


def main() -> int:
    """Build, try, and take down; 1 with the reason where something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--build-network", help="network of the build, where the usual one leads nowhere"
    )
    parser.add_argument(
        "--no-build", action="store_true", help="with the images of the trial before"
    )
    parser.add_argument("--keep", action="store_true", help="leave it running at the end")
    options = parser.parse_args()
    compose = engine()
    if compose is None:
        print("No container engine answers here; nothing is tried.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        # The account inside looks into it.
        Path(folder).chmod(0o755)
        trial = Trial(compose, Path(folder))
        try:
            if not options.no_build:
                build(options.build_network)
            look_into_images()
            try_out(trial)
        except Failed as problem:
            print(f"Failed: {problem}", file=sys.stderr)
            print(trial.compose("ps"), trial.compose("logs", "--tail", "25"), file=sys.stderr)
            return 1
        finally:
            if not options.keep:
                trial.compose("down", "--volumes")
    print("All of it is there after every restart.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
