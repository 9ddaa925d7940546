"""Make SurveyToolsSansSC-Regular.otf from the Simplified Chinese face of NotoSansCJK-Regular.ttc.

The font lets matplotlib draw Chinese on a machine that has no Chinese font. It holds all of GB2312, ASCII, Latin-1,
Greek and the punctuation and mathematical symbols that figures use. Noto has few superscript and no subscript
characters, so the missing ones are drawn as reduced copies of the ordinary digits and letters.

The same input and the same fontTools version give the same bytes.
"""

import argparse
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

SOURCE_NAME = "NotoSansCJKsc-Regular"
FAMILY = "SurveyTools Sans SC"
POSTSCRIPT_NAME = "SurveyToolsSansSC-Regular"
OUTPUT = Path(__file__).with_name(f"{POSTSCRIPT_NAME}.otf")

BLOCKS = (
    range(0x0020, 0x007F),  # ASCII
    range(0x00A0, 0x0100),  # Latin-1
    range(0x0370, 0x0400),  # Greek
    range(0x2000, 0x2070),  # general punctuation
    range(0x2070, 0x20A0),  # superscripts and subscripts
    range(0x20A0, 0x20D0),  # currency
    range(0x2100, 0x2190),  # letterlike symbols, number forms
    range(0x2190, 0x2200),  # arrows
    range(0x2200, 0x2300),  # mathematical operators
    range(0x2460, 0x2500),  # enclosed numbers
    range(0x25A0, 0x2600),  # geometric shapes
    range(0x3000, 0x3040),  # CJK punctuation, with the zero of dates
)
# Characters outside GB2312 that are frequent in present-day text and names, and the check mark.
EXTRA = "啰瞭镕喆堃玥珺祎翀昇邨晞瑀瑄璟焜嫄彧旸✓"

# Superscripts and subscripts to draw, each with the character that is reduced.
SUPERSCRIPTS = dict(zip("⁰⁵⁶⁷⁸⁹⁺⁻ⁿ", "056789+−n", strict=True))
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐᵢⱼₖₘₙₓ", "0123456789+−aijkmnx", strict=True))
# The size and place of Noto's own superscript two against its ordinary two.
SCALE_X, SCALE_Y, SIDE_BEARING = 0.66, 0.595, 20
SUPERSCRIPT_RISE, SUBSCRIPT_RISE = 441, -140


def gb2312_codes() -> Iterator[int]:
    """Yield the code points of all two-byte GB2312 characters."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def open_face(path: Path) -> TTFont:
    """Return the Simplified Chinese face of the collection, with its own time stamps."""
    for font in TTCollection(path, recalcTimestamp=False):
        if font["name"].getDebugName(6) == SOURCE_NAME:
            return font
    raise SystemExit(f"{path}: no face named {SOURCE_NAME}")


def subset(font: TTFont) -> None:
    """Reduce the font to the wanted characters, without hinting, layout features and vertical metrics.

    The subroutines of the outlines are kept: the file is smaller with them.
    """
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 13, 14]
    options.name_languages = [0x409]
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=chain(gb2312_codes(), *BLOCKS, map(ord, EXTRA)))
    subsetter.subset(font)


def add_reduced(font: TTFont, char: str, source_char: str, rise: int) -> None:
    """Add the character as a reduced copy of another one, moved up by `rise` units."""
    top = font["CFF "].cff.topDictIndex[0]
    glyph_set = font.getGlyphSet()
    source = font.getBestCmap()[ord(source_char)]
    source_id = font.getGlyphID(source)
    width = round(glyph_set[source].width * SCALE_X) + 2 * SIDE_BEARING

    private = top.FDArray[top.FDSelect[source_id]].Private
    pen = T2CharStringPen(width - private.nominalWidthX, glyph_set)
    glyph_set[source].draw(TransformPen(pen, (SCALE_X, 0, 0, SCALE_Y, SIDE_BEARING, rise)))
    outline = pen.getCharString(private, top.GlobalSubrs)

    name = f"cid{max(int(cid[3:]) for cid in top.charset if cid.startswith('cid')) + 1:05d}"
    top.CharStrings.charStringsIndex.append(outline)
    top.CharStrings.charStrings[name] = len(top.charset)
    top.FDSelect.gidArray.append(top.FDSelect[source_id])
    font.setGlyphOrder([*top.charset, name])
    top.charset = font.getGlyphOrder()
    font["hmtx"][name] = (width, 0)
    left = outline.calcBounds(font.getGlyphSet())[0]
    font["hmtx"][name] = (width, round(left))
    for table in font["cmap"].tables:
        table.cmap[ord(char)] = name


def rename(font: TTFont) -> None:
    """Give the font its own name and keep the copyright, trademark and licence records."""
    names = font["name"]
    version = f"{font['head'].fontRevision:.3f}"
    texts = {
        1: FAMILY,
        3: f"{version};{POSTSCRIPT_NAME}",
        4: FAMILY,
        5: f"Version {version}; subset",
        6: POSTSCRIPT_NAME,
        10: f"Modified version of Noto Sans CJK SC {version}: a subset with added superscripts and subscripts.",
        16: FAMILY,
        17: "Regular",
    }
    for name_id, text in texts.items():
        names.setName(text, name_id, 3, 1, 0x409)

    cff = font["CFF "].cff
    cff.fontNames = [POSTSCRIPT_NAME]
    top = cff.topDictIndex[0]
    top.FullName = top.FamilyName = FAMILY
    for part in top.FDArray:
        part.FontName = f"{POSTSCRIPT_NAME}-{part.FontName.rsplit('-', 1)[1]}"


def main() -> None:
    """Read the command line and write the font."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="NotoSansCJK-Regular.ttc of the Debian package fonts-noto-cjk")
    parser.add_argument("-o", "--output", type=Path, default=OUTPUT, help="font file to write (default: %(default)s)")
    args = parser.parse_args()

    font = open_face(args.source)
    subset(font)
    for char, source_char in SUPERSCRIPTS.items():
        add_reduced(font, char, source_char, SUPERSCRIPT_RISE)
    for char, source_char in SUBSCRIPTS.items():
        add_reduced(font, char, source_char, SUBSCRIPT_RISE)
    rename(font)

    missing = {*gb2312_codes(), *BLOCKS[0], *BLOCKS[1], *map(ord, EXTRA)} - font.getBestCmap().keys()
    if missing:
        raise SystemExit("missing characters: " + "".join(map(chr, sorted(missing))))
    font.save(args.output)
    print(f"{args.output}: {args.output.stat().st_size} bytes, {len(font.getBestCmap())} characters")


if __name__ == "__main__":
    main()
