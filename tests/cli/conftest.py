import shutil
from pathlib import Path

import pytest

from tests.cli.catalog import GLM, GPT, OPUS, Intel, intel_at, made

POLICY = f"""\
title: By name
provider_depth: 2
fallbacks: 2
tasks:
  coding:
    workload: chat
    models: {{allow: ["{OPUS}", "{GPT}", "{GLM}", acme/unsold]}}
"""


@pytest.fixture(scope="module")
def intel(tmp_path_factory: pytest.TempPathFactory) -> Intel:
    """``intel`` on the small catalog; the tests of a module share it and none writes to it."""
    return made(tmp_path_factory.mktemp("catalog"))


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, ready: Path) -> Intel:
    """``intel`` on what ships with the package: offline, straight after `intel init`."""
    folder = tmp_path_factory.mktemp("seeded")
    shutil.copytree(ready, folder, dirs_exist_ok=True)
    return intel_at(folder)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Path of a policy that lists models by name for one task."""
    path = tmp_path_factory.mktemp("policy") / "policy.yaml"
    path.write_text(POLICY)
    return str(path)
