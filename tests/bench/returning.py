"""A reviewed workbook comes back with 200 findings: the preview, and taking what it showed."""

import re
from io import BytesIO
from typing import Any

from flask import Flask

from pathways.db import db
from pathways.submissions.returning.uploads import read_upload
from tests.bench.clicks import counted
from tests.bench.printing import heading, line, micro
from tests.bench.rounds import take_turns
from tests.bench.stage import open_stage
from tests.page import Client
from tests.submissions.scene import COMMISSIONER, PROVIDER, make_scene, send
from tests.submissions.workbooks import FIRST, Review, exported

FINDINGS = 200
ROUNDS = 7
WORDS = ("Met", "Partly met")


class Reviewed:
    """One submission, whose workbook goes out and comes back again and again."""

    def __init__(self, app: Flask) -> None:
        scene = make_scene(app, level=4, codes=8)
        provider, self.client = Client(app), Client(app)
        provider.sign_in(PROVIDER)
        self.submission = send(provider, scene, **{"reason-SP": "Taught in another pathway."})
        self.client.sign_in(COMMISSIONER)
        self.client.get("/submissions")
        self.turn = 0
        self.file = b""
        self.parcel = ""

    def review(self) -> None:
        """Export the workbook, and write another finding and a new comment on 200 rows."""
        self.turn += 1
        review = Review(exported(self.client, self.submission))
        finding, comment = review.column("Finding"), review.column("Comment")
        for row in range(FIRST, FIRST + FINDINGS):
            assert review.sheet.cell(row, 1).value
            review.sheet.cell(row, finding).value = WORDS[self.turn % 2]
            review.sheet.cell(row, comment).value = f"Looked at for the {self.turn}. time."
        self.file = review.saved()

    def read(self) -> None:
        """Only read the workbook, in the process of its own."""
        read_upload(self.file)

    def preview(self) -> None:
        """Upload the workbook."""
        markup = self._post("return", {"workbook": (BytesIO(self.file), "back.xlsx")}, 200)
        assert f"Take {FINDINGS} rows" in markup
        found = re.search(r'name="parcel"[^>]*value="([^"]+)"', markup)
        assert found
        self.parcel = found[1]

    def take(self) -> None:
        """Agree to all of it."""
        self._post("return/take", {"parcel": self.parcel}, 303)

    def _post(self, step: str, values: dict[str, Any], status: int) -> str:
        """Post without the checks of every page that tests make, which take longer than the app."""
        answer = self.client.raw.post(
            f"/submissions/{self.submission}/{step}",
            data={"csrf_token": self.client.token, **values},
            content_type="multipart/form-data",
        )
        assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
        return answer.get_data(as_text=True)


def run() -> None:
    """Measure the way back of a workbook, by the clock: another process has a part in it."""
    heading(f"A workbook comes back: {FINDINGS} findings, each with a comment, level 4")
    with open_stage() as stage:
        reviewed = Reviewed(stage.app)
        reviewed.review()
        with stage.app.app_context():
            engine = db.engine
        reviewed.preview()
        with counted(engine) as taking:
            reviewed.take()
        times = take_turns(
            {
                "review": reviewed.review,
                "read": reviewed.read,
                "preview": reviewed.preview,
                "take": reviewed.take,
            },
            ROUNDS,
            warm_up=1,
        )
    kib = len(reviewed.file) / 1024
    line("Preview: uploaded, read, compared, shown", micro(times.median("preview")))
    line(f"Reading the file of {kib:.0f} KiB alone, in its process", micro(times.median("read")))
    line("Preview to reading", f"{times.ratio('preview', 'read')[0]:.2f}")
    line("Taking all of it, in one transaction", micro(times.median("take")))
    line("Taking", f"{taking.statements} statements, {taking.commits} commit")
