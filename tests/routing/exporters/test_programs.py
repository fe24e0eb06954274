"""Every golden file in the program it is for. `make test` brings the programs; without them these tests are skipped."""

import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from intel.catalog.curated import POLICIES
from tests.routing.exporters.made import GOLDEN

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".tools/validators/bin/python"
NODE = ROOT / ".tools/validators-node"
PROGRAMS = Path(__file__).parent / "programs"
pytestmark = [pytest.mark.validators, pytest.mark.slow]


def loaded(program: str, paths: Sequence[Path]) -> Any:
    """What a program says of the files, in one process for all of them."""
    if not PYTHON.exists():
        pytest.skip(f"{program}: not here, deploy/validators.sh brings it")
    done = subprocess.run(
        [PYTHON, PROGRAMS / f"load_{program}.py", *paths], capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return {Path(path).name: found for path, found in json.loads(done.stdout).items()}


def goldens(format: str, ending: str) -> list[Path]:
    return [GOLDEN / f"{policy}.{format}.{ending}" for policy in POLICIES]


def changed(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_litellm_chooses_our_primary_and_falls_back_as_the_table_says() -> None:
    paths = goldens("litellm", "yaml")
    found = loaded("litellm", paths)
    for path in paths:
        models = yaml.safe_load(path.read_text("utf-8"))["model_list"]
        ids = {name: [m["model_info"]["id"] for m in models if m["model_name"] == name] for name in _groups(models)}
        for group, answers in found[path.name].items():
            assert answers["chosen"] == ids[group][:1], path.name
            assert answers["all_down"] == ids[f"{group}/2"][0], path.name
            assert answers["told_to_fall_back"] == (ids[group] + ids[f"{group}/2"])[1], path.name


def _groups(models: Sequence[Any]) -> list[str]:
    return list(dict.fromkeys(one["model_name"] for one in models))


def test_openrouter_loses_no_word_of_a_request(tmp_path: Path) -> None:
    paths = goldens("openrouter", "json")
    wrong = json.loads(paths[1].read_text("utf-8"))
    wrong["tasks"]["coding"]["request"]["provider"]["sort"] = "cheapness"
    broken = changed(tmp_path, "broken.json", json.dumps(wrong))
    found = loaded("openrouter", [*paths, broken])
    assert found.pop("broken.json")["coding"] == [".provider.sort"]
    assert {path: lost for path, tasks in found.items() for lost in tasks.values() if lost} == {}
    assert sum(map(len, found.values())) > len(POLICIES)


def test_the_semantic_router_reads_every_file(tmp_path: Path) -> None:
    paths = goldens("vllm-sr", "yaml")
    wrong = paths[1].read_text("utf-8").replace("- model: glm@deepinfra", "- model: glm@nowhere")
    found = loaded("vllm_sr", [*paths, changed(tmp_path, "broken.yaml", wrong)])
    assert "glm@nowhere" in found.pop("broken.yaml")
    assert set(found.values()) == {""}


@cache
def vercel_schema() -> Any:
    if not (NODE / "done").exists():
        pytest.skip("@ai-sdk/gateway: not here, deploy/validators.sh brings it where npm is")
    script = shutil.copy(PROGRAMS / "vercel_schema.mjs", NODE)  # imports are looked up beside the script
    done = subprocess.run(["node", script, NODE], capture_output=True, text=True, check=True)
    schema = json.loads(done.stdout)
    return schema | {"additionalProperties": False}


@pytest.mark.parametrize("policy", POLICIES)
def test_vercel_knows_every_option(policy: str) -> None:
    for task in json.loads((GOLDEN / f"{policy}.vercel.json").read_text("utf-8"))["tasks"].values():
        jsonschema.validate(task["providerOptions"]["gateway"], vercel_schema())


def test_vercel_refuses_what_it_does_not_know() -> None:
    wrongs: list[dict[str, object]] = [{"sort": "price"}, {"ordre": []}, {"has": ["quantisation:fp8"]}]
    for wrong in wrongs:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, vercel_schema())


class Upstream(BaseHTTPRequestHandler):
    """Every provider at once: the hosts whose key is in ``down`` fail, the others answer with the model they got."""

    down: frozenset[str] = frozenset()
    seen: list[tuple[str, str]] = []  # noqa: RUF012

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        key = (self.headers.get("authorization") or self.headers.get("x-api-key") or "").removeprefix("Bearer ")
        Upstream.seen.append((key, body["model"]))
        text = json.dumps({"id": "1", "object": "chat.completion", "model": body["model"], "choices": []}).encode()
        self.send_response(503 if key in Upstream.down else 200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def portkey() -> Iterator[str]:
    """The address of a running gateway."""
    if not (NODE / "done").exists():
        pytest.skip("@portkey-ai/gateway: not here, deploy/validators.sh brings it where npm is")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = NODE / "node_modules/@portkey-ai/gateway/build/start-server.js"
    command = ["node", str(start), f"--port={port}", "--headless"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout is not None
        assert any("Ready for connections" in line for line in server.stdout)
        yield f"http://127.0.0.1:{port}/v1/chat/completions"
        server.kill()


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Upstream)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def asked(address: str, config: Any, task: str) -> tuple[int, str | None]:
    """Status and the place in the config of who answered."""
    headers = {
        "content-type": "application/json", "x-portkey-config": json.dumps(config),
        "x-portkey-metadata": json.dumps({"task": task}),
    }  # fmt: skip
    body = json.dumps({"messages": [{"role": "user", "content": "hello"}]}).encode()
    try:
        with urlopen(Request(address, body, headers)) as reply:
            return reply.status, reply.headers["x-portkey-last-used-option-index"]
    except HTTPError as error:
        with error:
            return error.code, error.headers["x-portkey-last-used-option-index"]


def leaves(config: Any, host: str) -> list[Any]:
    """The hosts of a config, each with an OpenAI-compatible address of this machine and a key of its own."""
    found = [leaf for target in config["targets"] for leaf in target["targets"]]
    for place, leaf in enumerate(found):
        leaf |= {"provider": "openai", "custom_host": host, "api_key": f"key {place}"}
    return found


@pytest.mark.parametrize("policy", POLICIES)
def test_portkey_routes_by_the_task_and_falls_back_in_the_order_of_the_table(
    policy: str, portkey: str, upstream: str
) -> None:
    config = json.loads((GOLDEN / f"{policy}.portkey.json").read_text("utf-8"))["config"]
    assert asked(portkey, config | {"strategy": {"mode": "cheapest"}}, "coding")[0] == 400
    leaves(config, upstream)
    for place, target in enumerate(config["targets"]):
        keys = [leaf["api_key"] for leaf in target["targets"]]
        for down in range(min(len(keys), 2)):
            Upstream.down, Upstream.seen = frozenset(keys[:down]), []
            assert asked(portkey, config, target["name"]) == (200, f"config.targets[{place}].targets[{down}]")
            assert Upstream.seen[-1] == (keys[down], target["targets"][down]["override_params"]["model"])


@pytest.mark.parametrize("policy", POLICIES)
def test_portkey_knows_every_provider_as_it_stands(policy: str, portkey: str) -> None:
    config = json.loads((GOLDEN / f"{policy}.portkey.json").read_text("utf-8"))["config"]
    for target in config["targets"]:
        for leaf in target["targets"]:
            leaf["custom_host"] = "http://127.0.0.1:9/v1"
        assert asked(portkey, config, target["name"])[0] != 400
