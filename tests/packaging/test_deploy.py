"""What `deploy/` offers is parsed and checked against the code; none of it needs Docker, a cluster or root here."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from intel.cli.app import app
from intel.cli.serve import find_script

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
INTEL = re.compile(r"(?:/opt/intel/bin/)?intel")


def _dockerfile() -> list[tuple[str, str]]:
    """Instructions with their arguments; lines that go on are joined."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    found = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    return [(words[0], words[1]) for words in found]


def _compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def _objects() -> list[Any]:
    return list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))


def _pods() -> Iterator[tuple[str, Any]]:
    for one in _objects():
        if template := one["spec"].get("template"):
            yield one["metadata"]["name"], template


def _commands() -> Iterator[list[str]]:
    """Every call of `intel` in any file, as words after the program."""
    (called,) = [words for name, words in _dockerfile() if name == "CMD"]
    calls = [yaml.safe_load(called)]
    calls += [service["command"] for service in _compose()["services"].values() if "command" in service]
    calls += [container["command"] for _, pod in _pods() for container in pod["spec"]["containers"]]
    units = "\n".join(unit.read_text() for unit in UNITS)
    calls += [shlex.split(line) for line in re.findall(r"^ExecStart\w*=(.+)$", units, re.MULTILINE)]
    calls += [shlex.split(line)[6:] for line in _cron_lines()]
    for call in calls:
        if INTEL.fullmatch(call[0]):
            yield [word for word in call[1:] if not re.match(r"\d?>", word)]


def _cron_lines() -> list[str]:
    return [line for line in (DEPLOY / "intel.cron").read_text().splitlines() if re.match(r"[*\d]", line)]


def test_every_command_and_option_that_is_called_exists() -> None:
    group: Any = typer.main.get_command(app)
    calls = list(_commands())
    for name, *words in calls:
        command = group.get_command(None, name)
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, name
    assert {call[0] for call in calls} == {"init", "worker", "up", "prune"}
    assert len(calls) >= 9


def test_the_image_is_slim_runs_as_nobody_in_particular_and_says_how_it_is() -> None:
    lines = _dockerfile()
    known = {"FROM", "RUN", "WORKDIR", "COPY", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL", "CMD"}
    assert {name for name, _ in lines} <= known
    assert all(re.match(r"python:3\.\d+-slim\b", words) for name, words in lines if name == "FROM")
    assert [words for name, words in lines if name == "USER"] == ["10001"]
    assert "/healthz" in dict(lines)["HEALTHCHECK"]
    copied = [shlex.split(words)[:-1] for name, words in lines if name == "COPY" and "--from" not in words]
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {source.removeprefix("./") for sources in copied for source in sources} == kept
    assert all((ROOT / name).exists() for name in kept)


def test_the_compose_file_starts_two_workers_a_dashboard_and_a_database_in_order() -> None:
    compose = _compose()
    services = compose["services"]
    assert set(services) == {"postgres", "init", "worker", "dashboard"}
    assert services["worker"]["deploy"]["replicas"] == 2
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        mounted = {volume.split(":")[0] for volume in service.get("volumes", ())}
        assert mounted <= set(compose["volumes"])
        assert not service["image"].endswith(":latest")
    assert services["worker"]["depends_on"]["init"]["condition"] == "service_completed_successfully"
    assert all(port.startswith("127.0.0.1:") for port in services["dashboard"]["ports"])
    assert (ROOT / "deploy" / services["worker"]["build"]["context"]).resolve() == ROOT


@pytest.mark.parametrize("name", ["compose.yaml", "kubernetes.yaml"])
def test_readers_of_a_container_get_the_server_that_intel_up_starts(name: str) -> None:
    (script,) = re.findall(r"site-packages/(dashboard/\S+)", (DEPLOY / name).read_text())
    assert ROOT / script == find_script()


def test_the_manifest_is_whole_and_nothing_in_it_runs_as_root() -> None:
    objects = {(one["kind"], one["metadata"]["name"]): one for one in _objects()}
    assert {kind for kind, _ in objects} == {"PersistentVolumeClaim", "Job", "Deployment", "Service"}
    for name, pod in _pods():
        assert pod["spec"]["securityContext"]["runAsNonRoot"], name
        claims = {volume["persistentVolumeClaim"]["claimName"] for volume in pod["spec"]["volumes"]}
        assert all(("PersistentVolumeClaim", claim) in objects for claim in claims)
        for container in pod["spec"]["containers"]:
            assert container["securityContext"]["allowPrivilegeEscalation"] is False
            ports = {port["name"] for port in container.get("ports", ())}
            probes = [container[probe] for probe in ("livenessProbe", "readinessProbe") if probe in container]
            assert all(probe["httpGet"]["port"] in ports for probe in probes)
    for (kind, name), one in objects.items():
        if kind == "Deployment":
            wanted = one["spec"]["selector"]["matchLabels"].items()
            assert wanted <= one["spec"]["template"]["metadata"]["labels"].items(), name


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_finds_nothing_to_say_about_the_units(tmp_path: Path) -> None:
    """Programs and users that an installation brings are replaced by some that every machine has."""
    for unit in UNITS:
        text = re.sub(r"/opt/intel/bin/intel\b", str(shutil.which("true")), unit.read_text())
        (tmp_path / unit.name).write_text(text.replace("=intel\n", "=root\n"))
    call = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(call, capture_output=True, text=True, check=False)

    assert [line for line in done.stderr.splitlines() if "intel" in line] == []
    assert done.returncode == 0, done.stderr


def test_a_stop_leaves_a_worker_the_twenty_seconds_that_it_may_take() -> None:
    worker = (DEPLOY / "systemd" / "intel-worker.service").read_text()
    assert int(re.search(r"TimeoutStopSec=(\d+)", worker)[1]) > 20  # type: ignore[index]
    assert int(_compose()["services"]["worker"]["stop_grace_period"].rstrip("s")) > 20
    (seconds,) = [pod["spec"]["terminationGracePeriodSeconds"] for name, pod in _pods() if name == "intel-worker"]
    assert seconds > 20


def test_the_cron_file_has_five_fields_a_user_and_a_command() -> None:
    lines = _cron_lines()
    assert len(lines) == 2
    for line in lines:
        *times, user, program = line.split()[:7]
        assert all(re.fullmatch(r"\*|\*/\d+|\d+", field) for field in times)
        assert (user, program) == ("intel", "/opt/intel/bin/intel")
