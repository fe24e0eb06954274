"""How names of models are read: one spelling for all, then one cut after another.

Every rule is pure, has a name that goes into the evidence of a resolution, and only ever removes what says
*how* or *where* a model is served. Nothing here decides what a name means: ``resolver`` looks up each reading,
the least cut first, so a word that belongs to a product ("gpt-5.1-codex-max") is found before it is cut.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from intel.identity.dates import NameDate, split_date
from intel.identity.effort import CUTS

_SEPARATORS = re.compile(r"[\s_()\[\],|\u2013\u2014-]+")
_TITLED_TIER = re.compile(r" \((batch|flex|priority)\)$")
"""A tier in brackets behind a title. As the last word of a sku ("kimi-k3-spot", "glm-5.2-flex") a tier is not cut:
collectors read tiers after a colon only, so that such an offer would be compared as one of the standard tier."""
_FAMILIES = (
    "qwen|llama|glm|gpt|gemma|phi|hermes|grok|claude|gemini|ernie|granite|falcon|olmo|internvl|hunyuan|nova|solar|opus"
    "|sonnet|haiku|step|mistral|mistral-small|jamba|starcoder|solar-pro"
)
_UNNAMED_CLAUDE = (
    r"(?:^|(?<=[/+]-)|(?<=/)|(?<=duo-chat-))(?=(?:opus|sonnet|haiku)-\d|\d(?:\.\d)?-(?:opus|sonnet|haiku)(?:-|$))"
)
"""Where the family's own word is missing: "Sonnet 4.5", "4.5 Opus". The words are Anthropic's alone before a number."""
_AGENT = re.compile(
    r"^((?:codex|gemini|qwen|kimi|grok|copilot|cline|cursor|junie|goose|droid|auggie)[ -]cli|claude[ -]code|codex"
    r"|qwen[ -]code|cursor(?:[ -]agent)?|opencode|openhands|open-?swe|aider|cline|roo[ -]code|kilo[ -]code|goose"
    r"|crush|warp|droid|factory[ -]droid|mini-swe-agent|swe-agent|terminus(?:[ -]\d)?|github[ -]copilot|copilot|amp"
    r"|auggie|junie|trae|windsurf|letta[ -]code)\s*\(([^()]+)\)$"
)
"""An agent with the model that it ran on in brackets."""
_SPELLINGS = tuple(
    (sign, re.compile(pattern), written)
    for sign, pattern, written in (
        ("/", r"-?/-?", "/"),
        ("p", r"(?<=\d)p(?=\d)", "."),
        (":", r"(?<!thinking):(?=\d+(?:\.\d+)?b(?:$|-)|\d{4}$)", "-"),
        ("@", r"@(?=2[3-9](?:0[1-9]|1[0-2])(?:$|-))", "-"),
        ("llama", r"\bllama-?v(?=\d)", "llama-"),
        ("", rf"\b({_FAMILIES})(?=\d)", r"\1-"),
        ("qwen-v", r"\bqwen-v(?=\d.*-instruct)", "qwen-"),
        ("gpt-35", r"\bgpt-35(?=-|$)", "gpt-3.5"),
        ("vl", r"\b(qwen-\d(?:\.\d)?)vl(?=-|$)", r"\1-vl"),
        ("glm-", r"\bglm-([45])(\d)(?=-|$)", r"glm-\1.\2"),
        ("gpt-41", r"\bgpt-41(?=$|-(?:mini|nano)$)", "gpt-4.1"),
        ("opus-4", r"\bopus-4([1-8])$", r"opus-4.\1"),
        ("qwen-", r"\bqwen-(?:(2)(5)|(3)([5-8]))(?=-)", r"qwen-\1\3.\2\4"),
        ("llama-3", r"\bllama-3([1-3])(?=-)", r"llama-3.\1"),
        ("mistral-small-3", r"\bmistral-small-3([12])(?=-|$)", r"mistral-small-3.\1"),
        ("kimi-k2", r"\bkimi-k2([5-8])(?=-|$)", r"kimi-k2.\1"),
        ("kimik", r"\bkimik(?=\d)", "kimi-k"),
        ("recraftv", r"\brecraftv(?=\d)", "recraft-v"),
        ("-", r"(?<![\d.])(\d{1,2})-(\d)(?=v?(?:[-@:/]|$))", r"\1.\2"),
        (".0", r"(?<=\d)\.0(?!\d)", ""),
        ("opus", _UNNAMED_CLAUDE, "claude-"),
        ("sonnet", _UNNAMED_CLAUDE, "claude-"),
        ("haiku", _UNNAMED_CLAUDE, "claude-"),
    )
)
"""Text that must be there, what is replaced and by what, in this order."""


def spell(name: str) -> str:
    """One spelling: lower case, "-" between words, points in versions, families apart from their number.

    "Claude 4.5 Opus (20251101)" becomes "claude-4.5-opus-20251101", "glm-5p2" and "GLM-5-2" become "glm-5.2",
    "Qwen3-32B" becomes "qwen-3-32b", "veo-3.0" becomes "veo-3".
    """
    written = _AGENT.sub(r"\1 + \2", _TITLED_TIER.sub(r":\1", name.lower().strip()))
    text = _SEPARATORS.sub("-", written).strip("-")
    for sign, pattern, written in _SPELLINGS:
        if sign in text:
            text = pattern.sub(written, text)
    return text


def key(text: str) -> tuple[str, ...]:
    """The words of a spelled text in alphabetical order: "claude-4.5-opus" and "claude-opus-4.5" share one key."""
    return tuple(sorted(text.split("-")))


@dataclass(frozen=True, slots=True)
class Cut:
    """A rule that removes what ``pattern`` matches."""

    name: str
    pattern: re.Pattern[str]
    only: re.Pattern[str] | None = None
    """The rest must match it; None is any rest."""
    sign: str = ""
    """A character that the text must hold: saves looking further."""
    last: frozenset[str] = frozenset()
    """Words of which one must be the last of the text; empty is any."""

    def apply(self, text: str) -> str | None:
        """The shorter text, or None when the rule does not apply or nothing would be left."""
        match = self.pattern.search(text)
        if match is None:
            return None
        rest = (text[: match.start()] + text[match.end() :]).strip("-")
        return rest if rest and (self.only is None or self.only.search(rest)) else None


def _head(name: str, pattern: str, sign: str = "") -> Cut:
    return Cut(name, re.compile(pattern), sign=sign)


def _tail(name: str, endings: str, only: str = "") -> Cut:
    """A rule for any of the endings, written as words with "-" inside and blanks between."""
    words = endings.split()
    pattern = re.compile(f"-(?:{'|'.join(re.escape(word) for word in words)})$")
    last = frozenset(word.rpartition("-")[2] for word in words)
    return Cut(name, pattern, re.compile(only) if only else None, last=last)


_VENDORS = (
    "anthropic|meta|amazon|mistral|deepseek|moonshotai|moonshot|zai|qwen|openai|google|nvidia|minimax|cohere|ai21"
    "|writer|xai"
)
_MAKERS = (
    "anthropic|openai|google|xai|x-ai|zai-org|z-ai|zai|zhipuai|deepseek-ai|databricks|nvidia|microsoft|amazon|cohere"
    "|ai21|meta|mistralai|moonshotai|moonshot|minimaxai|xiaomi|tencent|alicloud|alibaba|baidu|azure|bedrock|vertex"
    "|groq|cerebras|openrouter|umans|inclusionai|aion-labs|arcee|duo-chat|ibm|ppl"
)

PREFIXES = (
    _head("agent before +", r"^[^+]+-\+-", sign="+"),
    _head("path", r"^.*/", sign="/"),
    _head("title of the maker", r"^[a-z0-9. -]{2,20}:-", sign=":"),
    _head("cloud region and vendor", rf"^(?:[a-z]{{2,8}}(?:-[a-z0-9-]+)?\.)?(?:{_VENDORS})\.(?=[a-z])", sign="."),
    _head("catalogue of the cloud", r"^system\.ai\.(?=[a-z])", sign="."),
    _head("plan", r"^coding-(?=[a-z])", sign="-"),
    _head("host", r"^(?:fw|parasail|morph|phala|chutes|sambanova|nebius|novita|deepinfra)-(?=[a-z])", sign="-"),
    _head("maker", rf"^(?:{_MAKERS})-+", sign="-"),
    _head("maker", r"^(?:meta|nvidia|openai|anthropic|google)-+", sign="-"),
    _head("brand", r"^(?:doubao|dola)-(?=seed-[12])", sign="-"),
)
"""What stands before the model's own name, in the order in which it is removed."""

