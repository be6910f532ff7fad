"""The log as JSON: each line an object, each request told, and nothing in it that lets in."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from pathways.config import ROOT

SECRET = "hush-this-lets-somebody-in"
SCRIPT = """
import logging, sys
from pathways import create_app
from pathways.access import Action, requires

app = create_app()
secret = sys.argv[1]

@app.get("/broken/<token>")
@requires(Action.PUBLIC)
def broken(token):
    raise RuntimeError("two\\nlines")

client = app.test_client()
for address in ("/privacy", f"/reset-password/{secret}", f"/invitations/{secret}",
                f"/invitations/{secret}/more", f"/{secret}", f"/privacy?next={secret}",
                f"/broken/{secret}"):
    answer = client.get(address)
print(answer.headers["Request-Id"], answer.headers["Request-Id"] in answer.text)
logging.getLogger("gunicorn.error").error("a worker %s", "ended")
"""


def test_each_line_is_json_tells_of_its_request_and_holds_no_secret(tmp_path: Path) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PATHWAYS_")}
    done = subprocess.run(  # noqa: S603  # what it runs stands above
        [sys.executable, "-c", SCRIPT, SECRET],
        env={**plain, "PATHWAYS_LOG": "json", "PATHWAYS_INSTANCE": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert SECRET not in done.stderr
    lines: list[dict[str, Any]] = [json.loads(line) for line in done.stderr.splitlines()]
    told = [line for line in lines if line["logger"] == "pathways.requests"]
    assert [(line["address"], line["status"]) for line in told] == [
        ("/privacy", 503),
        ("/reset-password/…", 302),
        ("/invitations/…", 503),
        ("/invitations/…", 404),
        ("/…", 404),
        ("/privacy", 503),
        ("/broken/…", 500),
    ]
    assert all(line["seconds"] >= 0 and line["method"] == "GET" for line in told)
    # There is no database here: each page that asked for it says so under the same mark.
    marks = [line["request"] for line in told]
    assert len(set(marks)) == len(marks)
    failed = [line for line in lines if "We cannot reach our data" in line["message"]]
    assert {line["request"] for line in failed} <= set(marks)
    (broken,) = [line for line in lines if "traceback" in line]
    assert "RuntimeError: two\nlines" in broken["traceback"]
    # Whoever met the fault can name it to whoever reads the log.
    assert done.stdout.split() == [broken["request"], "True"]
    assert lines[-1]["message"] == "a worker ended"
