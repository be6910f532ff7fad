"""Two hundred fixed requests that no browser of ours sends, for whichever route they go to.

What is junk in the fields of a form is in `test_junk.py`; this is junk in all that is around it:
how a body calls itself and how it is packed, lengths, encodings, hosts, cookies, questions,
headers, methods, paths. They are fixed, so that what passes today passes tomorrow.
"""

import gzip
import zlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any, Final

FORM: Final = "application/x-www-form-urlencoded"
PARTS: Final = "multipart/form-data; boundary=cut"


@dataclass(frozen=True, slots=True)
class Junk:
    """A request: what is wrong with it, and what of it is not as usual.

    `kind` and `body` are what is sent; `cookie` takes the place of the session's, with `{}` for it.
    `length` is what the request says of its length, `tail` is put behind the path.
    """

    name: str
    kind: str | None = None
    body: bytes | None = None
    method: str = ""
    query: str = ""
    tail: str = ""
    host: str = "localhost"
    cookie: str = "{}"
    length: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    environ: dict[str, Any] = field(default_factory=dict)
    has_token: bool = True


def _part(head: bytes, body: bytes = b"x") -> bytes:
    return b"--cut\r\n" + head + b"\r\n\r\n" + body + b"\r\n--cut--\r\n"


_NAMED: Final = b'Content-Disposition: form-data; name="name"'
_JSON: Final = b'{"name": [1], "operation": {"a": null}, "csrf_token": 5}'
_XML: Final = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
)

_KINDS: Final = (
    ("application/json", _JSON),
    ("application/json", b"5"),
    ("application/json", b"null"),
    ("application/json", b"[1, 2"),
    ("application/json", b'"abc"'),
    ("application/json; charset=utf-16", _JSON.decode().encode("utf-16")),
    ("application/vnd.api+json", _JSON),
    ("application/problem+json", b"{}"),
    ("application/csp-report", b"{}"),
    ("application/reports+json", b"[]"),
    ("application/xml", _XML),
    ("text/xml; charset=utf-7", _XML),
    ("application/soap+xml", _XML),
    ("text/plain", b"name=x"),
    ("text/plain; charset=\xff", b"name=x"),
    ("text/html", b"<form>"),
    ("text/csv", b"a,b"),
    ("application/octet-stream", bytes(range(256))),
    ("application/x-www-form-urlencoded2", b"name=x"),
    ("application/x-protobuf", b"\x08\x96\x01"),
    ("application/zip", b"PK\x03\x04"),
    ("application/graphql", b"{a}"),
    ("image/svg+xml", b"<svg/>"),
    ("message/rfc822", b"From: a\r\n\r\nb"),
    ("multipart/mixed; boundary=cut", _part(_NAMED)),
    ("multipart/related; boundary=cut", _part(_NAMED)),
    ("multipart", b"--"),
    ("form-data", b"name=x"),
    ("/", b"name=x"),
    (";", b"name=x"),
    (",", b"name=x"),
    ("*/*", b"name=x"),
    ("", b"name=x"),
    ("x" * 8_000, b"name=x"),
    (f"{FORM}, application/json", b"name=x"),
    (f"{FORM}; charset=utf-8", b"name=%E9"),
    (f"{FORM};charset=iso-8859-1", b"name=\xe9"),
    (f"{FORM}; charset=nonsense", b"name=x"),
    (f"{FORM}; charset=utf-16", "name=x".encode("utf-16")),
    (FORM.upper(), b"name=x"),
)
"""What a body may call itself, with such a body."""

_BODIES: Final = (
    b"",
    b"&&&&&&&&",
    b"====",
    b"%",
    b"%zz=%zz",
    b"name=%ff%fe",
    b"name=%ed%a0%80",
    b"name=%00",
    b"%00=%00",
    b"name=\x00",
    b"name=\xff\xfe",
    b"name[]=1&name[a]=2",
    b"name;csrf_token=x",
    b"csrf_token=",
    b"csrf_token=x&csrf_token=y",
    b"operation=%F0%9F%98%80",
    b"+" * 1_000,
    b"&".join(b"a%d=b" % number for number in range(999)),
    b"&".join(b"a=b" for _ in range(2_000)),
    b"x" * 200_000 + b"=y",
    b"name=" + b"y" * 1_500_000,
    gzip.compress(b"name=x"),
    _JSON,
    _XML,
    b"\r\n\r\n",
)
"""Bodies that say that they are a form."""