_HYBRID = (
    r"^(?:claude|glm-[45](?:[.v-]|$)|deepseek-v3\.[12]|deepseek-v[4-9]|kimi-k2\.[5-9]|kimi-k[3-9]|gemini-(?:2\.5|[3-9])|gpt-[5-9]|o\d|grok-\d"
    r"|minimax-m|mimo|nemotron|hy3|step-3\.[5-9]|hermes-4|qwen-3\.[5-9]|muse|cogito)"
)
"""Families whose one set of weights both thinks and does not; elsewhere "-thinking" names other weights."""

_DENSE_QWEN = r"^qwen-3-(?:0\.6|1\.7|8|14|32)b(?:$|-)"
"""Sizes of Qwen 3 that were never split: the larger ones and 4B have "-thinking-2507" weights of their own."""

_FAST_TIER = r"^(?:claude|glm|kimi|deepseek|llama|qwen-[23].*b(?:-|$)|gpt-(?:oss|5\.[4-9])|minimax|gemma)"
"""Families whose "-fast" is a faster service; "grok-4-fast" and "veo-3.1-fast" are other models."""

SPEED = "speed"
"""Name of the cuts that say that the same model is served faster, at another price."""

_WINDOWED = r"^(?:claude|gemini|gpt-[5-9]|grok-(?:[3-9]|build)|qwen-3\.[5-9]-(?:plus|flash|max))"
"""Closed families that put their window or their thinking budget last; "gpt-4-32k" is another model."""

