"""One module per source. ``COLLECTORS`` lists them all; a test asserts that none is missing."""

from intel.collectors import genai_prices, litellm, models_dev, openrouter
from intel.source import Collector

COLLECTORS: tuple[Collector, ...] = (genai_prices, litellm, models_dev, openrouter)
