"""Which canonical model a source's name means. Pure: the index is built from rows that others read.

A wrong merge is worse than a miss. What has two readings is "ambiguous", what has none is "unresolved";
neither is ever guessed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from intel.identity.dates import NameDate, split_date
from intel.identity.effort import effort
from intel.identity.normalise import SERVICE_TIER, Reading, key, readings, spell
from intel.identity.weights import TUNED, renamed, repository_id, untuned
from intel.records import Evidence

RULES = "11"
"""Version of the rules: stored with every resolution; a change of any rule raises it."""


_UNTUNED = "weights before the tune"
_AROUND_REPOSITORY = frozenset({"path", "maker", "service tier", "quantization"})
"""Cuts after which a name may still be the whole id of a repository."""
_PERMASLUG = re.compile(r"^[^/]+/.+-20\d{6}(?::free)?$")
_PERMASLUGS = frozenset({"openrouter-rankings"})
"""Sources whose names end in the day, in eight digits, on which OpenRouter first listed the model."""


@dataclass(frozen=True, slots=True)
class ModelName:
    """What is known of a canonical model that helps to recognise it."""

    id: str
    """"lab/slug"."""
    title: str = ""
    lab: str = ""
    weights: str = ""
    """Hugging Face repository id or URL; '' when unknown."""
    released_on: date | None = None


@dataclass(frozen=True, slots=True)
class AliasName:
    """A name that means a model: in the words of ``source``, or everywhere where that is ''."""

    source: str
    name: str
    model: str
    how: str = "curated"
    floating: bool = False
    """Its target may move, so that only the very name is looked up, never a reading of another one."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means, and why.

    ``method``: stated or curated (an alias), evidence, exact, derived, ambiguous, unresolved. ``model`` is None
    for the last two. ``candidates`` are the models it may have meant, sorted.
    """

    name: str
    model: str | None
    method: str
    evidence: str = ""
    candidates: tuple[str, ...] = ()
    effort: str = ""
    """How hard the model thought, as far as the name says (``effort.effort``); '' for nothing said."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A model under one key of the index."""

    model: str
    own: NameDate | None
    """The date that is part of the model's name, as in "deepseek-r1-0528"."""
    weak: bool
    """The key leaves out "instruct": another model that bears the shorter name itself goes first."""
    released_on: date | None


class AliasIndex:
    """Everything a name can be looked up in. Built once per run; later rows of equal keys never win."""

    def __init__(self, models: Iterable[ModelName], aliases: Iterable[AliasName] = ()) -> None:
        self.aliases: dict[tuple[str, str], AliasName] = {}
        self.ids: dict[str, str] = {}
        self.weights: dict[str, str] = {}
        self.repositories: dict[str, str] = {}
        """Hugging Face repository by model, as written."""
        self.homes: dict[str, set[str]] = defaultdict(set)
        """Organisations under which a lab keeps weights there, as written."""
        self.slugs: dict[str, set[str]] = defaultdict(set)
        self.entries: dict[tuple[str, tuple[str, ...]], list[_Entry]] = defaultdict(list)
        known = {model.id: model for model in models}
        for model in known.values():
            self._add_model(model)
        for alias in aliases:
            if target := known.get(alias.model):
                self._add_alias(alias, target)

    def _add_model(self, model: ModelName) -> None:
        lab, _, slug = model.id.partition("/")
        self.ids[model.id.lower()] = model.id
        self.slugs[slug.lower()].add(model.id)
        repository = repository_id(model.weights)
        if repository:
            self.weights.setdefault(repository, model.id)
            organisation, name = model.weights.strip().removesuffix("/").rsplit("/", 2)[-2:]
            self.repositories[model.id] = f"{organisation}/{name}"
            self.homes[lab].add(organisation)
        names = [slug, model.title]
        if not slug.endswith("-base"):
            names.append(repository.rpartition("/")[2])
        for text in {spell(name) for name in names} - {""}:
            self._add_entry(text, model)

    def _add_alias(self, alias: AliasName, target: ModelName) -> None:
        self.aliases.setdefault((alias.source, alias.name.lower()), alias)
        if not alias.floating:
            self._add_entry(spell(alias.name), target, alias.source)

    def _add_entry(self, text: str, model: ModelName, source: str = "") -> None:
        rest, own = split_date(text)
        self._put(source, rest, _Entry(model.id, own, False, model.released_on))
        for ending in TUNED:
            if rest.endswith(ending):
                self._put(source, rest.removesuffix(ending), _Entry(model.id, own, True, model.released_on))

    def _put(self, source: str, text: str, entry: _Entry) -> None:
        entries = self.entries[source, key(text)]
        if entry not in entries:
            entries.append(entry)


