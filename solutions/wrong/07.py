"""Typical wrong answers of lesson 07, each with the misconception that it shows; and unusual right ones."""

TORCH = "import autograd_lib as torch\nfrom autograd_lib import nn\n\n\n"


def _function(head: str, *lines: str) -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f"{TORCH}def answer({head}):\n{body}"


def prepare(*lines: str) -> str:
    return _function("images", *lines)


def mini_batches(*lines: str) -> str:
    return _function("inputs, labels, order, size", *lines)


def accuracy(*lines: str) -> str:
    return _function("batches", *lines)


def epoch_loss(*lines: str) -> str:
    return _function("losses, sizes", *lines)


def cross_entropy(*lines: str) -> str:
    return _function("logits, labels", *lines)


def best_epoch(*lines: str) -> str:
    return _function("train_losses, test_losses", *lines)


def confusion(*lines: str) -> str:
    return _function("labels, answers, classes", *lines)


def cut(*lines: str, step: str = "0, len(order), size") -> str:
    """A loop over the starts of the mini-batches."""
    loop = [
        f"for start in range({step}):",
        "    places = order[start:start + size]",
        *(f"    {each}" for each in lines),
    ]
    return mini_batches("batches = []", *loop, "return batches")


def counted(condition: str, end: str = "return right / total") -> str:
    return accuracy(
        "right, total = 0, 0",
        "for outputs, labels in batches:",
        f"    right += ({condition}).sum().item()",
        "    total += len(labels)",
        end,
    )


PAIR = "batches.append((inputs[places], labels[places]))"

