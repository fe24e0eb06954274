"""How names of models are read: one spelling for all, then one cut after another.

Every rule is pure, has a name that goes into the evidence of a resolution, and only ever removes what says
*how* or *where* a model is served. Nothing here decides what a name means: ``resolver`` looks up each reading,
the least cut first, so a word that belongs to a product ("gpt-5.1-codex-max") is found before it is cut.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intel.identity.dates import NameDate, split_date

_SEPARATORS = re.compile(r"[\s_()\[\],|\u2013\u2014-]+")
_POINT_AS_P = re.compile(r"(?<=\d)p(?=\d)")
_AZURE_GPT_35 = re.compile(r"\bgpt-35(?=-|$)")
_FAMILY_NUMBER = re.compile(
    r"\b(qwen|llama|glm|gpt|gemma|phi|hermes|grok|claude|gemini|ernie|granite|falcon|olmo|internvl|hunyuan|nova"
    r"|solar|opus|sonnet|haiku|step|mistral|jamba)(?=\d)"
)
_DASH_FOR_POINT = re.compile(r"(?<![\d.])(\d{1,2})-(\d)(?=v?(?:[-@:/]|$))")
_LLAMA_V = re.compile(r"\bllama-?v(?=\d)")
_SIZE_TAG = re.compile(r":(?=\d+(?:\.\d+)?b(?:$|-))")
_POINT_ZERO = re.compile(r"(?<=\d)\.0(?!\d)")
_BESIDE_SLASH = re.compile(r"-?/-?")


def spell(name: str) -> str:
    """One spelling: lower case, "-" between words, points in versions, families apart from their number.

    "Claude 4.5 Opus (20251101)" becomes "claude-4.5-opus-20251101", "glm-5p2" and "GLM-5-2" become "glm-5.2",
    "Qwen3-32B" becomes "qwen-3-32b", "veo-3.0" becomes "veo-3".
    """
    text = _SEPARATORS.sub("-", name.lower()).strip("-")
    text = _BESIDE_SLASH.sub("/", text)
    text = _SIZE_TAG.sub("-", _POINT_AS_P.sub(".", text))
    text = _LLAMA_V.sub("llama-", text)
    text = _FAMILY_NUMBER.sub(r"\1-", text)
    text = _AZURE_GPT_35.sub("gpt-3.5", text)
    text = _DASH_FOR_POINT.sub(r"\1.\2", text)
    return _POINT_ZERO.sub("", text)


def key(text: str) -> tuple[str, ...]:
    """The words of a spelled text in alphabetical order: "claude-4.5-opus" and "claude-opus-4.5" share one key."""
    return tuple(sorted(text.split("-")))


@dataclass(frozen=True, slots=True)
class Cut:
    """A rule that removes what ``pattern`` matches; only from texts that ``only`` matches, where it is given."""

    name: str
    pattern: re.Pattern[str]
    only: re.Pattern[str] | None = None

    def apply(self, text: str) -> str | None:
        """The shorter text, or None when the rule does not apply or nothing would be left."""
        match = self.pattern.search(text)
        if match is None:
            return None
        rest = (text[: match.start()] + text[match.end() :]).strip("-")
        return rest if rest and (self.only is None or self.only.search(rest)) else None


def _cut(name: str, pattern: str, only: str = "") -> Cut:
    return Cut(name, re.compile(pattern), re.compile(only) if only else None)


PREFIXES = (
    _cut("agent before +", r"^[^+]+-\+-"),
    _cut("path", r"^[^:]*:?[^:]*/"),
    _cut("title of the maker", r"^[a-z0-9. -]{2,20}:-"),
    _cut(
        "cloud region and vendor",
        r"^(?:(?:us|eu|ap|apac|au|jp|ca|global|us-gov|us-west-2|us-east-1)\.)?"
        r"(?:anthropic|meta|amazon|mistral|deepseek|moonshotai|moonshot|zai|qwen|openai|google|nvidia|minimax|cohere|ai21"
        r"|writer|xai)\.(?=[a-z])",
    ),
    _cut(
        "maker",
        r"^(?:anthropic|openai|google|xai|x-ai|zai-org|z-ai|zai|zhipuai|deepseek-ai|databricks|nvidia|microsoft|amazon"
        r"|cohere|ai21|meta|mistralai|moonshotai|minimaxai|xiaomi|tencent|alibaba|baidu|azure|bedrock|vertex|inclusionai)-+",
    ),
)
"""What stands before the model's own name, in the order in which it is removed."""