class Resolver:
    """Resolves names against one index, remembering what it has seen."""

    def __init__(self, index: AliasIndex) -> None:
        self._index = index
        self._seen: dict[tuple[str, str, tuple[Evidence, ...]], Resolution] = {}

    def resolve(self, source: str, name: str, evidence: Sequence[Evidence] = ()) -> Resolution:
        """What ``name`` means in the words of ``source``; the first of these that answers decides.

        An alias of this source, an alias of all, the evidence (weights repository, model record), the canonical id,
        slug or repository, the readings of ``normalise``, the least cut first, and last the source's canonical slug:
        OpenRouter's is at times another model's (2026-08-08: glm-4.6v has that of glm-4.6), so it only fills gaps.
        """
        asked = (source, name, tuple(evidence))
        if (known := self._seen.get(asked)) is None:
            known = self._seen[asked] = self._resolve(*asked)
        return known

    def _resolve(self, source: str, name: str, evidence: tuple[Evidence, ...]) -> Resolution:
        for step in (self._by_alias, self._by_evidence, self._by_id):
            if (found := step(source, name, evidence)) is not None:
                return found
        found = self._by_reading(source, name)
        return self._by_slug(source, name, evidence) or found if found.method == "unresolved" else found

    def _by_alias(self, source: str, name: str, _: tuple[Evidence, ...]) -> Resolution | None:
        for written in _without_tier(name):
            for scope in (source, ""):
                if alias := self._index.aliases.get((scope, written)):
                    where = f"alias of {scope}" if scope else "alias"
                    return Resolution(name, alias.model, alias.how, f"{where} {alias.name!r}", (), _said(name))
        return None

    def _by_evidence(self, source: str, name: str, evidence: tuple[Evidence, ...]) -> Resolution | None:
        for fact in evidence:
            found: Resolution | None = None
            if fact.kind in ("huggingface", "weights"):
                found = self._weights(source, fact.value)
            elif fact.kind == "model" and fact.value != name:
                found = self.resolve(source, fact.value)
            where = f"{fact.kind} {fact.value}"
            if found and found.model:
                return Resolution(name, found.model, "evidence", where, (), _said(name))
            if found and found.evidence == _UNTUNED and self._by_reading(source, name, tuned=True).model is None:
                return Resolution(name, None, "unresolved", f"{where}: {_UNTUNED}", found.candidates)
        return None

    def _by_slug(self, source: str, name: str, evidence: tuple[Evidence, ...]) -> Resolution | None:
        for fact in evidence:
            asked = fact.kind == "canonical_slug" and fact.value != name
            if asked and (model := self.resolve(source, fact.value).model):
                return Resolution(name, model, "evidence", f"canonical_slug {fact.value}", (), _said(name))
        return None

    def _weights(self, source: str, value: str) -> Resolution | None:
        repository = repository_id(value)
        if not repository:
            return None
        if model := self._index.weights.get(repository):
            return Resolution(value, model, "exact")
        return self._by_reading(source, repository, stated=True)

    def _by_id(self, _: str, name: str, __: tuple[Evidence, ...]) -> Resolution | None:
        for written in _without_tier(name):
            if model := self._index.ids.get(written):
                return Resolution(name, model, "exact", f"id {model}")
            found = self._index.slugs.get(written, ())
            if len(found) == 1:
                (model,) = found
                return Resolution(name, model, "exact", f"slug of {model}")
            if model := self._index.weights.get(renamed(written)):
                return Resolution(name, model, "exact", f"weights repository of {model}")
        return None

    def _by_reading(self, source: str, name: str, *, stated: bool = False, tuned: bool = False) -> Resolution:
        """``stated``: the name is given as a repository. ``tuned``: a tuned model must be named with its ending."""
        if (pair := self._two_models(source, name)) is not None:
            return pair
        refused: set[str] = set()
        scopes = (source, "") if source else ("",)
        listed = source in _PERMASLUGS and _PERMASLUG.match(name) is not None
        for reading in readings(name):
            words = key(reading.text)
            for scope in scopes:
                entries = self._index.entries.get((scope, words))
                if entries is None:
                    continue
                fitting = _meant(reading, entries, listed)
                models = tuple(sorted({entry.model for entry in fitting}))
                short = [model for model in models if _leaves_out_tune(reading, model)]
                if any(tuned or self._untuned(name, reading, model, stated) for model in short):
                    return Resolution(name, None, "unresolved", _UNTUNED, models)
                if len(models) == 1:
                    return Resolution(name, models[0], "derived", _explain(reading), (), effort(reading.efforts))
                if models:
                    return Resolution(name, None, "ambiguous", _explain(reading), models)
                refused.update(entry.model for entry in entries)
        return Resolution(name, None, "unresolved", "", tuple(sorted(refused)))

    def _untuned(self, name: str, reading: Reading, model: str, stated: bool) -> bool:
        """Whether the name is the repository of the weights before the tune; a host's own words around it say no."""
        lab = model.partition("/")[0]
        known = self._index.repositories.get(model, "")
        whole = _AROUND_REPOSITORY.issuperset(reading.cuts)
        return whole and untuned(name, lab, known, self._index.homes.get(lab, ()), stated=stated)

    def _two_models(self, source: str, name: str) -> Resolution | None:
        """Ambiguous when what stands before a "+" is itself a model and no agent ("o3 (high) + gpt-4.1")."""
        first, plus, second = name.partition(" + ")
        if not plus or (one := self._by_reading(source, first).model) is None:
            return None
        other = self._by_reading(source, second).model
        return Resolution(name, None, "ambiguous", "two models", tuple(sorted({one, other or one})))


