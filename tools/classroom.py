"""Make a folder, or a zip, for the students of a class: lessons and blank exercises, and no solutions.

    python -m tools.classroom OUT                  everything -> the folder OUT (or OUT.zip, if the name ends so)
    python -m tools.classroom OUT --lessons 00-03 --language ja
    python -m tools.classroom OUT --update         write over a folder made before; what else lies there, such as .git, stays
    python -m tools.classroom OUT --no-reveal      `reveal` is closed, and the answers that it shows are cut out
    python -m tools.classroom OUT --otter TESTS    and, for the teacher, tests for otter-grader -> the folder TESTS
    python -m tools.classroom OUT --address https://github.com/school/class --hub https://hub.school.example

The folder is a small copy of this repository: `make lab` works in it, and so do Binder, nbgitpuller and Colab once it
lies at an address of its own.  docs/teaching.md says what it does not hide.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import nbformat

from . import otter
from .build import cells, leftovers, sources, stored
from .pages import BRANCH, WORDS, Page, address, badges, pages
from .source import LANGUAGES, ROOT, SourceError, read
from .standalone import CARRIED, PACKAGE

BESIDE = (
    ".gitattributes", ".gitignore", "LICENSE", "LICENSE-content", "Makefile", "dev.py", "environment.yml",
    "pyproject.toml", "requirements.lock.txt",
)  # fmt: skip
MESSAGES = "autograd_lib/course/messages_class.toml"
CLOSED = """\
# This folder was made for a class: `reveal` shows no answers; they were cut out of the messages beside this file.
# Without the two marks (#) below, it says what you write there instead of the course's own words.

[class]
reveal = "closed"
# closed.en = "On Friday we look at the answers together."
# closed.ja = "解答例は金曜日に一緒に見ましょう。"
"""
LATER = {"en": "an answer: later, together with your teacher", "ja": "解答例（あとで先生と一緒に）"}
ANSWER = re.compile(r'^answer = (?:"""[\s\S]*?(?<!\\)"""+|"(?:[^"\\\n]|\\.)*")\n', re.MULTILINE)

README = {
    "en": """\
# {title}

Lessons and exercises for a class. You need Python 3.11, 3.12 or 3.13. In this folder, type `make lab` (on Windows, or
wherever `make` is missing, `python dev.py lab`): JupyterLab opens on the first lesson. The first call installs what is
needed into the folder `.venv`, which takes a minute or two and a network.

{table}

Put your answers in place of the `...` of the exercises and run the cell: the check below it says whether it is right, and
if not, what led you astray. `hint("01.1")` helps, step by step.

For your teacher: run `progress("myname.csv", name="My Name")` in any exercise, and hand in the file that it writes. Nothing
leaves your computer by itself.
""",
    "ja": """\
# {title}

授業用のレッスンと演習です。Python 3.11、3.12、3.13 のいずれかを用意し、このフォルダで `make lab` と入力してください
（Windows など `make` がない環境では `python dev.py lab`）。JupyterLab が開き、最初のレッスンが表示されます。
初回は必要なものを `.venv` フォルダにインストールするので、ネットワーク接続と 1〜2 分の時間がかかります。

{table}

演習では、`...` を自分の答えに書きかえてセルを実行すると、答え合わせの結果が出ます。間違えたときは、どこで間違えたかも教えてくれます。
行きづまったら `hint("01.1")` と書きましょう。ヒントが少しずつ出ます。