_HYBRID = (
    r"^(?:claude|glm-[45](?:[.v-]|$)|deepseek-v3\.[12]|deepseek-v[4-9]|kimi-k2\.[5-9]|kimi-k[3-9]|gemini|gpt|o\d|grok-\d"
    r"|minimax-m|mimo|nemotron|hy3|step-3\.[5-9]|hermes-4|qwen-3\.[5-9]|muse|cogito)"
)
"""Families whose one set of weights both thinks and does not; elsewhere "-thinking" names other weights."""

SUFFIXES = (
    _cut("service tier", r":(?:free|batch|flex|priority|thinking|extended|nitro|floor|exacto|online|beta|cloud|fast)$"),
    _cut("edition of the cloud", r"(?:-v\d+:\d+(?::\w+)?|-\d:\d|:\d|@default|@00\d|@(?:us|eu|global|asia)[\w-]*)$"),
    _cut("edition of the cloud", r"-v1$", only=r"^claude-"),
    _cut("revision", r"-00\d$"),
    _cut(
        "quantization",
        r"-(?:(?:nv|mx)?fp(?:4|6|8|16|32)|int[48]|bf16|awq|gptq|gguf|mlx|(?:4|8)bit|q[4-8](?:-k-m|-0)?|w4a16|w8a8)"
        r"(?:-(?:dynamic|block|hf|mixed-ar))?$",
    ),
    _cut("harness", r"-[a-z]+-harness$"),
    _cut("mode", r"-(?:non-thinking|non-reasoning|no-thinking|no-think|nonreasoning|nothinking)$", only=_HYBRID),
    _cut("mode", r"-(?:thinking|reasoning|reasoner|think|adaptive)$", only=_HYBRID),
    _cut("effort", r"-(?:x-?high|high|medium|low|minimal|none)(?:-effort)?$", only=r"\d"),
    _cut("effort", r"-max$", only=r"^(?:claude|kimi|glm|deepseek|gpt-5\.[4-9](?!.*codex))"),
    _cut("serving", r"-(?:tee|maas|serverless|free|hf|original|optimized|highspeed|ultraspeed|basic|tput)$"),
    _cut("serving", r"-lite$", only=r"-instruct$"),
    _cut("serving", r"-(?:lightning|turbo)$", only=r"^(?:minimax-m|deepseek-v4)"),
    _cut(
        "serving",
        r"-fast$",
        only=r"^(?:claude|glm|kimi|deepseek|llama|qwen-[23].*b(?:-|$)|gpt-(?:oss|5\.[4-9])|minimax|gemma)",
    ),
    _cut("serving", r"-turbo$", only=r"(?:-instruct|-it|deepseek-r1|deepseek-v3)$|deepseek-(?:r1|v3)-\d{4}$"),
    _cut("latest of its version", r"-latest$", only=r"\d"),
    _cut("instruct", r"-(?:instruct|it)$"),
)
"""What stands after it, outermost first; tried in this order until none applies."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name: the spelled rest, the date it carried and the names of the cuts made."""

    text: str
    date: NameDate | None = None
    cuts: tuple[str, ...] = ()


def readings(name: str) -> Iterator[Reading]:
    """Every reading of a name, the least cut first."""
    reading = _dated(Reading(spell(name)))
    yield reading
    for rule in PREFIXES:
        if (rest := rule.apply(reading.text)) is not None:
            reading = Reading(rest, reading.date, (*reading.cuts, rule.name))
            yield reading
    while (shorter := _cut_suffix(reading)) is not None:
        reading = shorter
        yield reading


def _cut_suffix(reading: Reading) -> Reading | None:
    for rule in SUFFIXES:
        if (rest := rule.apply(reading.text)) is not None:
            return _dated(Reading(rest, reading.date, (*reading.cuts, rule.name)))
    return None


def _dated(reading: Reading) -> Reading:
    """The reading with a date at its end moved into ``date``; a second date stays in the text."""
    if reading.date is not None:
        return reading
    text, date = split_date(reading.text)
    return reading if date is None else Reading(text, date, (*reading.cuts, f"date {date}"))
