"""Ids of AWS Bedrock, which other sources carry as they stand."""

import re

_PROFILE = re.compile(r"^(global|us-gov|us|eu|apac|au|jp|ca|sa|me|af)\.[a-z0-9-]+\.")


def geography(sku: str) -> str:
    """Where a cross-region inference profile may run ("eu.anthropic.claude-…" → "eu"); '' for a plain model id.

    The prefix stays part of the SKU: it is what a caller has to send.
    """
    match = _PROFILE.match(sku)
    return match[1] if match else ""
