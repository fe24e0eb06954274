import pytest

from tests.routing.exporters.made import EVERY, golden, written


@pytest.mark.parametrize(("policy", "format"), EVERY)
def test_every_ready_policy_gives_its_golden_file_in_every_format(policy: str, format: str) -> None:
    path = golden(policy, format)
    assert written(policy, format).text == path.read_text("utf-8"), f"{path} differs; UPDATE_GOLDEN=1 writes it anew"
