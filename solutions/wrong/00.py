"""Wrong answers to the exercises of lesson 00, each with its misconception, and unusual right ones."""

WRONG = {
    "00.1": {
        "guess": ["answer = 7", "answer = 42", "answer = 3.5", "answer = 100"],
        "ignored_hint": ["answer = (2 * 3) ** 2 + 2", "answer = 2 * 3 * 2 + 2", "answer = (2 * (3 + 1)) ** 2"],
    },
    "00.2": {
        "top_to_bottom": ["answer = (5 + 10) * 2", "n = 5\nn = n + 10\nn = n * 2\nanswer = n"],
        "last_written_cell": ["answer = 10", "n = 5\nn = n * 2\nanswer = n"],
        "middle_forgotten": ["answer = 15", "n = 5\nn = n + 10\nanswer = n"],
    },
    "00.3": {
        "sum_not_mean": [
            "import numpy as np\nanswer = np.array([152, 160, 171, 158, 166]).sum()",
            "answer = sum([152, 160, 171, 158, 166])",
        ],
        "int_division": ["answer = sum([152, 160, 171, 158, 166]) // 5", "answer = int(807 / 5)"],
        "loop_off_by_one": [
            """
heights = [152, 160, 171, 158, 166]
total = 0
for i in range(1, len(heights)):
    total = total + heights[i]
answer = total / len(heights)
""",
            """
heights = [152, 160, 171, 158, 166]
total = 0
for i in range(len(heights) - 1):
    total += heights[i]
answer = total / 5
""",
            "heights = [152, 160, 171, 158, 166]\nanswer = sum(heights) / (len(heights) - 1)",
        ],
        "median": ["import numpy as np\nanswer = np.median([152, 160, 171, 158, 166])"],
    },
    "00.4": {
        "thinks_copied": [
            "answer = [2, 2, 2]",
            "x = [1, 2, 3]\ny, z, w = x[1], x[1], x[1]\nx[1] = -1\nanswer = (y, z, w)",
        ],
        "used_slice_list_only": [
            "answer = [-1, 2, 2]",
            "x = [1, 2, 3]\ny = x\nz = x[:]\nw = x.copy()\nx[1] = -1\nanswer = y[1], z[1], w[1]",
        ],
        "copy_shares": ["answer = [-1, -1, -1]", "import numpy as np\nanswer = -np.ones(3)"],
    },
    "00.5": {
        "tables_swapped": ['answer = "a"'],
        "code_in_readme": ['answer = "b"'],
        "code_knows_lessons": ['answer = "d"'],
    },
}

UNUSUAL = {
    "00.1": ["answer = 2 * 3**2 + 2", "import numpy as np\nanswer = (2 * np.array([0, 1, 2, 3]) ** 2 + 2)[-1]"],
    "00.2": ["n = 5\nn = n * 2\nn = n + 10\nanswer = n", "answer = 20.0"],
    "00.3": [
        "import statistics\nanswer = statistics.mean([152, 160, 171, 158, 166])",
        "import autograd_lib as torch\nanswer = torch.tensor([152.0, 160.0, 171.0, 158.0, 166.0]).mean()",
        "answer = 161.4",
    ],
    "00.4": [
        "import numpy as np\nx = np.array([1, 2, 3])\ny, z, w = x, x[:], x.copy()\nx[1] = -1\nanswer = np.array([y[1], z[1], w[1]])",
        "answer = (-1, -1, 2)",
    ],
    "00.5": ['answer = " C "', 'answer = "C"'],
}