WRONG = {
    "07.1": {
        "no_scale": [prepare("return images.flatten(1)"), prepare("return images.reshape(len(images), -1).float()")],
        "scale_twice": [prepare("images = images / 255", "return images.flatten(1) / 255")],
        "flatten_batch_too": [prepare("return images.flatten() / 255"), prepare("return images.reshape(-1) / 255")],
        "not_flattened": [prepare("return images / 255")],
        "whole_division": [prepare("return images.flatten(1) // 255")],
        "divides_by_256": [prepare("return images.flatten(1) / 256")],
        "own_maximum": [prepare("return images.flatten(1) / images.max()")],
        "columns_first": [prepare("return images.transpose(1, 2).flatten(1) / 255")],
        "pixels_by_pictures": [prepare("return (images.flatten(1) / 255).T")],
        "normalized": [prepare("return (images.flatten(1) / 255 - 0.1307) / 0.3081")],
    },
    "07.2": {
        "drops_last": [
            cut(PAIR, step="0, len(order) - size + 1, size"),
            mini_batches(
                "batches = []",
                "for number in range(len(order) // size):",
                "    places = order[number * size:(number + 1) * size]",
                f"    {PAIR}",
                "return batches",
            ),
        ],
        "no_shuffle": [
            mini_batches(
                "return [(inputs[i:i + size], labels[i:i + size]) for i in range(0, len(inputs), size)]",
            )
        ],
        "labels_not_shuffled_together": [
            cut("batches.append((inputs[places], labels[start:start + size]))"),
            mini_batches(
                "inputs = inputs[order]",
                "return [(inputs[i:i + size], labels[i:i + size]) for i in range(0, len(inputs), size)]",
            ),
        ],
        "inputs_not_shuffled": [cut("batches.append((inputs[start:start + size], labels[places]))")],
        "size_is_number": [
            mini_batches(
                "import numpy as np",
                "return [(inputs[p.tolist()], labels[p.tolist()]) for p in np.array_split(np.array(order), size)]",
            )
        ],
        "empty_last": [
            cut(PAIR, step="0, len(order) + 1, size"),
            mini_batches(
                "batches = []",
                "for number in range(len(order) // size + 1):",
                "    places = order[number * size:(number + 1) * size]",
                f"    {PAIR}",
                "return batches",
            ),
        ],
        "sliding": [cut(PAIR, step="len(order)"), cut(PAIR, step="0, len(order), 1")],
        "only_first": [
            cut(PAIR, "return batches"),
            mini_batches("places = order[:size]", "return inputs[places], labels[places]"),
        ],
        "all_at_once": [mini_batches("return [(inputs[order], labels[order])]")],
        "only_inputs": [cut("batches.append(inputs[places])")],
        "pictures_one_by_one": [mini_batches("return [(inputs[i], labels[i]) for i in order]")],
        "places_not_pictures": [cut("batches.append(places)"), cut("batches.append((places, labels[places]))")],
        "labels_first": [cut("batches.append((labels[places], inputs[places]))")],
    },
    "07.3": {
        "argmax_axis0": [counted("outputs.argmax(0) == labels"), counted("torch.max(outputs, 0)[1] == labels")],
        "no_axis": [counted("outputs.argmax() == labels")],
        "mean_of_batches": [
            accuracy(
                "shares = [(outputs.argmax(1) == labels).float().mean().item() for outputs, labels in batches]",
                "return sum(shares) / len(shares)",
            )
        ],
        "compares_logits": [
            counted("torch.max(outputs, 1)[0] == labels"),
            counted("outputs.max(1).values == labels"),
            counted("outputs == labels"),
        ],
        "counts": [counted("outputs.argmax(1) == labels", "return right")],
        "percent": [counted("outputs.argmax(1) == labels", "return 100 * right / total")],
        "divides_by_batches": [counted("outputs.argmax(1) == labels", "return right / len(batches)")],
        "sums_shares": [
            accuracy(
                "total = 0",
                "for outputs, labels in batches:",
                "    total += (outputs.argmax(1) == labels).float().mean().item()",
                "return total",
            )
        ],
        "last_batch_only": [
            accuracy(
                "for outputs, labels in batches:",
                "    share = (outputs.argmax(1) == labels).float().mean()",
                "return share.item()",
            )
        ],
        "first_batch_only": [
            accuracy(
                "for outputs, labels in batches:",
                "    return (outputs.argmax(1) == labels).sum().item() / len(labels)",
            )
        ],
        "error_rate": [counted("outputs.argmax(1) != labels")],
        "lowest": [counted("outputs.argmin(1) == labels")],
        "one_based": [counted("outputs.argmax(1) + 1 == labels")],
    },
    "07.4": {
        "plain_mean": [epoch_loss("return sum(losses) / len(losses)")],
        "times_nominal_batch": [
            epoch_loss("return sum(loss * sizes[0] for loss in losses) / sum(sizes)"),
            epoch_loss("batch_size = max(sizes)", "return sum(losses) * batch_size / sum(sizes)"),
        ],
        "nominal_total": [
            epoch_loss("total = sum(a * b for a, b in zip(losses, sizes))", "return total / (len(sizes) * sizes[0])")
        ],
        "no_division": [epoch_loss("return sum(a * b for a, b in zip(losses, sizes))")],
        "divides_by_batches": [epoch_loss("return sum(a * b for a, b in zip(losses, sizes)) / len(sizes)")],
        "sum_of_losses": [epoch_loss("return sum(losses)")],
        "losses_by_pictures": [epoch_loss("return sum(losses) / sum(sizes)")],
        "last_loss": [epoch_loss("for loss in losses:", "    last = loss", "return last")],
        "divides_twice": [epoch_loss("return sum(a * b for a, b in zip(losses, sizes)) / sum(sizes) / len(sizes)")],
        "inverse_weights": [epoch_loss("return sum(a / b for a, b in zip(losses, sizes)) / sum(1 / b for b in sizes)")],
    },
    "07.5": {
        "softmax_twice": [
            cross_entropy("return nn.CrossEntropyLoss()(torch.softmax(logits, 1), labels)"),
            cross_entropy(
                "p = torch.softmax(torch.softmax(logits, 1), 1)",
                "return -p[range(len(labels)), labels].log().mean()",
            ),
        ],
        "log_of_zero": [
            cross_entropy("p = torch.softmax(logits, 1)", "return -p[range(len(labels)), labels].log().mean()")
        ],
        "small_number": [
            cross_entropy(
                "p = torch.softmax(logits, 1)",
                "return -(p + 1e-9).log()[range(len(labels)), labels].mean()",
            ),
            cross_entropy(
                "p = torch.softmax(logits, 1)[range(len(labels)), labels]",
                "return -p.clamp(min=1e-7).log().mean()",
            ),
        ],
        "column_max": [
            cross_entropy(
                "z = logits - logits.max(0, keepdim=True).values",
                "return (z.exp().sum(1).log() - z[range(len(labels)), labels]).mean()",
            )
        ],
        "one_sum": [
            cross_entropy(
                "z = logits - logits.max(1, keepdim=True).values",
                "return (z.exp().sum().log() - z[range(len(labels)), labels]).mean()",
            )
        ],
        "every_row_all_labels": [
            cross_entropy(
                "z = logits - logits.max(1, keepdim=True).values",
                "return (z.exp().sum(1, keepdim=True).log() - z[:, labels]).mean()",
            )
        ],
        "no_max_shift": [
            cross_entropy(
                "p = logits.exp() / logits.exp().sum(1, keepdim=True)",
                "return -p[range(len(labels)), labels].log().mean()",
            ),
            cross_entropy("return (logits.exp().sum(1).log() - logits[range(len(labels)), labels]).mean()"),
        ],
        "half_shifted": [
            cross_entropy(
                "z = logits - logits.max(1, keepdim=True).values",
                "return (z.exp().sum(1).log() - logits[range(len(labels)), labels]).mean()",
            )
        ],
        "global_max": [
            cross_entropy(
                "z = logits - logits.max()",
                "return (z.exp().sum(1).log() - z[range(len(labels)), labels]).mean()",
            )
        ],
        "sum_not_mean": [
            cross_entropy("return nn.CrossEntropyLoss(reduction='sum')(logits, labels)"),
            cross_entropy(
                "z = logits - logits.max(1, keepdim=True).values",
                "return (z.exp().sum(1).log() - z[range(len(labels)), labels]).sum()",
            ),
        ],
        "no_mean": [
            cross_entropy(
                "z = logits - logits.max(1, keepdim=True).values",
                "return z.exp().sum(1).log() - z[range(len(labels)), labels]",
            )
        ],
        "no_minus": [
            cross_entropy("return torch.log_softmax(logits, 1)[range(len(labels)), labels].mean()"),
        ],
        "no_log": [cross_entropy("return (1 - torch.softmax(logits, 1)[range(len(labels)), labels]).mean()")],
        "all_classes": [cross_entropy("return -torch.log_softmax(logits, 1).mean()")],
        "log_of_mean": [
            cross_entropy("return -torch.softmax(logits, 1)[range(len(labels)), labels].mean().log()"),
        ],
        "only_the_logit": [cross_entropy("return -logits[range(len(labels)), labels].mean()")],
    },
    "07.6": {
        "train_loss": [best_epoch("return train_losses.index(min(train_losses))")],
        "last_epoch": [best_epoch("return len(train_losses) - 1")],
        "first_rise": [
            best_epoch(
                "for epoch in range(1, len(test_losses)):",
                "    if test_losses[epoch] > test_losses[epoch - 1]:",
                "        return epoch - 1",
                "return len(test_losses) - 1",
            )
        ],
        "first_epoch_of_rise": [
            best_epoch(
                "for epoch in range(1, len(test_losses)):",
                "    if test_losses[epoch] > test_losses[epoch - 1]:",
                "        return epoch",
            )
        ],
        "smallest_gap": [
            best_epoch(
                "gaps = [abs(a - b) for a, b in zip(train_losses, test_losses)]",
                "return gaps.index(min(gaps))",
            )
        ],
        "sum_of_both": [
            best_epoch("sums = [a + b for a, b in zip(train_losses, test_losses)]", "return sums.index(min(sums))")
        ],
        "highest": [best_epoch("return test_losses.index(max(test_losses))")],
        "one_based": [best_epoch("return test_losses.index(min(test_losses)) + 1")],
        "loss_not_epoch": [best_epoch("return min(test_losses)")],
        "one_training": [best_epoch("return 6")],
    },
    "07.7": {
        "transposed": [
            confusion(
                "counts = torch.zeros(classes, classes)",
                "for label, guess in zip(labels, answers):",
                "    counts[guess, label] += 1",
                "return counts",
            )
        ],
        "first_only": [
            confusion(
                "counts = torch.zeros(classes, classes)",
                "for label, guess in zip(labels, answers):",
                "    counts[label, guess] += 1",
                "    return counts",
            )
        ],
        "only_hits": [
            confusion(
                "counts = torch.zeros(classes, classes)",
                "for label, guess in zip(labels, answers):",
                "    if label == guess:",
                "        counts[label, guess] += 1",
                "return counts",
            )
        ],
        "only_misses": [
            confusion(
                "counts = torch.zeros(classes, classes)",
                "for label, guess in zip(labels, answers):",
                "    if label != guess:",
                "        counts[label, guess] += 1",
                "return counts",
            )
        ],
        "set_not_counted": [
            confusion(
                "counts = torch.zeros(classes, classes)",
                "for label, guess in zip(labels, answers):",
                "    counts[label, guess] = 1",
                "return counts",
            ),
            confusion("counts = torch.zeros(classes, classes)", "counts[labels, answers] += 1", "return counts"),
        ],
        "shares": [
            confusion(
                "counts = torch.zeros(classes, classes)",
                "for label, guess in zip(labels, answers):",
                "    counts[label, guess] += 1 / len(labels)",
                "return counts",
            )
        ],
        "same_row": [
            confusion(
                "counts = [[0] * classes] * classes",
                "for label, guess in zip(labels, answers):",
                "    counts[label][guess] += 1",
                "return counts",
            )
        ],
        "too_small": [
            confusion(
                "n = max(max(labels), max(answers)) + 1",
                "counts = torch.zeros(n, n)",
                "for label, guess in zip(labels, answers):",
                "    counts[label, guess] += 1",
                "return counts",
            )
        ],
        "both_ways": [
            confusion(
                "counts = torch.zeros(classes, classes)",
                "for label, guess in zip(labels, answers):",
                "    counts[label, guess] += 1",
                "    counts[guess, label] += 1",
                "return counts",
            )
        ],
    },
}

