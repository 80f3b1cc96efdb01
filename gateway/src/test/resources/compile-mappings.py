"""Emissary's own compiler over the objects of standard input, YAML: what it complains of, and what it gives Envoy, as JSON."""

import json
import logging
import sys

from ambassador.compile import Compile

logging.basicConfig(stream=sys.stderr, level=logging.ERROR)
compiled = Compile(logging.getLogger("emissary"), sys.stdin.read(), k8s=True)
json.dump({"errors": compiled["ir"].aconf.errors, "envoy": compiled["xds"].as_dict()}, sys.stdout, default=str)
