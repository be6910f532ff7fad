"""No old TLS, neither towards people nor towards the servers that the app asks."""

import re
import ssl
from pathlib import Path

DEPLOYMENT = Path(__file__).parents[1] / "docs" / "deployment"


def test_old_tls_is_spoken_nowhere() -> None:
    nginx = (DEPLOYMENT / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"ssl_protocols\s+([^;]+);", nginx) == ["TLSv1.2 TLSv1.3"]
    # Caddy speaks nothing older by itself, unless told so.
    assert not re.search(r"\bprotocols\b", (DEPLOYMENT / "Caddyfile").read_text(encoding="utf-8"))
    assert ssl.create_default_context().minimum_version >= ssl.TLSVersion.TLSv1_2
