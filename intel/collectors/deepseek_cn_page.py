"""DeepSeek's price page in yuan: the same layout in Chinese, with prices that are no fixed rate from the dollar ones.

Its offers carry the tag "cny": one model is sold in two currencies, and neither price stands for the other.
"""

from dataclasses import replace

from intel.collectors import deepseek_page
from intel.source import Parsed, Snapshot

SOURCE = replace(
    deepseek_page.SOURCE,
    id="deepseek-cn-page",
    title="DeepSeek price page in Chinese (CNY)",
    url="https://api-docs.deepseek.com/zh-cn/quick_start/pricing/",
    homepage="https://api-docs.deepseek.com/zh-cn/quick_start/pricing/",
)


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model id, CNY per million tokens; raises as ``deepseek_page.parse`` does."""
    yield from deepseek_page.parse(snapshot)
