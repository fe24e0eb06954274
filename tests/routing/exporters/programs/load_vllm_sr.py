"""Read each file as the vLLM semantic router does; its package calls itself ``cli``, hence a process of its own.

.tools/validators/bin/python load_vllm_sr.py FILE…   →   {file: "" or what is wrong}
"""

import json
import sys
from contextlib import redirect_stdout

from cli.parser import ConfigParseError, parse_user_config
from cli.validator import validate_user_config

found = {}
with redirect_stdout(sys.stderr):
    for path in sys.argv[1:]:
        try:
            config = parse_user_config(path)
            found[path] = "; ".join(map(str, validate_user_config(config)))
        except ConfigParseError as error:
            found[path] = str(error)
json.dump(found, sys.stdout)