先生に提出するときは、どの演習でもよいので、新しいセルで `progress("taro.csv", name="山田太郎")` のように実行し、書き出されたファイルを渡してください。
記録が自動的に送られることはありません。
""",
}


@dataclass
class Classroom:
    """What goes into the folder: relative path -> bytes."""

    languages: tuple[str, ...]
    sources: list[Any]
    is_closed: bool
    address: str
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def pages(self) -> list[Page]:
        chosen = [page for source in self.sources for page in pages(source)]
        return [page for page in chosen if page.folder != "solutions" and page.language in self.languages]

    def make(self) -> None:
        """Collect the files.

        Raises:
            SourceError: a notebook is not up to date, or an answer is left.
        """
        for name in BESIDE:
            self.files[name] = (ROOT / name).read_bytes()
        self.files["pyproject.toml"] = self.files["pyproject.toml"].replace(address().encode(), self.address.encode())
        for path in sorted(PACKAGE.rglob("*")):
            if path.is_file() and (path.suffix in CARRIED or path.name == "py.typed"):
                self.files[path.relative_to(ROOT).as_posix()] = path.read_bytes()
        self.contents()
        if self.is_closed:
            self.close()
        for page in self.pages:
            self.files[page.shown] = b""  # so that links find each other
        for page in self.pages:
            notebook = self.notebook(page)
            found = leftovers(page, notebook) if page.folder == "exercises" else []
            if found:
                raise SourceError(page.source.path, 1, "\n".join(found))
            self.files[page.shown] = (nbformat.writes(notebook) + "\n").encode()

    def close(self) -> None:
        """Cut the answers of `reveal` out of the messages, and close it."""
        for name in [each for each in self.files if re.fullmatch(r"autograd_lib/course/messages_\d\d\.toml", each)]:
            text = self.files[name].decode()
            cut = ANSWER.sub("", text)
            left = {id: {k: v for k, v in each.items() if k != "answer"} for id, each in tomllib.loads(text).items()}
            if tomllib.loads(cut) != left:
                raise SourceError(ROOT / name, 1, "the answers could not be cut out")
            self.files[name] = cut.encode()
        self.files[MESSAGES] = CLOSED.encode()

    def contents(self) -> None:
        """README.md, one for each language, and the table of contents that the lessons point at."""
        for language in self.languages:
            title = tomllib.loads(self.files["pyproject.toml"].decode())["project"]["name"].replace("-", "_")
            text = README[language].replace("{title}", title).replace("{table}", self.table(language, "", 0))
            is_first = language == self.languages[0]
            self.files["README.md" if is_first else f"README.{language}.md"] = text.encode()
        tables = [self.table(language, "../", 1) for language in self.languages]
        self.files["course/README.md"] = ("\n\n".join(tables) + "\n").encode()

    def table(self, language: str, up: str, depth: int) -> str:
        """The lessons of a language, with minutes and links; seen from `depth` folders below the top."""
        heads = {"en": "| | Lesson | Minutes | |", "ja": "| | レッスン | 分 | |"}
        lines = [heads[language], "|---|---|---|---|"]
        for source in self.sources:
            if source.is_lesson and language in source.languages:
                exercises = f"{up}exercises/{language}/{source.name}.ipynb"
                has = any(page.shown == exercises.removeprefix(up) for page in self.pages)
                link = f"[{WORDS[language].exercises}]({exercises})" if has else ""
                lesson = f"[{source.title[language]}]({up}course/{language}/{source.name}.ipynb)"
                lines.append(f"| {source.number} | {lesson} | {source.minutes} | {link} |")
        return "\n".join(lines)

    # One notebook ------------------------------------------------------------------------------------------------------

    def notebook(self, page: Page) -> Any:
        """The notebook as the class gets it: links that stay within the folder, and a mark where Otter is to grade."""
        notebook = page.notebook()
        if page.is_run:
            notebook, wanted = stored(page), notebook
            if notebook is None or cells(notebook) != cells(wanted):
                raise SourceError(page.source.path, 1, f"{page.shown} is not up to date: python -m tools.build")
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                text = cell.source.replace(badges(page), self.badges(page))
                cell.source = self.linked(without_reveal(text, page.language) if self.is_closed else text, page)
            else:
                cell.source = cell.source.replace(f"git+{address()}", f"git+{self.address}")
        if page.folder == "exercises":
            names = {each.id: each.exercise for each in page.source.cells if each.exercise}
            for cell in notebook.cells:
                if cell.id in names:
                    cell.metadata["otter"] = {"tests": [otter.test_name(names[cell.id])]}
        return notebook

    def badges(self, page: Page) -> str:
        """The links below the title: to Colab if the class has an address of its own, and within the folder."""
        words, name, links = WORDS[page.language], page.path.name, []
        if self.address != address() and (path := on_github(self.address)):
            links.append(f"[{words.colab}](https://colab.research.google.com/github/{path}/blob/{BRANCH}/{page.shown})")
        others = [each for each in self.languages if each != page.language]
        links += [f"[{WORDS[each].name}](../{each}/{name})" for each in others if each in page.source.languages]
        other, word = ("exercises", words.exercises) if page.folder == "course" else ("course", words.lesson)
        if f"{other}/{page.language}/{name}" in self.files:
            links.append(f"[{word}](../../{other}/{page.language}/{name})")
        return " · ".join(links)

    def linked(self, text: str, page: Page) -> str:
        """A text whose links lead to files of the folder, else to the repository; to solutions none does."""
        folder, top = page.path.parent, page.source.top.resolve()

        def link(match: re.Match[str]) -> str:
            path = (folder / match[2]).resolve()
            if not path.is_relative_to(top) or (place := path.relative_to(top).as_posix()) in self.files:
                return match[0]
            if place.startswith("solutions"):
                return match[1]
            return f"[{match[1]}]({address()}/blob/{BRANCH}/{place}{match[3] or ''})"

        return re.sub(r"\[([^\]\n]*)\]\((?!https?:|#|mailto:|data:)([^)#\s]+)(#[^)]*)?\)", link, text)


def without_reveal(text: str, language: str) -> str:
    """A text that does not offer what is closed: without the sentence on `reveal(...)`; its line of a table says later."""
    text = re.sub(r"^(\|[^|\n]*`reveal\([^|\n]*\|)[^|\n]*\|$", rf"\1 {LATER[language]} |", text, flags=re.MULTILINE)
    return re.sub(r'[ \n]?[^.。!?！？\n|`]*`reveal\("[^"\n]*"\)`[^.。|]*[.。]', "", text)


def on_github(home: str) -> str:
    """The "owner/name" of an address; "" if it lies elsewhere."""
    path = home.removeprefix("https://github.com/")
    return path if path != home else ""


# Links for the students ------------------------------------------------------------------------------------------------


def hub_link(hub: str, home: str, place: str) -> str:
    """The nbgitpuller link that brings the repository to a student's hub, or up to date there, and opens a notebook."""
    name = home.rstrip("/").rpartition("/")[2].removesuffix(".git")
    query = {"repo": home, "branch": BRANCH, "urlpath": f"lab/tree/{name}/{place}"}
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(query, quote_via=quote, safe='')}"


