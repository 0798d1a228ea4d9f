"""Make the blank exercise of a solution: what the learner is to write becomes `...`.

slope = (f(b) - f(a)) / (b - a)  # answer          ->  slope = ...
return f(g(x))  # answer                           ->  return ...

# answer:                                          ->  ...
total = 0
for x in xs: total += x
# end answer
"""

from __future__ import annotations

import io
import re
import tokenize

BEGIN, END, MARK = "# answer:", "# end answer", "# answer"
ASSIGNMENT = r"=|return|([-+*/@%&|^]|//|\*\*|<<|>>)="


def blank(code: str) -> tuple[str, list[tuple[int, str]]]:
    """The cell without its answers, and the answers: (line within the cell, text), for who must not find them again.

    Raises:
        SyntaxError: the marks do not fit the code; `lineno` is the line within the cell.
    """
    kept: list[str] = []
    answers: list[tuple[int, str]] = []
    begun, indent = 0, ""
    for number, line in enumerate(code.splitlines(), 1):
        stripped = line.strip()
        if begun:
            if stripped == END:
                kept.append(f"{indent}...")
                begun = 0
            elif stripped == BEGIN:
                raise problem(number, f"`{BEGIN}` within `{BEGIN}` of line {begun}")
            elif stripped:
                answers.append((number, stripped))
        elif stripped == BEGIN:
            begun, indent = number, line[: len(line) - len(line.lstrip())]
        elif stripped == END:
            raise problem(number, f"`{END}` without `{BEGIN}`")
        elif re.search(r"#\s*answer\s*$", line):
            head, value = split(line, number)
            kept.append(f"{head} ...")
            answers.append((number, value))
        elif re.search(r"#\s*(end\s+)?answer\b\s*:?\s*$", line, re.IGNORECASE):
            raise problem(number, f"a mark is `{MARK}` at the end of a line, or `{BEGIN}` and `{END}` alone on theirs")
        else:
            kept.append(line)
    if begun:
        raise problem(begun, f"`{BEGIN}` without `{END}`")
    return "\n".join(kept), answers


def unmarked(code: str) -> str:
    """The cell of the solution without the marks: what the reader of the solution sees."""
    lines = [re.sub(r"\s*#\s*answer\s*$", "", line) for line in code.splitlines() if line.strip() not in (BEGIN, END)]
    return "\n".join(lines)


def split(line: str, number: int) -> tuple[str, str]:
    """A line `head = value  # answer` in two: "head =" and "value"."""
    depth, head, comment = 0, 0, len(line)
    indent = len(line) - len(line.lstrip())
    text = line[indent:]
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                comment = token.start[1]
            elif token.string in ("(", "[", "{"):
                depth += 1
            elif token.string in (")", "]", "}"):
                depth -= 1
            elif not head and depth == 0 and re.fullmatch(ASSIGNMENT, token.string):
                head = token.end[1]
    except (tokenize.TokenError, IndentationError):
        depth = 1
    value = text[head:comment].strip()
    if not head or depth or not value:
        raise problem(number, f"`{MARK}` ends a line of the form `name = value` or `return value`; else mark a block")
    return line[:indent] + text[:head], value


def problem(line: int, what: str) -> SyntaxError:
    error = SyntaxError(what)
    error.lineno = line
    return error