def _without_tier(name: str) -> Iterator[str]:
    """The name in lower case, then without the service tier after a colon ("z-ai/glm-5.2:free")."""
    text = name.lower()
    yield text
    if ":" in text and (rest := SERVICE_TIER.apply(text)) is not None:
        yield rest


def _meant(reading: Reading, entries: Sequence[_Entry], listed: bool) -> list[_Entry]:
    """Those among entries of one key that the reading can mean.

    A model that bears the reading's date itself wins; an undated one is meant by a dated name only when the date
    is that of its release. ``listed``: the date is the day of a listing, so it may also be left out where nobody states
    the release and no other edition bears a date.
    """
    stated = reading.date
    if stated is None:
        fitting = [entry for entry in entries if entry.own is None]
    else:
        fitting = [entry for entry in entries if entry.own is not None and stated.same(entry.own)]
        fitting = fitting or [e for e in entries if e.own is None and stated.fits(e.released_on)]
        if not fitting and listed and all(e.own is None and e.released_on is None for e in entries):
            fitting = list(entries)
    strong = [entry for entry in fitting if not entry.weak]
    return strong or fitting


def _leaves_out_tune(reading: Reading, model: str) -> bool:
    """Whether a tuned model is read from a name without its ending, be it by its title ("Gemma 2 9B")."""
    return model.endswith(TUNED) and not reading.text.endswith(TUNED) and "instruct" not in reading.cuts


def _said(name: str) -> str:
    """The effort that the name carries, whatever it is said to mean."""
    *_, last = readings(name)
    return effort(last.efforts)


def _explain(reading: Reading) -> str:
    return f"{reading.text!r} without {', '.join(reading.cuts)}" if reading.cuts else f"spelled {reading.text!r}"