_LATEST = r"^(?:claude|grok|gpt).*\d"
"""Families whose versions are finished when they come out: the latest of one is that one."""

_THOUSANDS = tuple(f"{k}k" for k in range(1, 201))

SERVICE_TIER = _head(
    "service tier",
    r":(?:free|batch|flex|priority|thinking|extended|nitro|floor|exacto|online|web|beta|cloud|fast|discounted)$",
    sign=":",
)

SUFFIXES = (
    SERVICE_TIER,
    _head("thinking budget", r"(?::thinking:(?:low|medium|high|max)|-thinking:\d{4,6})$", sign=":"),
    _head("edition of the cloud", r"(?:-v\d+:\d+(?::\w+)?|-\d:\d|:\d)$", sign=":"),
    _head("edition of the cloud", r"@(?:default|00\d|(?:us|eu|global|asia)[\w-]*)$", sign="@"),
    Cut("latest of its version", re.compile(r"@latest$"), re.compile(_LATEST), sign="@"),
    _tail("edition of the cloud", "v1", only=r"^claude-"),
    _tail("first revision", "001"),
    _tail(
        "quantization",
        "fp4 fp6 fp8 fp16 fp32 nvfp4 mxfp4 mxfp8 bf16 int4 int8 awq gptq gguf mlx 4bit 6bit 8bit 4-bit 8-bit q4 q8"
        " q4-k-m q5-k-m q8-0 w4a16 w8a8 fp8-dynamic fp8-block fp8-hf int4-mixed-ar",
    ),
    _tail("serving", "nitro high-throughput"),
    _tail("harness", "codex-harness claude-code-harness opencode-harness"),
    Cut(
        "thinking budget",
        re.compile(r"-(?:thinking-\d{1,3}k|\d{1,3}k-think(?:ing(?:-tokens)?)?|thinking-auto)$"),
        re.compile(rf"{_HYBRID}|^qwq-"),
        last=frozenset({"think", "thinking", "tokens", "auto", *_THOUSANDS}),
    ),
    _tail("window", " ".join((*_THOUSANDS, "256k", "272k", "1m")), only=_WINDOWED),
    _tail("edit format", "diff udiff whole diff-fenced", only=r"\d"),
    _tail("way of calling", "fc prompt", only=r"\d"),
    _tail("mode", "default default-think default-thinking default-thinking-length", only=r"^(?:claude|gemini)"),
    _tail("tool of the harness", "search grounding web", only=r"^(?:claude|gemini|grok|gpt-5\.\d|o\d)"),
    _tail("tool of the harness", "webapp web-app", only=r"^gpt-5"),
    _tail("mode", "non-thinking no-thinking no-think", only=r"^qwen-3-\d+(?:\.\d+)?b"),
    _tail("mode", "non-thinking non-reasoning no-thinking no-think nonreasoning nothinking nothink", only=_HYBRID),
    _tail("mode", "thinking reasoning reasoner think adaptive", only=_HYBRID),
    _tail("mode", "thinking think", only=_DENSE_QWEN),
    _tail(
        "effort",
        "xhigh x-high high medium low minimal none high-effort low-effort medium-effort",
        only=r"\d|^(?:inkling|sonar)",
    ),
    _tail("effort", "high-preview", only=r"^deepseek-v4"),
    _tail("effort", "xhigh-effort minimal-effort max-effort", only=r"\d"),
    _tail("effort", "max", only=r"^(?:claude|kimi|glm|deepseek|gpt-5\.[4-9](?!.*codex))"),
    _tail("serving", "tee maas serverless free hf original optimized basic tput intl"),
    _tail(SPEED, "highspeed ultraspeed"),
    _tail("serving", "lite reference", only=r"-instruct$"),
    _tail("serving", "reference", only=r"^llama-3\.1-\d+b$"),
    _tail("serving", "cloud", only=r"\d+b$"),
    _tail("region", "us eu", only=r"^(?:glm|deepseek|kimi|qwen|minimax|gpt-oss)-.*\d"),
    _tail("serving", "specdec", only=r"^llama"),
    _tail("host", "cs fw el n p", only=r"^(?:glm|kimi|deepseek|gpt-oss|llama|qwen|minimax)-.*\d"),
    _tail("plan", "coding ccmax az", only=r"^(?:claude|gpt-5)"),
    _tail("serving", "ultra", only=r"^gemma.*-it$"),
    _tail("mode", "base", only=r"^claude"),
    _tail("mode", "unknown unknown-thinking", only=rf"{_HYBRID}|^gpt-oss"),
    _tail("mode", "highthinking mediumthinking lowthinking", only=_HYBRID),
    _tail("mode", "instant", only=r"^kimi-k2\.[5-9]"),
    _tail("serving", "turbo", only=r"^(?:minimax-m|deepseek-v4)"),
    _tail(SPEED, "lightning", only=r"^(?:minimax-m|deepseek-v4)"),
    _tail("serving", "fast", only=r"^llama.*-fp8$"),
    _tail(SPEED, "fast", only=_FAST_TIER),
    _tail("serving", "turbo", only=r"(?:-instruct|-it|\db|deepseek-r1|deepseek-v3)$|deepseek-(?:r1|v3)-\d{4}$"),
    _tail("latest of its version", "latest", only=_LATEST),
    _tail("instruct", "instruct it", only=r"^(?!.*(?:e5|embed))"),
)
"""What stands after it, outermost first; tried in this order until none applies."""

