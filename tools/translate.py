"""For the translator: what is missing or stale, and saying that a translation is up to date again.

python -m tools.translate status               every missing or stale text, with file and line
python -m tools.translate ack ID [ID ...]      the translation of this cell fits its English again
                                               (01:tangent, where several lessons have an id; solutions/01:tangent)
python -m tools.translate ack --all NN         every translation of that lesson fits (after a whole read)
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from .build import sources
from .source import ROOT, Cell, Source, SourceError, read, shown, text_hash


def status(top: Path = ROOT) -> list[str]:
    """What is to be translated: file:line: id, language, missing or stale."""
    lines = []
    for path in sources(top):
        try:
            source = read(path)
        except SourceError as error:
            lines.append(str(error))
            continue
        for cell, language, what in source.translations():
            line = cell.lines.get(language, cell.line)
            lines.append(f"{shown(path)}:{line}: {cell.id} {language} {what}")
    return lines


def find(name: str, top: Path = ROOT) -> tuple[Source, Cell]:
    """The cell that `[solutions/][NN:]id` means.

    Raises:
        LookupError: none, or several.
    """
    place, _, wanted = name.rpartition(":")
    folder, _, number = place.rpartition("/")
    found = []
    for path in sources(top):
        if (number and path.stem[:2] != number[:2]) or (folder and path.parents[1].name != folder):
            continue
        source = read(path)
        found += [(source, cell) for cell in source.cells if cell.kind == "markdown" and cell.id == wanted]
    if len(found) != 1:
        places = ", ".join(f"{each.path.parents[1].name}/{each.number}:{wanted}" for each, _ in found)
        raise LookupError(f"{name}: there is no such markdown cell" if not found else f"{name}: which? {places}")
    return found[0]


def acknowledge(source: Source, cell: Cell) -> list[str]:
    """Write the present hash into the cell's translations; returns what changed."""
    lines = source.path.read_text(encoding="utf-8").split("\n")
    done = []
    for language, line in cell.lines.items():
        if cell.stale(language) != "stale":
            continue
        mark = f'of="{text_hash(next(iter(cell.texts.values())))}"'
        bare = re.sub(r'\s+of="[^"]*"', "", lines[line - 1].rstrip())
        lines[line - 1] = f"{bare} {mark}"
        done.append(f"{shown(source.path)}:{line}: {cell.id} {language} {mark}")
    if done:
        source.path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    return done


def main(arguments: list[str] | None = None, top: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("status", "ack"))
    parser.add_argument("ids", nargs="*", metavar="ID")
    parser.add_argument("--all", action="store_true", help="the names are lessons: acknowledge all of their cells")
    options = parser.parse_intermixed_args(arguments)
    if options.command == "status":
        lines = status(top)
        print(*lines or ["Every text is translated."], sep="\n")
        return 1 if lines else 0
    if not options.ids:
        parser.error("ack which cell? python -m tools.translate status lists them")
    try:
        if options.all:
            found = [
                (source, cell) for path in sources(top, options.ids) for source in [read(path)] for cell in source.cells
            ]
        else:
            found = [find(name, top) for name in options.ids]
        done = [line for source, cell in found for line in acknowledge(source, cell)]
    except (LookupError, FileNotFoundError, SourceError) as error:
        print(error, file=sys.stderr)
        return 1
    print(*done or ["Nothing was stale."], sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
