"""The commands of ``intel``, and what becomes of an error: one sentence on stderr and an exit code.

0 done, 1 partly done, 2 wrong call or no catalog, 3 a check found something.

A command is the function of its own name in the module of its own name, imported when it is called: help must not
wait for a database library.
"""

import os
import sys
from importlib import import_module
from pathlib import Path
from traceback import extract_tb
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from intel.errors import IntelError, UsageError

PARTLY, WRONG_CALL, FOUND, INTERRUPTED = 1, 2, 3, 130

COMMANDS = {
    "up": "Migrate, seed, serve the dashboard, collect in the background, publish the routing table.",
    "init": "Make or migrate the catalog and load the seeds; running it again changes nothing.",
    "collect": "Run collectors now: all of them, or the named sources.",
    "worker": "Collect each source when it is due, and publish the routing table, until it is asked to end.",
    "sources": "Every source: licence, cadence, last run, age, and what went wrong.",
    "doctor": "What ails a source: what was expected, what came, since when, and what still stands.",
    "models": "Search the models, the most hosted ones first.",
    "offers": "Hosts of a model: comparable ones cheapest first, then the others and why.",
    "spread": "Price spread of a model over its hosts, against closed peers.",
    "cost": "What one request costs in USD, with its breakdown; or a whole log of them.",
    "route": "The routing table: per task the cheapest model that is good enough, and its fallbacks.",
    "policy": "Routing policies: check one, start one from a ready one, print the schema for editors.",
    "backtest": "What following a policy would have cost and kept, day by day, beside two habits.",
    "leaders": "Who leads each task, by how much, and how sure that is.",
    "quality": "Every model's estimated quality at a task, best first: the expected share of its basket solved.",
    "scores": "Every score of a model: edition, effort, harness, who reports it, interval, cost, day and source.",
    "estimate": "Fit every model's quality per task to the scores in the catalog, and write what changed as events.",
    "why": "Where the price of an offer comes from: every source's word on it.",
    "history": "Every price change of a model's offers: when, by whose word, before and after.",
    "quarantine": "What waits to be believed: list it, accept it or reject it.",
    "audit": "Our prices and those of each database against the pages of the labs that sell the models.",
    "alerts": "Who is told of what: check the rules, list deliveries, send what is due, test, retry, print a feed.",
    "overrides": "Your own word on a price, a fee, a kind or a name: list it beside the world's, or check the file.",
    "resolve": "Which models some names mean; from stdin, one a line, where none is given.",
    "identity": "The names nobody could place: list them, accept a meaning or reject one.",
    "backfill": "The past of models.dev and LiteLLM, out of the packages on PyPI that carried them, replayed in order.",
    "prune": "Remove raw replies that nothing cites, pack old ones tighter, thin old performance readings.",
    "backup": "Copy the catalog into one file while it is in use.",
    "restore": "Put a backup in the place of the catalog.",
    "export": "Write the seeds of this catalog, or count what it holds.",
}
"""Name → the first sentence of its help, in the order of `intel --help`."""


class Commands(TyperGroup):
    """A group that imports a command when it is called, and whose every failure is one sentence."""

    def list_commands(self, _: Any) -> list[str]:
        """Names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, _: Any, cmd_name: str) -> Any:
        """The command of that name, imported now; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        function = getattr(import_module(f"intel.cli.{cmd_name}"), cmd_name)
        single.command(name=cmd_name)(function)
        return typer.main.get_command(single)

    def format_commands(self, _: Any, formatter: Any) -> None:
        """The table of commands, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse bytes that are no text: no name in the catalog has them, and no document could hold them."""
        for word in args:
            if any(0xD800 <= ord(c) < 0xE000 for c in word):
                raise UsageError(f"The argument {os.fsencode(word)[:40]!r} is no UTF-8 text.")
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command, then leave with its exit code."""
        extra["standalone_mode"] = False
        try:
            code = super().main(*args, **extra)
            sys.stdout.flush()
        except BrokenPipeError:
            _hung_up()
        except SystemExit as left:
            if isinstance(left.__context__, BrokenPipeError):
                _hung_up()
            raise
        except Exception as error:
            typer.echo(sentence_for(error), err=True)
            sys.exit(WRONG_CALL)
        if code == INTERRUPTED:
            typer.echo("Interrupted.", err=True)
        sys.exit(code if isinstance(code, int) else 0)


def _hung_up() -> NoReturn:
    """Leave as one who is done: the reader of our output has all that it wanted (`intel history … | head -2`)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    sys.exit(0)


def sentence_for(error: Exception) -> str:
    """What a person reads of an error, on one line; a fault of our own names its place."""
    if isinstance(error, TyperException):
        text = _usage(error)
    elif isinstance(error, OSError) and error.strerror:
        text = f"{error.filename or 'The output'}: {error.strerror}."
    elif isinstance(error, IntelError):
        text = str(error)
    else:
        last = extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno}"
        text = f"This is a bug in intel ({type(error).__name__} at {where}: {str(error)[:200]}); please report it."
    return " ".join(text.split())


def _usage(error: TyperException) -> str:
    format_message = getattr(error, "format_message", None)
    context = getattr(error, "ctx", None)
    how = f" Try: {context.command_path} --help" if context is not None else ""
    said = str(format_message() if format_message else error)
    return f"{said}{'' if said.endswith(('.', '?')) or not how else '.'}{how}"


app = typer.Typer(cls=Commands, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def intel(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Prices, hosts and routes of language models, every number with its source and its time."""
    from intel import __version__

    if version:
        typer.echo(f"intel {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
