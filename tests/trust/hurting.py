"""Texts that would run, load or send something if a page took any of them for more than words.

Each leaves a mark where it works: an element or an attribute that is called `hurt`, a request to an
address below /hurt or to another machine, a dialog, or a breach of the Content Security Policy.
"""

from typing import Final

LONGEST: Final = 110
"""Signs that a name may have."""

_RUN: Final = "hurt=1"
_TAGS: Final = (
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    "<script src=/hurt></script>",
    f"<ScRiPt>{_RUN}</sCrIpT>",
    f"<scr<script>ipt>{_RUN}</script>",
    f"<img src=/hurt onerror={_RUN}>",
    f"<img src=x onerror={_RUN}//",
    "<img src=//stray.example/hurt>",
    f"<svg onload={_RUN}>",
    f"<svg/onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x>",
    f"<body onload={_RUN}>",
    f"<details open ontoggle={_RUN}>",
    f"<input autofocus onfocus={_RUN}>",
    f"<select autofocus onfocus={_RUN}>",
    f"<video><source onerror={_RUN}></video>",
    f"<audio src=/hurt onerror={_RUN}>",
    f"<marquee onstart={_RUN}>",
    "<iframe src=/hurt></iframe>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'>",
    f"<iframe src=javascript:parent.{_RUN}>",
    "<object data=/hurt></object>",
    "<embed src=/hurt>",
    "<link rel=stylesheet href=/hurt>",
    "<style>@import '/hurt';</style>",
    "<style>*{background:url(/hurt)}</style>",
    "<base href=/hurt/>",
    "<meta http-equiv=refresh content='0;url=/hurt'>",
    "<form action=/hurt><button id=hurt>",
    "<button formaction=/hurt data-hurt>",
    "<template><hurt></hurt></template>",
    "<hurt data-hurt>x</hurt>",
    "<p style=position:fixed data-hurt>",
    f"<a href=javascript:{_RUN} data-hurt>x</a>",
    "<math><mi data-hurt>x</mi></math>",
    f"<math><mtext><img src=x onerror={_RUN}>",
    f"<!--><script>{_RUN}</script>-->",
    f"<![CDATA[<script>{_RUN}</script>]]>",
    f"<noscript><p title='</noscript><img src=x onerror={_RUN}>'>",
    "<table><td background=/hurt data-hurt>",
    "<isindex action=/hurt type=image>",
    "<dialog open data-hurt>",
    "<slot name=x data-hurt>",
    "<hr data-hurt>",
    "<plaintext data-hurt>",
    "<xmp><p data-hurt></xmp>",
)
_OUT_OF: Final = (
    f"</textarea><script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>",
    "</option></select><hurt data-hurt>",
    "</style><hurt data-hurt>",
    "</noscript><hurt data-hurt>",
    "</template><hurt data-hurt>",
    "--><hurt data-hurt>",
    "]]><hurt data-hurt>",
    f'"><script>{_RUN}</script>',
    f"'><script>{_RUN}</script>",
    f'" onmouseover={_RUN} data-hurt="',
    f"' onmouseover={_RUN} data-hurt='",
    f'" autofocus onfocus={_RUN} data-hurt="',
    " data-hurt onfocus=alert(1) autofocus ",
    "x data-hurt",
    "x\tdata-hurt=1",
    "`data-hurt=1`",
    '\\" data-hurt=\\"',
    "\\u0022 data-hurt=\\u0022",
    "&quot; data-hurt=&quot;",
    "&#34; data-hurt=&#34;",
    "&lt;hurt data-hurt&gt;",
    "%22%20data-hurt=%22",
    "\\x3churt data-hurt\\x3e",
    "\uff1churt data-hurt\uff1e",
)
_HTMX: Final = (
    "<div hx-get=/hurt hx-trigger=load>",
    "<div hx-post=/hurt hx-trigger=load>",
    "<div data-hx-post=/hurt data-hx-trigger=load>",
    "<div hx-put=/hurt hx-trigger='load delay:1ms'>",
    "<div hx-delete=/hurt hx-trigger=revealed>",
    "<div hx-patch=/hurt hx-trigger='every 9ms'>",
    f"<div hx-on:htmx:load={_RUN}>",
    f"<div hx-on::load={_RUN}>",
    f"<div hx-vals='js:{{x:{_RUN}}}' hx-get=/hurt hx-trigger=load>",
    "<div hx-ext=hurt data-hurt>",
    "<div hx-boost=true><a href=/hurt data-hurt>x</a></div>",
    "<div hx-swap-oob=true id=main data-hurt>",
    "<div hx-headers='{\"hurt\":1}' data-hurt>",
    '" hx-get=/hurt hx-trigger=load data-hurt="',
    "' hx-post='/hurt' hx-trigger='load' data-hurt='",
    '" hx-vals=\'{"hurt":1}\' data-hurt="',
    '","hurt":"1',
    "'}' data-hurt hx-post='/hurt",
    "x hx-post=/hurt hx-trigger=load data-hurt",
)
_ADDRESSES: Final = (
    f"javascript:{_RUN}",
    f"JaVaScRiPt:{_RUN}",
    f"java\tscript:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
    f"vbscript:{_RUN}",
    "//stray.example/hurt",
    "/\\stray.example/hurt",
    'https://stray.example/hurt" data-hurt="',
    "https://stray.example/<hurt data-hurt>",
    "https://stray.example/'onmouseover='hurt=1",
)
_OTHERS: Final = (
    "{{7*7}}<hurt data-hurt>",
    "{% raw %}<hurt data-hurt>{% endraw %}",
    "${hurt=1}",
    "#{hurt}",
    "<%= hurt %>",
    "<hurt\x0bdata-hurt>".replace("\x0b", " "),
    "+ADw-hurt data-hurt+AD4-",
    "<<hurt data-hurt>>",
    "<hurt/data-hurt>",
    "<\u200bhurt data-hurt>",
    "[x](javascript:hurt=1)",
    "![x](/hurt)",
    "**<hurt data-hurt>**",
    "@import url(/hurt);",
    "};hurt=1;//",
    "';hurt=1;'",
    "</p><p data-hurt>",
)
STRINGS: Final = tuple(dict.fromkeys((*_TAGS, *_OUT_OF, *_HTMX, *_ADDRESSES, *_OTHERS)))
"""All of them."""


def bundles() -> list[str]:
    """Return them joined, as many in a text as a name has room for."""
    found = [""]
    for one in STRINGS:
        if len(found[-1]) + len(one) + 1 > LONGEST:
            found.append("")
        found[-1] = f"{found[-1]} {one}".strip()
    return found
