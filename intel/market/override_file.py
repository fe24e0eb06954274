"""``overrides.toml`` read into overrides; what is wrong is one sentence that names the table and the key. Pure."""

import tomllib
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from intel.errors import RowError, UsageError
from intel.market.overrides import Overrides
from intel.market.owners_word import AliasOverride, FeeOverride, KindOverride, PriceOverride
from intel.rates import Meter, Rate, RateCard, rate_card


def _day(value: Any) -> Any:
    if isinstance(value, datetime):
        raise ValueError("a day is enough: 2026-12-31")
    return value


_Text = Annotated[str, Field(min_length=1, max_length=300)]
_Money = Annotated[Decimal, Field(ge=0, lt=9_000_000_000, allow_inf_nan=False, max_digits=12 + 9)]
_KINDS = Literal["lab", "cloud", "neocloud", "inference", "gateway", "plan", "local"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    until: Annotated[date | None, BeforeValidator(_day)] = None
    because: Annotated[str, Field(max_length=300)] = ""


class _Price(_Part):
    provider: _Text
    sku: str = ""
    model: str = ""
    usd_per_mtok: dict[Meter, _Money] = Field(min_length=1)

    @model_validator(mode="after")
    def _one(self) -> "_Price":
        if bool(self.sku) == bool(self.model):
            raise ValueError("say either sku or model")
        return self

    def card(self) -> RateCard:
        """The stated rates."""
        return rate_card(Rate(meter, amount) for meter, amount in self.usd_per_mtok.items())


class _Fee(_Part):
    provider: _Text
    ratio: Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False)]


class _Kind(_Part):
    provider: _Text
    kind: _KINDS


class _Alias(_Part):
    name: _Text
    model: Annotated[str, Field(pattern=r"^[^/\s]+/\S+$")]
    source: str = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    price: tuple[_Price, ...] = ()
    fee: tuple[_Fee, ...] = ()
    kind: tuple[_Kind, ...] = ()
    alias: tuple[_Alias, ...] = ()


def parse_overrides(text: str, name: str) -> Overrides:
    """Overrides out of TOML; ``UsageError`` says what is wrong with the first thing that is."""
    try:
        file = _File.model_validate(tomllib.loads(text, parse_float=Decimal))
    except ValidationError as error:
        raise UsageError(f"{name}: {_said(error)}.") from None
    except ValueError as error:  # a number of thousands of digits as well as what is no TOML
        raise UsageError(f"{name} is no TOML: {error}.") from None
    except RecursionError:
        raise UsageError(f"{name} is nested too deep to read.") from None
    try:
        found = Overrides(
            tuple(PriceOverride(p.provider, p.card(), p.sku, p.model, p.until, p.because) for p in file.price),
            tuple(FeeOverride(f.provider, f.ratio, f.until, f.because) for f in file.fee),
            tuple(KindOverride(k.provider, k.kind, k.until, k.because) for k in file.kind),
            tuple(AliasOverride(a.name, a.model, a.source, a.until, a.because) for a in file.alias),
            name, sha256(text.encode()).hexdigest(),
        )  # fmt: skip
    except RowError as error:
        raise UsageError(f"{name}: {error}.") from None
    subjects = [one.subject for one in found.every()]
    if twice := next((subject for subject in subjects if subjects.count(subject) > 1), ""):
        raise UsageError(f"{name}: there are two overrides of the {twice}.")
    return found


def _said(error: ValidationError) -> str:
    first = error.errors()[0]
    place, kind = first["loc"], first["type"]
    where = f"[[{place[0]}]]" if place else ""
    if len(place) > 1 and isinstance(place[1], int):
        where += f" number {place[1] + 1}"
    keys = ".".join(str(part) for part in place[2:] if part != "[key]")
    told = {"extra_forbidden": "there is no such key", "missing": "this key is missing"}
    message = str(first["msg"]).removeprefix("Value error, ")
    why = told.get(kind, f"{message[0].lower()}{message[1:]}")
    return f"{where}{f', {keys}' if keys else ''}: {why}"
