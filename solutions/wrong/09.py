"""Typical wrong answers of lesson 09, each with the misconception that it shows; and unusual right ones."""

PREDICT = "def answer(net, x, device):\n"
SECONDS = "def answer(f, x, torch, time):\n"
WARM = '    x = x.to("cuda")\n    f(x)\n    torch.cuda.synchronize()\n'
START, STOP = "    start = time.perf_counter()\n", "    return time.perf_counter() - start"
TOTAL = "def answer(batches, torch, device):\n"
GPU = "def answer(n, launch, bridge, peak):\n"

WRONG = {
    "09.1": {
        "mixed_devices": [
            PREDICT + "    x = x.to(device)\n    return net(x).cpu()",
            PREDICT + "    return net(x.to(device)).to('cpu')",
        ],
        "module_only": [
            PREDICT + "    net.to(device)\n    return net(x).to('cpu')",
            PREDICT + "    net = net.to(device)\n    return net(x)",
        ],
        "result_discarded": [
            PREDICT + "    net.to(device)\n    x.to(device)\n    return net(x).cpu()",
            PREDICT + "    x.to(device)\n    net = net.to(device)\n    outputs = net(x)\n    return outputs",
        ],
        "stays_there": [
            PREDICT + "    net.to(device)\n    return net(x.to(device))",
            PREDICT + "    net.to(device)\n    y = net(x.to(device))\n    y.to('cpu')\n    return y",
        ],
        "numpy_too_early": [
            PREDICT + "    net.to(device)\n    return net(x.to(device)).numpy()",
            "import numpy as np\n\n\n" + PREDICT + "    net.to(device)\n    return np.array(net(x.to(device)))",
        ],
        "never_moved": [PREDICT + "    return net(x)", PREDICT + "    x.to(device)\n    return net(x)"],
        "cuda_hardcoded": [
            PREDICT + "    net.to('cuda')\n    return net(x.to('cuda')).to('cpu')",
            PREDICT + "    net.cuda()\n    return net(x.cuda()).cpu()",
        ],
    },
    "09.2": {
        "no_clock": [SECONDS + WARM + START + "    f(x)\n    torch.cuda.synchronize()\n    return start"],
        "on_cpu": [
            SECONDS + "    f(x)\n" + START + "    f(x)\n    torch.cuda.synchronize()\n" + STOP,
            SECONDS + '    x.to("cuda")\n    f(x)\n    torch.cuda.synchronize()\n' + START + "    f(x)\n" + STOP,
        ],
        "includes_warmup": [
            SECONDS
            + '    x = x.to("cuda")\n    torch.cuda.synchronize()\n'
            + START
            + "    f(x)\n    torch.cuda.synchronize()\n"
            + STOP,
            SECONDS + START + '    f(x.to("cuda"))\n    torch.cuda.synchronize()\n' + STOP,
        ],
        "includes_transfer": [
            SECONDS
            + '    f(x.to("cuda"))\n    torch.cuda.synchronize()\n'
            + START
            + '    f(x.to("cuda"))\n    torch.cuda.synchronize()\n'
            + STOP,
        ],
        "copies_back": [
            SECONDS + WARM + START + "    f(x).cpu()\n" + STOP,
            SECONDS + WARM + START + "    y = f(x)\n    torch.cuda.synchronize()\n    y.to('cpu')\n" + STOP,
        ],
        "no_sync": [
            SECONDS + WARM + START + "    f(x)\n" + STOP,
            SECONDS + '    x = x.to("cuda")\n    f(x)\n' + START + "    f(x)\n" + STOP,
        ],
        "no_sync_before": [
            SECONDS + '    x = x.to("cuda")\n    f(x)\n' + START + "    f(x)\n    torch.cuda.synchronize()\n" + STOP,
        ],
        "negative": [
            SECONDS + WARM + START + "    f(x)\n    torch.cuda.synchronize()\n    return start - time.perf_counter()",
        ],
        "several_runs": [
            SECONDS + WARM + START + "    for _ in range(10):\n        f(x)\n    torch.cuda.synchronize()\n"
            "    return (time.perf_counter() - start) / 10",
            SECONDS + WARM + START + "    f(x)\n    f(x)\n    torch.cuda.synchronize()\n" + STOP,
        ],
        "other_unit": [
            SECONDS + WARM + START + "    f(x)\n    torch.cuda.synchronize()\n"
            "    return 1000 * (time.perf_counter() - start)",
        ],
    },
    "09.3": {
        "always_gpu": ["answer = 'a'"],
        "launch_forgotten": ["answer = 'b'"],
        "never_small": ["answer = 'd'"],
        "never": ["answer = 'E'"],
    },
    "09.4": {
        "np_hardcoded": [
            "import numpy as np\n\n\n" + TOTAL + "    found = 0.0\n    for x in batches:\n"
            "        found = found + np.square(x.to(device)).sum()\n    return found",
            TOTAL + "    return sum((x.to(device).numpy() ** 2).sum() for x in batches)",
        ],
        "item_in_loop": [
            TOTAL + "    found = 0.0\n    for x in batches:\n        x = x.to(device)\n"
            "        found = found + (x * x).sum().item()\n    return found",
            TOTAL + "    return sum(float((x.to(device) ** 2).sum()) for x in batches)",
        ],
        "on_cpu": [
            TOTAL + "    return sum((x * x).sum() for x in batches).item()",
            "import numpy as np\n\n\n" + TOTAL + "    return float(sum(np.square(x.numpy()).sum() for x in batches))",
        ],
        "result_discarded": [
            TOTAL
            + "    found = 0\n    for x in batches:\n        x.to(device)\n        found = found + (x * x).sum()\n"
            "    return found.item()",
        ],
        "new_on_cpu": [
            TOTAL + "    found = torch.zeros(1)\n    for x in batches:\n        x = x.to(device)\n"
            "        found = found + (x * x).sum()\n    return found.item()",
            TOTAL + "    found = 0\n    for x in batches:\n        found = found + (x.to(device) * x).sum()\n"
            "    return found.item()",
        ],
        "cuda_hardcoded": [
            TOTAL
            + "    found = 0\n    for x in batches:\n        x = x.to('cuda')\n        found = found + (x * x).sum()\n"
            "    return found.item()",
        ],
        "stays_there": [
            TOTAL
            + "    found = 0\n    for x in batches:\n        x = x.to(device)\n        found = found + (x * x).sum()\n"
            "    return found",
        ],
        "last_batch": [
            TOTAL
            + "    for x in batches:\n        x = x.to(device)\n        found = (x * x).sum()\n    return found.item()",
        ],
        "sum_then_square": [
            TOTAL + "    return sum(x.to(device).sum() ** 2 for x in batches).item()",
            TOTAL + "    return sum(torch.pow(torch.sum(x.to(device)), 2) for x in batches).item()",
        ],
        "first_batch": [
            TOTAL
            + "    found = 0\n    for x in batches:\n        x = x.to(device)\n        found = found + (x * x).sum()\n"
            "        return found.item()",
        ],
    },
    "09.5": {
        "one_way": [GPU + "    return 3 * launch + 4 * n**2 / bridge + 2 * n**3 / peak"],
        "bytes_forgotten": [GPU + "    return 3 * launch + 2 * n**2 / bridge + 2 * n**3 / peak"],
        "bits_not_bytes": [GPU + "    return 3 * launch + 2 * 32 * n**2 / bridge + 2 * n**3 / peak"],
        "doubles": [GPU + "    return 3 * launch + 2 * 8 * n**2 / bridge + 2 * n**3 / peak"],
        "one_launch": [GPU + "    return launch + 2 * 4 * n**2 / bridge + 2 * n**3 / peak"],
        "two_launches": [GPU + "    return 2 * (launch + 4 * n**2 / bridge) + 2 * n**3 / peak"],
        "launch_forgotten": [GPU + "    return 8 * n**2 / bridge + 2 * n**3 / peak"],
        "bridge_forgotten": [GPU + "    return 3 * launch + 2 * n**3 / peak"],
        "n_squared_operations": [GPU + "    return 3 * launch + 8 * n**2 / bridge + 2 * n**2 / peak"],
        "half_the_operations": [GPU + "    return 3 * launch + 8 * n**2 / bridge + n**3 / peak"],
        "row_not_matrix": [GPU + "    return 3 * launch + 8 * n / bridge + 2 * n**3 / peak"],
        "multiplied": [GPU + "    return 3 * launch + 8 * n**2 * bridge + 2 * n**3 * peak"],
        "three_of_all": [GPU + "    return 3 * (launch + 8 * n**2 / bridge + 2 * n**3 / peak)"],
        "other_unit": [GPU + "    return 1e6 * (3 * launch + 8 * n**2 / bridge + 2 * n**3 / peak)"],
        "longest_not_sum": [GPU + "    return max(3 * launch, 8 * n**2 / bridge, 2 * n**3 / peak)"],
    },
    "09.6": {
        "there_and_back": ["answer = [2, 10, 2, 2]"],
        "counts_batches": ["answer = [1, 2345, 1, 1]", "answer = [1, 469, 1, 1]"],
        "before_is_never": ["answer = [0, 5, 0, 0]", "answer = [1, 5, 0, 1]"],
        "before_is_each_epoch": ["answer = [5, 5, 1, 1]", "answer = [1, 5, 5, 5]"],
        "once_for_all": ["answer = [1, 1, 1, 1]"],
        "inside_is_never": ["answer = [1, 5, 1, 0]", "answer = [1, 0, 1, 0]"],
        "all_pictures": ["answer = [60000, 300000, 1, 1]"],
        "module_each_time": ["answer = [1, 5, 1, 2345]", "answer = [1, 5, 1, 5]"],
    },
}

