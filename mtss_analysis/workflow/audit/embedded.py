"""Texts that a file holds in another dress: packed into a picture, or written with two bytes a letter."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

PNG = b"\x89PNG\r\n\x1a\n"
LARGEST = 1 << 22
"""Most that is unpacked of one text [bytes]."""


def png_texts(data: bytes) -> Iterator[str]:
    """Give the packed texts of a PNG picture (chunks zTXt and iTXt); broken ones are passed over.

    Source: W3C, Portable Network Graphics (PNG) Specification, section 11.3.3.

    Examples
    --------
    >>> body = b"about" + bytes([0, 0]) + zlib.compress(b"K-1")
    >>> list(png_texts(PNG + struct.pack(">I", len(body)) + b"zTXt" + body + b"0000"))
    ['K-1']
    """
    at = len(PNG) if data.startswith(PNG) else len(data)
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        if kind in {b"zTXt", b"iTXt"} and (text := _unpacked(kind, body)):
            yield text
        at += 12 + size


def _unpacked(kind: bytes, body: bytes) -> str:
    _, _, rest = body.partition(b"\0")
    if kind == b"zTXt":
        packed, letters = rest[1:], "latin-1"
    elif rest[:1] == b"\1":
        packed, letters = rest[2:].split(b"\0", 2)[-1], "utf-8"
    else:
        return ""
    try:
        return zlib.decompressobj().decompress(packed, LARGEST).decode(letters, "replace")
    except zlib.error:
        return ""


def decoded(data: bytes) -> str:
    """Read a text file in UTF-8, or in UTF-16 or UTF-32 with or without its mark.

    Examples
    --------
    >>> decoded("K-1".encode("utf-16")), decoded("K-1".encode("utf-16-le")), decoded(b"K-1")
    ('K-1', 'K-1', 'K-1')
    """
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return data.decode("utf-32", "replace")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:  # no text in UTF-8 has an empty byte: two or four bytes a letter
        return data.replace(b"\0", b"").decode("utf-8", "replace")
    return data.decode("utf-8-sig", "replace")
