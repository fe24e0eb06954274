"""One module per source. ``COLLECTORS`` lists them all; a test asserts that none is missing."""

from intel.collectors import (
    deepinfra,
    fireworks,
    genai_prices,
    huggingface_router,
    kilo,
    litellm,
    models_dev,
    novita,
    openrouter,
    requesty,
    together,
    vercel,
)
from intel.source import Collector

COLLECTORS: tuple[Collector, ...] = (
    deepinfra,
    fireworks,
    genai_prices,
    huggingface_router,
    kilo,
    litellm,
    models_dev,
    novita,
    openrouter,
    requesty,
    together,
    vercel,
)
