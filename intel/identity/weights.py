"""Repositories of weights on Hugging Face, and which of them hold a model before its tune.

A host that lists "llama-3.1-8b" serves the tuned model, but the repository "meta-llama/Llama-3.1-8B" holds the weights
before the tune: its lab keeps "meta-llama/Llama-3.1-8B-Instruct" beside it.
"""

import re
from collections.abc import Collection

from intel.identity.normalise import spell

TUNED = ("-instruct", "-it")
"""Endings of a tuned model's name that others leave out."""

_ELSEWHERE = re.compile(
    r"^(?:gemma-3|llama-3\.3|llama-4|qwen-3|qwen-2\.5-vl|phi|granite|olmo|apertus|hunyuan|seed-oss|lfm"
    r"|nemotron|llama-3\.1-nemotron)"
)
"""Families without a repository of the short name: what was not tuned ends there in "-pt" or "-base", or is not public
(read on 2026-11-28). Their short name can only mean the tuned model."""


def repository_id(weights: str) -> str:
    """Hugging Face repository id in lower case out of an id or a URL; '' for anything else.

    Meta renamed its own: "meta-llama/Meta-Llama-3.1-8B" leads to "meta-llama/Llama-3.1-8B", and both give the latter.
    """
    text = weights.strip().lower().removeprefix("https://").removeprefix("http://").removeprefix("huggingface.co/")
    parts = text.split("/")
    return renamed("/".join(parts[:2])) if len(parts) >= 2 and "." not in parts[0] else ""


def renamed(repository: str) -> str:
    """A repository id in lower case, by the name that it has now."""
    return repository.replace("meta-llama/meta-llama-", "meta-llama/llama-", 1)


def untuned(name: str, lab: str, weights: str, homes: Collection[str], *, stated: bool) -> bool:
    """Whether a name that could mean a tuned model less its ending spells the repository without the tune.

    Args:
        name: as written; what stands before the last two parts of its path is where it was found.
        lab: of the tuned model.
        weights: the tuned model's own repository; '' when unknown.
        homes: organisations under which the lab keeps weights, as written.
        stated: the name was given as a repository, so its case says nothing. Elsewhere the organisation must be
            written as on Hugging Face, and one that is our word for the lab too ("google/gemma-4-31b") says nothing
            unless the rest is written as there as well: gateways call models so.
    """
    organisation, _, rest = "/".join(name.split(":")[0].split("/")[-2:]).rpartition("/")
    if _ELSEWHERE.search(spell(rest)):
        return False
    if stated:
        return organisation.lower() in {home.lower() for home in homes}
    if organisation not in homes:
        return False
    bare = re.sub(r"-(?:instruct|it)$", "", weights.rpartition("/")[2], flags=re.IGNORECASE)
    return organisation != lab or not bare or rest == bare
