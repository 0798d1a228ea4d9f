"""Writes docs/op_db.md from the installed PyTorch: `python -m tests.oracle.make_op_table` in the root folder."""

from pathlib import Path

import torch

from .op_db import Answer, ask, database, full_name

TABLE = Path(__file__).resolve().parents[2] / "docs" / "op_db.md"
HEAD = """# Operations, as PyTorch's own tests try them

PyTorch {version} keeps a list of its operations, each with sample inputs for its tests (`op_db`). This table says what this
library answers to them, sample by sample: *right* means that value, dtype, shape, gradients, the name of the node and, where
PyTorch refuses, the type of its error are the same, on contiguous and strided memory, as function, method and in place;
*refused* means a clear `NotImplementedError` or `TypeError`. None is wrong: a test holds that.

**{whole} operations are right in every sample, {part} in some of them, {missing} of the list are not here** (complex numbers,
FFT, sparse tensors, and what beginners do not meet). `python -m tests.oracle.make_op_table` writes this page.

| operation | right | refused | wrong | what is refused |
|---|---|---|---|---|
"""


def row(answer: Answer) -> str:
    """One operation."""
    reason = answer.refused[0].replace("|", "\\|") if answer.refused else ""
    return f"| `{answer.name}` | {answer.right} | {len(answer.refused) or ''} | {len(answer.wrong) or ''} | {reason} |"


def main() -> None:
    """Ask, print what is not right, and write the table."""
    torch.set_num_threads(1)
    answers, missing = [], []
    for info in database():
        answer = ask(info)
        if answer is None:
            missing.append(full_name(info))
        else:
            answers.append(answer)
            for each in answer.wrong:
                print(f"{answer.name}{each}")
    whole = sum(not each.refused and not each.wrong for each in answers)
    version = torch.__version__.split("+")[0]
    head = HEAD.format(version=version, whole=whole, part=len(answers) - whole, missing=len(missing))
    rows = [row(each) for each in sorted(answers, key=lambda answer: answer.name)]
    absent = "Not here: " + ", ".join(f"`{name}`" for name in sorted(missing)) + "."
    TABLE.write_text(head + "\n".join(rows) + "\n\n" + absent + "\n", encoding="utf-8")
    print(f"{whole} operations right in every sample, {len(answers) - whole} in some, {len(missing)} not here")


if __name__ == "__main__":
    main()
