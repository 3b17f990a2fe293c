"""A Word document (.docx) as the markup of a web page, which source.webpage reads."""

import io
import re
import zlib
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from source.decoding import NotText, kind_of

UNPACKED_LIMIT = 100_000_000  # bytes: a few kilobytes can be packed that fill the memory
STYLES = "p[style-name='Title'] => h1:fresh"  # beside those that mammoth knows
BACK = re.compile(' <a href="#(?:foot|end)note-ref-[^"]*">↑</a>')  # from a note to its mark
# What zipfile and mammoth were seen to raise over documents broken at random.
BROKEN = (
    BadZipFile,
    EOFError,
    ExpatError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)


def markup(data: bytes) -> str:
    """Return a document as HTML, without pictures and what was deleted; NotText if it is none."""
    import mammoth  # as with other files: asking needs no parser

    try:
        with ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_LIMIT:
                raise NotText(f"unpacked it is larger than {UNPACKED_LIMIT:,} bytes")
        page = mammoth.convert_to_html(
            io.BytesIO(data), style_map=STYLES, convert_image=lambda picture: []
        )
    except NotText:  # a ValueError too
        raise
    except BROKEN as error:
        kind = "" if data.startswith(b"PK") else kind_of(data)
        raise NotText(f"it is {kind or 'no whole Word document'}") from error
    return BACK.sub("", page.value)
