"""Provider price and benchmark intelligence for everyone who routes between language models."""

__version__ = "0.1.0"
