"""What a reviewer finds of a line or a competency."""

from pathways.domain.worded import Tone, Worded


class Finding(Worded):
    """A reviewer's mark. Pages, keys and workbooks follow from this list alone."""

    MET = "met", "Met", Tone.FULL
    PARTLY_MET = "partly_met", "Partly met", Tone.PARTIAL, "Partly"
    NOT_MET = "not_met", "Not met", Tone.MISSING
    NOT_APPLICABLE = "not_applicable", "Not applicable", Tone.PLAIN, "N/A"

    @property
    def key(self) -> str:
        """The key on the keyboard that sets it: "1" for the first."""
        return str(list(Finding).index(self) + 1)

    @property
    def is_in_doubt(self) -> bool:
        """Whether it leaves something to be done."""
        return self.tone in (Tone.PARTIAL, Tone.MISSING)
