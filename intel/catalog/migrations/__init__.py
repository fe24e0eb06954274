"""The catalog's history, shipped with the package. Revisions are numbered, so that older and newer can be told."""

HEAD = "0005"
"""The revision of this package's tables. A test holds it to the newest file of ``versions``."""