UNUSUAL = {
    "07.1": [
        prepare("return images.float().reshape(len(images), -1).div(255.0)"),
        prepare("return [[level / 255 for row in picture for level in row] for picture in images.tolist()]"),
        prepare("import numpy as np", "return np.stack([each.ravel() for each in images.numpy()]) / 255.0"),
    ],
    "07.2": [
        mini_batches(
            "while order:",
            "    yield inputs[order[:size]], labels[order[:size]]",
            "    order = order[size:]",
        ),
        mini_batches(
            "inputs, labels = inputs[order], labels[order]",
            "return list(zip(inputs.split(size), labels.split(size)))",
        ),
    ],
    "07.3": [
        accuracy(
            "outputs = torch.cat([each for each, _ in batches])",
            "labels = torch.cat([each for _, each in batches])",
            "return (torch.max(outputs, 1).indices == labels).float().mean()",
        ),
        accuracy(
            "hits = [row.index(max(row)) == y for z, labels in batches for row, y in zip(z.tolist(), labels.tolist())]",
            "return sum(hits) / len(hits)",
        ),
        counted("torch.softmax(outputs, dim=-1).argmax(-1) == labels"),
    ],
    "07.4": [
        epoch_loss("import numpy as np", "return np.average(losses, weights=sizes)"),
        epoch_loss("a, b = torch.tensor(losses), torch.tensor(sizes)", "return (a * b).sum() / b.sum()"),
    ],
    "07.5": [
        cross_entropy("return nn.CrossEntropyLoss()(logits, labels)"),
        cross_entropy("return -torch.log_softmax(logits, 1)[range(len(labels)), labels].mean()"),
        cross_entropy(
            "import math",
            "prices = []",
            "for z, y in zip(logits.tolist(), labels.tolist()):",
            "    m = max(z)",
            "    prices.append(math.log(sum(math.exp(each - m) for each in z)) - (z[y] - m))",
            "return sum(prices) / len(prices)",
        ),
    ],
    "07.6": [
        best_epoch("return min(range(len(test_losses)), key=lambda epoch: test_losses[epoch])"),
        best_epoch("return torch.tensor(test_losses).argmin()"),
    ],
    "07.7": [
        confusion(
            "return [[sum(y == a and z == b for y, z in zip(labels, answers)) for b in range(classes)]"
            " for a in range(classes)]"
        ),
        confusion(
            "import numpy as np",
            "counts = np.zeros((classes, classes), dtype=int)",
            "np.add.at(counts, (labels, answers), 1)",
            "return counts",
        ),
    ],
}

# What a slip may do to a solution without making it wrong, each with the reason.
LAST = "a table has two axes, and -1 is the last of them: 1"
EQUIVALENT = {
    "07.3": {
        "right += (outputs.argmax(-1) == labels).sum().item()": LAST,
        "right += (outputs.argmax(1) == labels).sum()": "the share is a tensor then, of the same value",
    },
    "07.4": {"for loss, size in zip(sizes, losses): total += loss * size": "a product does not mind the order"},
    "07.5": {
        "m = logits.max(-1, keepdim=True).values": LAST,
        "prices = z.exp().sum(-1).log() - z[range(len(labels)), labels]": LAST,
    },
}
