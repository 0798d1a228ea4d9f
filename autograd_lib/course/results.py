"""What a check says: data first, then how it looks in a notebook and in plain text.

Nothing is told by color alone: each result has a symbol and a word.  Text takes the page's own color, so that it reads
on light and on dark pages.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from . import messages

__all__ = ["Card", "Result"]

SYMBOLS = {"right": "✓", "wrong": "✗", "not attempted": "○"}
COLORS = {"right": "#0072B2", "wrong": "#B34700", "not attempted": "#6B6B6B", "hint": "#7A4B94"}
SHADE = "background:rgba(128,128,128,.16);border-radius:3px"
MONO = "font-family:ui-monospace,Menlo,Consolas,monospace"


class Shown:
    """What notebooks draw as HTML and everything else as text."""

    def html(self) -> str:
        raise NotImplementedError

    def plain(self) -> str:
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.plain()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self.plain()}


@dataclass(frozen=True, repr=False)
class Result(Shown):
    """What came of a check.

    Attributes:
        status: "right", "wrong" or "not attempted".
        misconception: the name of the mistake that was recognized, "" if none was; "general...." for those that every
            exercise knows, such as "general.none".
        text: what is said about it.
        exercise: its id.
        printed: what the learner's code printed meanwhile.
    """

    status: str
    misconception: str = ""
    text: str = ""
    exercise: str = ""
    printed: str = ""

    def html(self) -> str:
        extra = ""
        if self.printed:
            extra = f'<div style="opacity:.8">{markup(messages.general("printed_note"))}</div>{block(self.printed)}'
        return card(self.status, SYMBOLS[self.status], self._word(), self._title(), markup(self.text) + extra)

    def plain(self) -> str:
        head = " · ".join(part for part in (f"{SYMBOLS[self.status]} {self._word()}", self._title()) if part)
        lines = [head, self.text]
        if self.printed:
            lines += [messages.general("printed_note"), self.printed]
        return "\n".join(line for line in lines if line)

    def _word(self) -> str:
        return messages.general({"not attempted": "blank"}.get(self.status, self.status))

    def _title(self) -> str:
        return " ".join(part for part in (self.exercise, messages.text(self.exercise, "title")) if part)


@dataclass(frozen=True, repr=False)
class Card(Shown):
    """A hint, or an answer that is shown."""

    symbol: str
    word: str
    title: str
    text: str
    code: str = ""
    note: str = ""

    def html(self) -> str:
        body = markup(self.text) + (block(self.code) if self.code else "")
        note = f'<div style="opacity:.8;margin-top:2px">{markup(self.note)}</div>' if self.note else ""
        return card("hint", self.symbol, self.word, self.title, body + note)

    def plain(self) -> str:
        head = " · ".join(part for part in (f"{self.symbol} {self.word}", self.title) if part)
        return "\n".join(line for line in (head, self.text, self.code, self.note) if line)


def card(look: str, symbol: str, word: str, title: str, body: str) -> str:
    """A bar in the look's color, a badge with symbol and word, and the body below."""
    color = COLORS[look]
    badge = (
        f'<span style="background:{color};color:#fff;border-radius:3px;padding:1px 8px;font-weight:600;'
        f'white-space:nowrap">{html.escape(symbol)} {html.escape(word)}</span>'
    )
    head = f'{badge} <span style="opacity:.8">{html.escape(title)}</span>'
    text = f'<div style="margin-top:4px">{body}</div>' if body else ""
    return (
        f'<div style="border-left:4px solid {color};padding:4px 0 4px 12px;margin:4px 0;line-height:1.5;'
        f'max-width:46em">{head}{text}</div>'
    )


def markup(text: str) -> str:
    """Plain text with `code` and **strong words** as HTML."""
    text = html.escape(text, quote=False)
    text = re.sub(r"`([^`]+)`", rf'<code style="{MONO};{SHADE};padding:0 3px;color:inherit">\1</code>', text)
    text = re.sub(r"\*\*([^*`<>]+)\*\*", r"<strong>\1</strong>", text)
    return text.replace("\n", "<br>")


def block(code: str) -> str:
    """Lines of code."""
    style = f"{MONO};{SHADE};padding:6px 10px;margin:6px 0 2px;color:inherit;white-space:pre-wrap"
    return f'<pre style="{style}">{html.escape(code, quote=False)}</pre>'