def binder_link(home: str, place: str) -> str:
    """The Binder link of a repository on GitHub that opens a notebook; "" for one elsewhere."""
    path = on_github(home)
    return f"https://mybinder.org/v2/gh/{path}/{BRANCH}?labpath={quote(place, safe='')}" if path else ""


# The command ----------------------------------------------------------------------------------------------------------


def numbers(text: str) -> list[str]:
    """ "00-02,05" -> 00, 01, 02, 05.

    Raises:
        ValueError: it is not written like that.
    """
    found: list[str] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d\d?)\s*(?:-\s*(\d\d?)\s*)?", part)
        if match is None or (match[2] and int(match[2]) < int(match[1])):
            raise ValueError(f"--lessons {text}: write it like 00-03 or 01,04-06")
        found += [f"{number:02}" for number in range(int(match[1]), int(match[2] or match[1]) + 1)]
    return list(dict.fromkeys(found))


def write(files: dict[str, bytes], out: Path, update: bool = False) -> None:
    """Write the files into a folder, or into a zip: the same bytes for the same files.

    Raises:
        FileExistsError: there is something already that is not to be written over.
    """
    is_there = out.is_file() or (out.is_dir() and any(out.iterdir()))
    if is_there and update and out.is_dir():
        clear(out, files)
    elif is_there and not (update and out.suffix == ".zip"):
        raise FileExistsError(f"{out} is there already: delete it, give another name, or add --update")
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix == ".zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name in sorted(files):
                entry = zipfile.ZipInfo(f"{out.stem}/{name}", (1980, 1, 1, 0, 0, 0))
                entry.create_system, entry.external_attr = 3, 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, files[name])
        return
    for name in sorted(files):
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name])


