"""Send each request through the models of the ``openrouter`` package and say what did not come back.

.tools/validators/bin/python load_openrouter.py FILE…   →   {file: {task: [lost…]}}
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from openrouter import components, operations


def lost(sent: Any, back: Any, where: str = "") -> Iterator[str]:
    """Paths of what is in ``sent`` and not in ``back``: a word that is unknown there vanishes without an error."""
    if isinstance(sent, dict):
        for key, value in sent.items():
            there = isinstance(back, dict) and key in back
            yield from lost(value, back[key], f"{where}.{key}") if there else iter([f"{where}.{key}"])
    elif isinstance(sent, list) and isinstance(back, list) and len(sent) == len(back):
        for place, (one, other) in enumerate(zip(sent, back, strict=True)):
            yield from lost(one, other, f"{where}[{place}]")
    elif sent != back:
        yield where


def probe(task: dict[str, Any]) -> list[str]:
    """What a request loses on its way, and as a preset of its slug."""
    request = components.ChatRequest.model_validate(task["request"])
    back = request.model_dump(by_alias=True, mode="json", exclude_none=True)
    preset = operations.CreatePresetsChatCompletionsRequest(slug=task["slug"], chat_request=request)
    return [*lost(task["request"], back), *lost({"slug": task["slug"]}, preset.model_dump(mode="json"))]


found = {}
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        found[path] = {name: probe(task) for name, task in json.load(file)["tasks"].items()}
json.dump(found, sys.stdout)
