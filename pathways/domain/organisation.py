"""Where an organisation stands with this copy of Pathways."""

from pathways.domain.worded import Tone, Worded


class OrganisationState(Worded):
    """From the request to the end."""

    ASKED = "asked", "Waiting", Tone.PARTIAL
    ACTIVE = "active", "Active", Tone.FULL
    DECLINED = "declined", "Declined", Tone.MISSING
    CLOSED = "closed", "Closed", Tone.MISSING