_SIGNED = tuple(rule for rule in SUFFIXES if rule.sign)
_BY_LAST = {
    word: tuple(rule for rule in SUFFIXES if word in rule.last) for word in {w for rule in SUFFIXES for w in rule.last}
}


_HASTE = re.compile(r"fast|speed|lightning", re.IGNORECASE)


class Reading(NamedTuple):
    """One way to read a name: the spelled rest, the date it carried and the names of the cuts made."""

    text: str
    date: NameDate | None = None
    cuts: tuple[str, ...] = ()
    efforts: tuple[str, ...] = ()
    """What was cut that may say how hard the model thought, outermost first."""


def readings(name: str) -> Iterator[Reading]:
    """Every reading of a name, the least cut first; a maker's title may be part of the name, as in "Mistral: Saba"."""
    reading = _dated(Reading(spell(name)))
    yield reading
    for rule in PREFIXES:
        if rule.sign in reading.text and (rest := rule.apply(reading.text)) is not None:
            if rule.sign == ":":
                yield reading._replace(text=reading.text.replace(":-", "-", 1))
            reading = reading._replace(text=rest, cuts=(*reading.cuts, rule.name))
            yield reading
    while (shorter := _cut_suffix(reading)) is not None:
        reading = shorter
        yield reading


def served_fast(sku: str) -> bool:
    """Whether an id names a faster service of a model, as "glm-5.2-fast" does: a service tier of its own.

    "grok-4-fast" and "deepseek-v3-turbo" are not: the one is another model, the other how a host serves it to all.
    """
    if not _HASTE.search(sku):
        return False
    return any(SPEED in reading.cuts for reading in readings(sku))


def _cut_suffix(reading: Reading) -> Reading | None:
    text = reading.text
    signed = tuple(rule for rule in _SIGNED if rule.sign in text) if ":" in text or "@" in text else ()
    for rule in (*signed, *_BY_LAST.get(text[text.rfind("-") + 1 :], ())):
        if (rest := rule.apply(text)) is not None:
            said = (text[len(rest) :].strip("-:"),) if rule.name in CUTS else ()
            shorter = Reading(rest, reading.date, (*reading.cuts, rule.name), (*reading.efforts, *said))
            return _dated(shorter)
    return None


def _dated(reading: Reading) -> Reading:
    """The reading with a date at its end moved into ``date``; a second date stays in the text."""
    if reading.date is not None:
        return reading
    text, date = split_date(reading.text)
    return reading if date is None else reading._replace(text=text, date=date, cuts=(*reading.cuts, f"date {date}"))
