"""Checks what is deployed in the words of a gateway, whoever wrote it: LiteLLM's config.yaml, OpenRouter's bodies.

``placed`` reads a file and remembers where everything stands; ``litellm`` and ``openrouter`` find what a file names;
``known`` turns these names back into offers, with the exporters' own functions; ``check`` says what has to be mended.
"""
