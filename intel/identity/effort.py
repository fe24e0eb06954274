"""The reasoning effort that a name carries, out of what ``normalise`` cut from it."""

import re
from collections.abc import Sequence

CUTS = frozenset({"effort", "mode", "thinking budget", "window"})
"""Rules of ``normalise`` whose cuts may say how hard a model thought."""

_WORD = re.compile(r"x-?high|high|medium|low|minimal|none|max")
_BUDGET = re.compile(r"(\d+)k|:(\d{4,6})$")
_OFF = re.compile(r"^(?:no|non)-?|^instant$")
_SILENT = frozenset({"base", "unknown", "200k", "256k", "272k", "1m"})
"""A base model beside its tune, a run whose effort its board did not note, windows larger than any budget."""


def effort(cuts: Sequence[str]) -> str:
    """The effort said by the cut words, outermost first; '' where none is: unlabelled, which is not "none".

    One of minimal, low, medium, high, xhigh, max or none; a thinking budget as "64k"; "thinking" where only that is
    said; joined by "+" where a name says both, as "high+64k": two such names are two ways to run one model.
    """
    said = [_one(cut) for cut in cuts if cut not in _SILENT]
    return "+".join(dict.fromkeys(part for part in said if part))


def _one(cut: str) -> str:
    budget = _BUDGET.search(cut)
    if budget:
        return f"{budget[1]}k" if budget[1] else f"{int(budget[2]) // 1000}k"
    if _OFF.search(cut) and cut != "none":
        return "none"
    word = _WORD.search(cut)
    if word:
        return word[0].replace("-", "")
    return "thinking"
