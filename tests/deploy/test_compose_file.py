"""docker-compose.yml and Dockerfile fit the specification, the settings, the contracts and the packages."""

import importlib.util
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema.validators import validator_for

from contracts import search_attributes
from settings import Settings

ROOT = Path(__file__).parents[2]
_BOTH = {"database_url", "vault_keys", "meta_app_id", "meta_app_secret"}
NEEDED = {"web": _BOTH | {"link_keys", "public_url"}, "worker": _BOTH, "migrate": {"database_url"}}
"""Settings that production cannot leave to their defaults."""
SECRET = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
MAY_HAVE = {"web": {"webhook_verify_token"}}
"""Secrets that a service can do without and has a use for."""


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return content


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def test_the_file_is_valid_by_the_compose_specification(compose: dict[str, Any]) -> None:
    # Found, not imported: of that package only its data is wanted.
    package = importlib.util.find_spec("check_jsonschema")
    if package is None or package.origin is None:
        pytest.skip("the schema comes with the package check-jsonschema, which is not installed")
    source = Path(package.origin).parent / "builtin_schemas" / "vendor" / "compose-spec.json"
    schema = json.loads(source.read_text())
    validator = validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(compose)] == []
    # The judge does judge.
    assert not validator.is_valid({**compose, "services": {"web": {"imagee": "x"}}})


def test_every_setting_that_is_passed_exists_and_every_needed_one_is_passed(compose: dict[str, Any]) -> None:
    for service, needed in NEEDED.items():
        given = set(compose["services"][service]["environment"])
        ours = {name.removeprefix("ADACCESS_").lower() for name in given if name.startswith("ADACCESS_")}
        assert ours <= set(Settings.model_fields), service
        assert ours >= needed, service
        assert ("TEMPORAL_ADDRESS" in given) is (service != "migrate")


def test_no_service_is_given_a_secret_that_it_does_not_need(compose: dict[str, Any]) -> None:
    assert {"vault_keys", "link_keys", "meta_app_secret"} <= SECRET
    for service, needed in NEEDED.items():
        given = {name.removeprefix("ADACCESS_").lower() for name in compose["services"][service]["environment"]}
        assert given & SECRET <= needed | MAY_HAVE.get(service, set()), service


def test_no_secret_is_written_down(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            if re.search(r"KEYS|SECRET|PASSWORD|PWD", variable):
                assert re.fullmatch(r"\$\{[A-Z_]+:\?.+\}", value), f"{name}: {variable}"


def test_every_image_is_pinned(compose: dict[str, Any], dockerfile: str) -> None:
    images = {service["image"] for service in compose["services"].values()}
    images |= set(re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE))
    loose = [image for image in images if not re.fullmatch(r"[\w./-]+:v?\d+\.\d+[\w.-]*", image)]
    assert loose == []


def test_what_a_service_depends_on_can_fulfil_it(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        for other, wanted in service.get("depends_on", {}).items():
            condition = wanted["condition"]
            if condition == "service_healthy":
                assert "healthcheck" in services[other], f"{name} waits for the health of {other}"
            if condition == "service_completed_successfully":
                # A one-shot that is restarted after success never counts as completed.
                assert str(services[other]["restart"]).startswith("on-failure"), other


def test_the_long_running_services_come_back_and_tell_their_health(compose: dict[str, Any]) -> None:
    for name in ("web", "worker", "database", "temporal", "temporal-database"):
        assert compose["services"][name]["restart"] == "unless-stopped"
        assert compose["services"][name]["healthcheck"]["test"]


def test_only_what_must_be_reached_is_published_and_only_on_this_machine(compose: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert set(published) == {"web", "temporal-ui"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_every_file_that_is_mounted_exists(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (ROOT / source).is_file()
            else:
                assert source in compose["volumes"]


def test_server_and_tools_have_the_same_version(compose: dict[str, Any]) -> None:
    versions = {
        service["image"].rsplit(":", 1)[1]
        for service in compose["services"].values()
        if service["image"].startswith(("temporalio/server", "temporalio/admin-tools"))
    }
    assert len(versions) == 1


def test_exactly_the_contracts_search_attributes_are_registered() -> None:
    script = (ROOT / "docker" / "temporal-namespace.sh").read_text()
    listed = script.split("<<'LIST'\n", 1)[1].split("LIST", 1)[0].split()
    assert dict(zip(listed[::2], listed[1::2], strict=True)) == search_attributes.KINDS


def test_the_image_has_every_package(dockerfile: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    packages = [pattern.rstrip("*") for pattern in project["packages"]["find"]["include"]]
    ignored = (ROOT / ".dockerignore").read_text()
    for package in packages:
        assert f"COPY {package}/ {package}/" in dockerfile
        assert f"!{package}/" in ignored
    for module in project["py-modules"]:
        assert re.search(rf"^COPY .*\b{module}\.py", dockerfile, re.MULTILINE)
        assert f"!{module}.py" in ignored


def test_everything_the_image_copies_is_let_through(dockerfile: str) -> None:
    allowed = {line.removeprefix("!").rstrip("/") for line in (ROOT / ".dockerignore").read_text().splitlines()}
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE):
        for source in line.split():
            assert source.rstrip("/") in allowed
            assert (ROOT / source).exists()


def test_the_image_does_not_run_as_root(dockerfile: str) -> None:
    assert re.findall(r"^USER (\S+)", dockerfile, re.MULTILINE)[-1] not in ("root", "0")


def test_the_images_lock_is_a_part_of_the_lock() -> None:
    whole, part = (_pins(ROOT / name) for name in ("requirements.lock", "docker/requirements.lock"))
    assert set(part.items()) <= set(whole.items())
    assert not {"pytest", "mypy", "ruff", "facebook-business"} & set(part)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    direct = {re.split(r"[\[<>=; ]", each)[0] for each in project["dependencies"]}
    assert direct <= set(part)


def _pins(lock: Path) -> dict[str, str]:
    """Each requirement with its version and its hashes."""
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    return {entry.split("==")[0].split("[")[0]: entry for entry in entries}
