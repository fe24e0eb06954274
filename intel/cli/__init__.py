"""The command line. ``main`` is the console script; nothing heavy is imported before a command needs it."""


def main() -> None:
    """Run ``intel`` with the arguments of this process."""
    try:
        from intel.cli.app import app

        app(prog_name="intel")
    except KeyboardInterrupt:  # while modules are still being imported: no command has begun
        raise SystemExit(130) from None
