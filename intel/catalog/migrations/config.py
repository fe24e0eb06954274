"""Alembic's settings in code, so that an installed package can migrate without a configuration file."""

from pathlib import Path

from alembic.config import Config
from sqlalchemy import Engine


def config(engine: Engine) -> Config:
    """Settings for Alembic's commands on the catalog of ``engine``."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["engine"] = engine
    return made
