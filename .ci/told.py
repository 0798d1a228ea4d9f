"""Where pip is told to take packages from, as the shell sets it for uv."""

import ast
import shlex
import subprocess
import sys

NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}
listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], stdout=subprocess.PIPE, text=True).stdout
found = {"UV_INDEX_STRATEGY": "unsafe-best-match"}  # as pip chooses: the best of all places
for line in listed.splitlines():
    key, _, value = line.partition("=")
    place, _, name = key.rpartition(".")
    if place in ("global", "install", ":env:") and name in NAMES:  # the environment comes last, and goes before a file
        parts = str(ast.literal_eval(value)).split()
        found[NAMES[name]] = ("," if name == "find-links" else " ").join(parts)
for name, value in found.items():
    print(f"export {name}={shlex.quote(value)}")
