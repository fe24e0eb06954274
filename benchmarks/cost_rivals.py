"""What three libraries make of a log of requests; run by ``cost.py`` in the environment that has them.

    .tools/validators/bin/python benchmarks/cost_rivals.py genai-prices 5000 < log.json

Reads rows [model, provider, at, fresh, cached, output] and writes {"version", "prices": [USD or null…], "per_second"}.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from typing import Any

Row = tuple[str, str, datetime, int, int, int]
Price = Callable[[Row], float | None]


def genai_prices() -> Price:
    """Tiers, cache and the time of the request."""
    from genai_prices import Usage, calc_price

    def price(row: Row) -> float:
        model, provider, at, fresh, cached, output = row
        used = Usage(input_tokens=fresh + cached, cache_read_tokens=cached, output_tokens=output)
        answer = calc_price(used, model_ref=model, provider_id=provider, genai_request_timestamp=at)
        return float(answer.total_price)

    return price


def litellm() -> Price:
    """Tiers and cache; it knows no time."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    from litellm import cost_per_token

    names = {"google": "gemini"}

    def price(row: Row) -> float:
        model, provider, _, fresh, cached, output = row
        parts: tuple[float, float] = cost_per_token(
            model=model, custom_llm_provider=names.get(provider, provider), prompt_tokens=fresh + cached,
            completion_tokens=output, cache_read_input_tokens=cached,
        )  # fmt: skip
        return sum(parts)

    return price


def model_prices() -> Price:
    """Tiers, cache and the time of the request."""
    from model_prices import cost

    def price(row: Row) -> float | None:
        model, provider, at, fresh, cached, output = row
        answer: float | None = cost(
            model, provider=provider, input_tokens=fresh, cache_read_tokens=cached, output_tokens=output, at=at
        )
        return answer

    return price


RIVALS: dict[str, Callable[[], Price]] = {
    "genai-prices": genai_prices,
    "litellm": litellm,
    "model-prices": model_prices,
}


def tried(price: Price, row: Row) -> float | None:
    """The price; None of what the library does not know."""
    try:
        return price(row)
    except Exception:
        return None


def main(name: str, timed: int) -> None:
    """Price every row once for its answer, then the first ``timed`` that it knows again for its speed."""
    rows = [(m, p, datetime.fromisoformat(at), *used) for m, p, at, *used in json.load(sys.stdin)]
    price: Any = RIVALS[name]()
    answers = [tried(price, row) for row in rows]
    known = [row for row, answer in zip(rows[:timed], answers, strict=False) if answer is not None]
    best = 0.0
    for _ in range(3):
        start = time.perf_counter()
        for row in known:
            price(row)
        best = max(best, len(known) / (time.perf_counter() - start))
    json.dump({"version": version(name), "prices": answers, "per_second": best}, sys.stdout)


if __name__ == "__main__" and len(sys.argv) == 3:  # alone, as `make bench` calls every script, it has nothing to say
    main(sys.argv[1], int(sys.argv[2]))