UNUSUAL = {
    "09.1": [
        PREDICT + "    return net.to(device)(x.to(device)).cpu()",
        PREDICT
        + "    x = x.to(device)\n    net = net.to(device)\n    y = net.forward(x)\n    net.to('cpu')\n    return y.to('cpu')",
        PREDICT + "    net.to(device)\n    return net(x.to(device)).cpu().numpy()",
        PREDICT + "    net.to(device)\n    return net(x.to(device)).tolist()",
    ],
    "09.2": [
        SECONDS
        + WARM
        + "    times = []\n    for _ in range(5):\n    "
        + START
        + "        f(x)\n        torch.cuda.synchronize()\n        times.append(time.perf_counter() - start)\n"
        "    return min(times)",
        SECONDS + "    x = x.cuda()\n    for _ in range(3):\n        f(x)\n    torch.cuda.synchronize()\n"
        "    a = time.perf_counter()\n    y = f(x)\n    torch.cuda.synchronize()\n    b = time.perf_counter()\n    return b - a",
    ],
    "09.3": ["answer = 'C'", "answer = '(c)'"],
    "09.4": [
        TOTAL + "    return sum((x.to(device) ** 2).sum() for x in batches).item()",
        TOTAL + "    return sum(torch.square(x.to(device)).sum() for x in batches).item()",
        TOTAL + "    return torch.cat([x.to(device) for x in batches]).pow(2).sum().item()",
        TOTAL + "    return sum(torch.dot(x, x) for x in (x.to(device) for x in batches)).item()",
        TOTAL + "    found = torch.zeros(1, device=device)\n    for x in batches:\n        x = x.to(device)\n"
        "        found += x @ x\n    return found.item()",
        TOTAL
        + "    sums = [(x.to(device) * x.to(device)).sum() for x in batches]\n    return float(torch.stack(sums).sum())",
        TOTAL + "    found = torch.zeros(())\n    for x in batches:\n        x = x.to(device)\n"
        "        found = found + (x * x).sum()\n    return found.item()",
        TOTAL
        + "    found = 0\n    for x in batches:\n        x = x.to(device)\n        found = found + (x * x).sum()\n"
        "    return found.cpu()",
    ],
    "09.5": [
        GPU + "    way = launch + 4 * n * n / bridge\n    return way + launch + 2 * n**3 / peak + way",
        "import numpy as np\n\n\n" + GPU + "    return np.dot([3, 8 * n**2, 2 * n**3], [launch, 1 / bridge, 1 / peak])",
    ],
    "09.6": ["answer = (1.0, 5.0, 1.0, 1.0)", "import numpy as np\n\nanswer = np.array([1, 5, 1, 1])"],
}

# What a slip may do to a solution without making it wrong, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {
    "09.4": {"found = torch.zeros(())": "a CPU tensor that is a single number may be added to one on the GPU"},
}