_MULTIPART: Final = (
    ("multipart/form-data", _part(_NAMED)),
    ("multipart/form-data; boundary=", b"--\r\n"),
    ("multipart/form-data; boundary=cut", b""),
    (f"multipart/form-data; boundary={'b' * 300}", b"--" + b"b" * 300 + b"\r\n"),
    ('multipart/form-data; boundary="c u t"', b"--c u t\r\n" + _NAMED + b"\r\n\r\nx\r\n--c u t--"),
    ("multipart/form-data; boundary=\xe9", "--\xe9\r\n".encode()),
    ("multipart/form-data; boundary=cut; boundary=other", _part(_NAMED)),
    ("multipart/form-data; charset=utf-16; boundary=cut", _part(_NAMED)),
    (PARTS, b"no part at all"),
    (PARTS, b"--cut"),
    (PARTS, b"--cut--"),
    (PARTS, b"--cut\r\n--cut\r\n--cut--\r\n"),
    (PARTS, _part(b"")),
    (PARTS, _part(b"Content-Disposition: form-data")),
    (PARTS, _part(b'Content-Disposition: form-data; name=""')),
    (PARTS, _part(b"Content-Disposition: form-data; name")),
    (PARTS, _part(b'Content-Disposition: attachment; name="name"')),
    (PARTS, _part(b'Content-Disposition: form-data; name="na\x00me"')),
    (PARTS, _part(b'Content-Disposition: form-data; name="\xff\xfe"')),
    (PARTS, _part(b"Content-Disposition: form-data; name*=UTF-8''%00%ff")),
    (PARTS, _part(b'Content-Disposition: form-data; name="name"; filename=""')),
    (PARTS, _part(_NAMED + b'; filename="../../etc/passwd"')),
    (PARTS, _part(_NAMED + b'; filename="a\x00.xlsx"')),
    (PARTS, _part(_NAMED + b"; filename*=utf-16''%ff%fe")),
    (PARTS, _part(b'Content-Disposition: form-data; name="workbook"; filename="x.xlsx"')),
    (PARTS, _part(b'Content-Disposition: form-data; name="file"; filename="x.csv"', b"\xff" * 99)),
    (PARTS, _part(b'Content-Disposition: form-data; name="csrf_token"; filename="t"')),
    (PARTS, _part(_NAMED + b"\r\nContent-Type: text/plain; charset=nonsense", b"\xff")),
    (PARTS, _part(_NAMED + b"\r\nContent-Transfer-Encoding: base64", b"!!!")),
    (PARTS, _part(_NAMED + b"\r\nContent-Length: -1")),
    (PARTS, _part(_NAMED + b"".join(b"\r\nX-%d: y" % number for number in range(500)))),
    (PARTS, _part(b"X: " + b"y" * 100_000)),
    (PARTS, _part(b"\xff\xfe: \x00")),
    (PARTS, _part(_NAMED, b"--cut --cut\r\n--cu")),
    (PARTS, b"--cut\r\n" + _NAMED + b"\r\n\r\nnever ends"),
    (PARTS, b"--cut\n" + _NAMED + b"\n\nx\n--cut--\n"),
    (PARTS, b"p" * 100_000 + b"\r\n" + _part(_NAMED)),
    (PARTS, b"".join(b"--cut\r\n" + _NAMED + b"\r\n\r\nx\r\n" for _ in range(1_500)) + b"--cut--"),
    (PARTS, _part(_NAMED, b"y" * 1_500_000)),
    (PARTS, gzip.compress(_part(_NAMED))),
)
"""Forms in parts with something wrong in how they are packed."""

