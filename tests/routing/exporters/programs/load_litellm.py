"""Load each file in ``litellm.Router`` and ask it, with answers that never leave this machine.

.tools/validators/bin/python load_litellm.py FILE…   →   {file: {group: {"chosen", "all_down", "told_to_fall_back"}}}
"""

import asyncio
import json
import logging
import os
import sys
from typing import Any

import yaml

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import litellm

ASK: Any = [{"role": "user", "content": "hello"}]
DOWN = "litellm.InternalServerError"


def router(config: dict[str, Any], down: str = "") -> Any:
    """The router of a config whose every deployment answers with its own id; those of the group ``down`` fail."""
    models = json.loads(json.dumps(config["model_list"]))
    for one in models:
        one["litellm_params"]["mock_response"] = DOWN if one["model_name"] == down else one["model_info"]["id"]
        one["litellm_params"]["api_key"] = "a key"
    return litellm.Router(model_list=models, **{**config["router_settings"], "num_retries": 0})


async def answer(asked: Any, group: str, **extra: Any) -> str:
    """Who answers."""
    reply = await asked.acompletion(model=group, messages=ASK, **extra)
    return str(reply.choices[0].message.content)


async def probe(path: str) -> dict[str, Any]:
    """For each group that falls back: who is chosen, and who answers when all of it is down."""
    with open(path, encoding="utf-8") as file:
        config = yaml.safe_load(file)
    whole, found = router(config), {}
    for fallback in config["router_settings"]["fallbacks"]:
        (group,) = fallback
        found[group] = {
            "chosen": sorted({await answer(whole, group) for _ in range(4)}),
            "all_down": await answer(router(config, group), group),
            "told_to_fall_back": await answer(whole, group, mock_testing_fallbacks=True),
        }
    return found


async def main(paths: list[str]) -> None:
    """Probe each file."""
    logging.disable(logging.ERROR)
    json.dump({path: await probe(path) for path in paths}, sys.stdout)


asyncio.run(main(sys.argv[1:]))