def clear(out: Path, files: dict[str, bytes]) -> None:
    """Take away what an earlier making has left in the three folders and is not made any more.

    Raises:
        FileExistsError: these files were never made there.
    """
    mark = "autograd_lib" if "dev.py" in files else "requirements.txt"  # a class's folder, or Otter's
    if not (out / mark).exists() or (out / "solutions").exists():
        raise FileExistsError(f"{out} was not made by tools.classroom: nothing in it is written over")
    for folder in ("autograd_lib", "course", "exercises"):
        for path in sorted((out / folder).rglob("*")):
            if path.is_file() and path.relative_to(out).as_posix() not in files:
                path.unlink()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "out", type=Path, metavar="OUT", help="a folder that is not there yet, or a name that ends in .zip"
    )
    parser.add_argument("--lessons", metavar="NN-NN", help="such as 00-03 or 01,04-06; without it all of them")
    parser.add_argument("--update", action="store_true", help="write over a folder that was made before")
    parser.add_argument("--language", choices=LANGUAGES, help="only this one; without it all of them")
    parser.add_argument(
        "--no-reveal", action="store_true", help="close `reveal`, and cut out the answers that it shows"
    )
    parser.add_argument("--otter", type=Path, metavar="TESTS", help="a folder for the tests of otter-grader")
    parser.add_argument(
        "--points", action="append", default=[], metavar="02.3=2", help="in Otter; an exercise has 1 else"
    )
    parser.add_argument("--address", metavar="URL", help="of the repository that the folder will become")
    parser.add_argument("--hub", metavar="URL", help="of a JupyterHub with nbgitpuller: print its links")
    options = parser.parse_args(arguments)
    home = (options.address or address()).rstrip("/").removesuffix(".git")
    try:
        wanted = numbers(options.lessons) if options.lessons else None
        if wanted is not None:
            existing = {path.stem[:2] for path in sources(ROOT)}
            wanted = [each for each in wanted if each in existing]  # 00-10 before all of them are written
            if not wanted:
                raise ValueError(f"--lessons {options.lessons}: there are only {', '.join(sorted(existing))}")
        chosen = [read(path) for path in sources(ROOT, wanted)]
        chosen.sort(key=lambda source: (source.name, not source.is_lesson))
        languages = (options.language,) if options.language else LANGUAGES
        classroom = Classroom(languages, chosen, options.no_reveal, home)
        classroom.make()
        exercises = [each for each in chosen if not each.is_lesson]
        tests = otter.files(exercises, otter.points(options.points, exercises)) if options.otter else {}
        write(classroom.files, options.out, options.update)
        if options.otter:
            write(tests, options.otter, options.update)
    except (ValueError, OSError) as error:  # SourceError is a ValueError
        print(error, file=sys.stderr)
        return 1
    size = sum(map(len, classroom.files.values())) / 1e6
    shown = ", ".join(sorted({page.source.number for page in classroom.pages}))
    print(f"{options.out}: lessons {shown}, {' and '.join(languages)}, {len(classroom.files)} files, {size:.1f} MB")
    if options.otter:
        print(f"{options.otter}: {len(tests)} files for otter-grader; docs/teaching.md says how to use them")
    lessons = [page for page in classroom.pages if page.folder == "course"]
    for page in lessons if options.hub or options.address else []:
        found = [hub_link(options.hub, home, page.shown)] if options.hub else []
        print(page.shown, *found, *filter(None, [binder_link(home, page.shown)]), sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