_LENGTHS: Final = (
    "",
    "0",
    "1",
    "-1",
    "abc",
    "1e3",
    "0x10",
    "٣",
    "7, 7",
    "99999999999999999999",
    " 6 ",
)
_ENCODINGS: Final = (
    {"Content-Encoding": "gzip"},
    {"Content-Encoding": "br, gzip, identity"},
    {"Transfer-Encoding": "chunked"},
    {"Transfer-Encoding": "gzip, chunked"},
    {"Transfer-Encoding": "\x0bchunked"},
    {"Accept-Encoding": "gzip;q=abc, *;q=-1"},
    {"Accept-Charset": "utf-7;q=9"},
)
_HOSTS: Final = (
    "",
    " ",
    "evil.example",
    "localhost:99999",
    "localhost:abc",
    "localhost:",
    "localhost@evil.example",
    "localhost/evil",
    "[::1",
    "[::1]:5000",
    "..",
    "xn--\xe9",
    "a" * 5_000,
    "localhost, evil.example",
    "<script>",
)
_ENVELOPE: Final = urlsafe_b64encode(b'{"_user_id": "1"}').rstrip(b"=").decode()
_BOMB: Final = urlsafe_b64encode(zlib.compress(b'{"a": "' + b"a" * 2_000_000 + b'"}')).decode()
_COOKIES: Final = (
    "",
    "pathways",
    "pathways=",
    "pathways=x",
    "pathways=a.b.c",
    "pathways=...",
    f"pathways={_ENVELOPE}.aaaa.bbbb",
    f"pathways=.{_BOMB}.aaaa.bbbb",
    f"pathways={'A' * 60_000}",
    "pathways=\xff\xfe",
    'pathways="',
    "pathways=%00",
    "pathways=1; pathways=2; {}",
    "{}; {}",
    "{}x",
    "x{}",
    "; ".join(f"c{number}=1" for number in range(500)),
    "=;=;;; , {}",
    "__Host-pathways=x; {}",
    "pathways-device=x.y.z; {}",
    "remember_token=1|aaaa; {}",
)
_QUERIES: Final = (
    "%",
    "%00",
    "%zz",
    "%ff=%fe",
    "a=%ed%a0%80",
    "page=99999999999999999999",
    "page=-1",
    "page=%D9%A3",
    "page=1&page=2&page=",
    "search=%00",
    "search=%22%20OR%20*",
    "next=//evil.example",
    "&;&;=",
    "a[]=1&a[b][c]=2",
    "x" * 8_000,
    "&".join("level=2" for _ in range(1_000)),
    "_method=DELETE&csrf_token=x",
    "edition=%F0%9F%98%80&standard=%00&level=9",
)
_HEADERS: Final = (
    {"HX-Request": "true"},
    {"HX-Request": "\xff", "HX-Target": "\x01"},
    {"HX-Request": "true", "HX-Current-URL": "javascript:alert(1)"},
    {"HX-Boosted": "true", "HX-Trigger": "#" * 5_000},
    {"By-Itself": "\xff"},
    {"X-Forwarded-For": "\xff, 1, ::"},
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "\xff"},
    {"Origin": "null", "Referer": "\xff"},
    {"Range": "bytes=0-0,5-1,-9"},
    {"Range": "bytes=abc", "If-Range": "\xff"},
    {"If-None-Match": '*, W/"\xff'},
    {"If-Modified-Since": "Thu, 99 Foo 0000 99:99:99"},
    {"If-Match": '"x"', "If-Unmodified-Since": "x"},
    {"Accept": "\xff;q=1,*"},
    {"Accept-Language": "x" * 5_000},
    {"Authorization": "Basic \xff"},
    {"Authorization": f"Bearer {'x' * 5_000}"},
    {"Authorization": "Digest username="},
    {"User-Agent": ""},
    {"Expect": "100-continue", "Upgrade": "websocket", "Connection": "Upgrade"},
)
_METHODS: Final = ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get", "G" * 300)
_TAILS: Final = ("/", "//", "/..", "/.%2e/", "%00", ";a=b", "\ufffe", "/" + "x" * 5_000, "?")


def _all() -> tuple[Junk, ...]:
    made = [
        *(Junk(f"a body that calls itself {k[:40]!a}", k, body) for k, body in _KINDS),
        *(Junk(f"a form of {body[:20]!r}", FORM, body) for body in _BODIES),
        *(Junk(f"parts of {k[:60]!a} {body[:70]!r}", k, body) for k, body in _MULTIPART),
        *(Junk(f"a length of {n!a}", FORM, b"name=x", length=n) for n in _LENGTHS),
        *(Junk(f"{headers!a}", FORM, b"name=x", headers=headers) for headers in _ENCODINGS),
        *(Junk(f"the host {host[:40]!a}", host=host) for host in _HOSTS),
        *(Junk(f"the cookie {cookie[:40]!a}", cookie=cookie) for cookie in _COOKIES),
        *(Junk(f"the question {query[:40]!a}", query=query) for query in _QUERIES),
        *(Junk(f"{str(headers)[:80]!a}", headers=headers) for headers in _HEADERS),
        *(Junk(f"the method {method[:20]}", method=method) for method in _METHODS),
        *(Junk(f"the path with {tail[:20]!a}", tail=tail) for tail in _TAILS),
    ]
    return tuple(made)


JUNK: Final = _all()
