"""Every error the package raises on purpose.

* IntelError             one clear sentence: what, where and how to mend it
  + UsageError           the caller asked for something that cannot be (exit code 2)
  + CatalogError         the database is missing, too old, locked or full (exit code 2)
  + SourceError          a whole reply cannot be believed: the run fails, the catalog stands
  + RowError             one row cannot be believed: it becomes a ``Rejected``
  + UnpricedError        a cost was asked for a meter that the rate card does not state
"""


class IntelError(Exception):
    """Base of all. Its text is one sentence fit for a terminal."""


class UsageError(IntelError):
    """The call is wrong: unknown model, unknown format, bad option."""


class CatalogError(IntelError):
    """The catalog cannot be read or written."""


class SourceError(IntelError):
    """A reply as a whole is not what the source promises: HTML for JSON, cut short, too few records."""


class RowError(IntelError):
    """One row of a reply cannot be believed. Caught by the collector's row loop, never by the runner."""


class UnpricedError(IntelError):
    """The rate card states no price for a meter that the workload uses; absence is not zero."""
