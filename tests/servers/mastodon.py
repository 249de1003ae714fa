"""A stand-in for a Mastodon server, on this computer only.

    python mastodon.py FOLDER

Prints one line of JSON when it is ready and ends when its standard input closes, so that no test
can leave it behind. FOLDER takes its files and is removed at the end.
"""

import json
import os
import shutil
import sys

os.environ["TMPDIR"] = sys.argv[1]

from mastodon_mock.testing.server import MockServer  # noqa: E402 (TMPDIR must be set first)

server = MockServer(log_level="critical", startup_timeout=60.0).start()
print(json.dumps({"url": f"http://127.0.0.1:{server._port}", "people": ["alice", "bob", "carol"]}), flush=True)
sys.stdin.read()
shutil.rmtree(sys.argv[1], ignore_errors=True)
os._exit(0)
