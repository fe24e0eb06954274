"""What the owner sets, and the only place that reads the environment.

A setting is an environment variable ``INTEL_…`` or a line of ``intel.toml`` in the working folder; the
environment wins. Keys of sources (``Source.secret_env``) are read from the environment alone.
"""

import os
from pathlib import Path

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from intel.errors import UsageError

FILE = "intel.toml"


class Settings(BaseSettings):
    """Everything that differs between two installations. An empty variable counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix="INTEL_", env_ignore_empty=True, toml_file=FILE, extra="forbid", frozen=True
    )

    database_url: str = ""
    """SQLAlchemy URL; '' is a SQLite file in ``data_dir``."""
    data_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_data_path("intel")))
    """Where the catalog, the archive of raw replies and ``routing.yaml`` live."""
    tasks: Path | None = None
    """A ``tasks.toml`` of the owner's, instead of the seeded tasks and their baskets."""
    policy: str = "balanced"
    """The routing policy that tables are made and published by: a ready one's name, or a file (its path has a dot or a
    slash)."""
    alerts: Path | None = None
    """The rules of alerts; None is ``alerts.yaml`` in ``data_dir``, where it is there."""
    overrides: Path | None = None
    """What the owner knows better; None is ``overrides.toml`` in ``data_dir``, where it is there."""
    offline: bool = False
    """True: no request leaves this machine."""

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        return folder.expanduser().absolute()

    @field_validator("tasks", "alerts", "overrides")
    @classmethod
    def _absolute_file(cls, file: Path | None) -> Path | None:
        return None if file is None else file.expanduser().absolute()

    @property
    def catalog_url(self) -> str:
        """The URL of the catalog, whichever way it was set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'catalog.db'}"

    @property
    def archive_dir(self) -> Path:
        """Raw replies by sha256."""
        return self.data_dir / "archive"

    @property
    def routing_path(self) -> Path:
        """Where ``intel up`` publishes the routing table."""
        return self.data_dir / "routing.yaml"

    @property
    def alerts_path(self) -> Path | None:
        """The file of rules; None where the owner has none."""
        default = self.data_dir / "alerts.yaml"
        return self.alerts or (default if default.exists() else None)

    @property
    def overrides_path(self) -> Path | None:
        """The file of overrides; None where the owner has none."""
        default = self.data_dir / "overrides.toml"
        return self.overrides or (default if default.exists() else None)

    @property
    def feeds_dir(self) -> Path:
        """Where Atom feeds are written."""
        return self.data_dir / "feeds"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # pydantic calls it by these names
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then ``intel.toml``."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load() -> Settings:
    """Read the settings; ``UsageError`` names the first one that cannot be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise UsageError(f"The setting {name} (INTEL_{name.upper()} or {FILE}) is wrong: {first['msg']}.") from None
    except ValueError as error:  # no TOML, no UTF-8 text, or a number of thousands of digits
        raise UsageError(f"{FILE} cannot be read: {error}.") from None
    except RecursionError:
        raise UsageError(f"{FILE} is nested too deep to read.") from None


def wants_no_colour() -> bool:
    """Whether whoever reads the terminal has asked for plain text (https://no-color.org)."""
    return bool(os.environ.get("NO_COLOR"))


def secret(name: str) -> str:
    """The key in the environment variable ``name``; '' when it is not set."""
    return os.environ.get(name, "").strip() if name else ""
