"""A Word document (.docx) as the markup of a web page, which source.webpage reads."""

import io
import re
from zipfile import ZipFile

from source.decoding import NotText, kind_of

UNPACKED_LIMIT = 20_000_000  # bytes of XML: its reader takes up to a hundred times the memory
STYLES = "p[style-name='Title'] => h1:fresh"  # beside those that mammoth knows
BACK = re.compile(' <a href="#(?:foot|end)note-ref-[^"]*">↑</a>')  # from a note to its mark


def markup(data: bytes) -> str:
    """Return a document as HTML, without pictures and what was deleted; NotText if it is none."""
    try:
        return BACK.sub("", _converted(data))
    except NotText:
        raise
    except Exception as error:  # a broken one makes zipfile and mammoth raise nearly anything
        kind = "" if data.startswith(b"PK") else kind_of(data)
        raise NotText(f"it is {kind or 'no whole Word document'}") from error


def _converted(data: bytes) -> str:
    import mammoth  # as with other files: asking needs no parser

    with ZipFile(io.BytesIO(data)) as packed:
        xml = (part.file_size for part in packed.infolist() if part.filename.endswith(".xml"))
        if sum(xml) > UNPACKED_LIMIT:
            raise NotText(f"unpacked it is larger than {UNPACKED_LIMIT:,} bytes")
    return mammoth.convert_to_html(
        io.BytesIO(data), style_map=STYLES, convert_image=lambda picture: []
    ).value
