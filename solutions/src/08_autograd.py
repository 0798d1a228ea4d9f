# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] id="title" lang="en"
# # 08 · Exercises: Your own autograd
#
# **Goal:** write the pieces of an engine, put them together, and train a network with it.
#
# **You need:** lesson 08. **Time:** 75 minutes; a good place to pause is behind 08.3.
#
# Put your answer in place of `...`, run the cell, read what the check says. Stuck? Write `hint("08.1")` in a new cell:
# three hints each, the gentlest first. `reveal("08.1")` shows an answer.
#
# Below the exercises the engine is put together. Where a piece of yours is missing, ours takes its place: you can go on at any
# time.
#
# {badges}

# %% [markdown] id="title" lang="ja" of="c9c48faf"
# # 08 · 演習：自分の自動微分
#
# **目標**：エンジンの部品を書き、組み立てて、ネットワークを学習させましょう。
#
# **必要なもの**：レッスン 08。**時間**：75 分。休憩するなら 08.3 のあとがよいでしょう。
#
# `...` を自分の答えに書きかえてセルを実行すると、答え合わせの結果が出ます。行きづまったら、
# 新しいセルに `hint("08.1")` と書きましょう。ヒントは各問 3 つで、控えめなものから順に出ます。
# `reveal("08.1")` で解答例を見られます。
#
# 問題のあとで、エンジンを組み立てます。足りない部品があれば、こちらで用意したものが代わりに入ります。いつでも先へ進めます。
#
# {badges}

# %%
{bootstrap}

# %%
from collections import Counter

import numpy as np

from autograd_lib.course.workshop import or_ours

# %% [markdown] id="rule" lang="en"
# ## 08.1 The rule of a product
#
# `mul` has computed `a * b` and saved both. Now `grad` arrives: how strongly the loss reacts to the product. Write the
# rule. It returns two gradients, the one for `a` first.
#
# All of them are arrays of one shape (or numbers).

# %% [markdown] id="rule" lang="ja" of="8c4f393d"
# ## 08.1 積の規則
#
# `mul` は `a * b` を計算し、両方を保存しました。そこへ `grad` が届きます。積に対して損失がどれだけ敏感か、という数です。
# 規則を書きましょう。返すのは 2 つの勾配で、`a` のぶんが先です。
#
# 引数はどれも、同じ形状の配列（またはただの数）です。

# %% exercise="08.1"
def mul_rule(grad, a, b):
    return grad * b, grad * a  # answer


check("08.1", mul_rule)

# %% [markdown] id="accumulate" lang="en"
# ## 08.2 What arrives is added
#
# The dictionary `grads` holds for each place what has arrived there; a place where nothing has arrived is not in it.
# `accumulate(grads, place, grad)` notes that another gradient, an array, has come to `place`.
#
# Remember the counter-example of the lesson: one array may have been sent to two places.

# %% [markdown] id="accumulate" lang="ja" of="d87456fb"
# ## 08.2 届いたものは足す
#
# 辞書 `grads` には、それぞれの場所に届いたものが入っています。まだ何も届いていない場所は、辞書にありません。
# `accumulate(grads, place, grad)` は、`place` にもう 1 つ勾配（配列）が届いたことを書き込みます。
#
# レッスンの反例を思い出しましょう。同じ 1 つの配列が、2 か所に送られているかもしれません。

# %% exercise="08.2"
def accumulate(grads, place, grad):
    # answer:
    if place in grads:
        grads[place] = grads[place] + grad
    else:
        grads[place] = grad
    # end answer


check("08.2", accumulate)

# %% [markdown] id="order" lang="en"
# ## 08.3 Everything in order
#
# `topological_order(root, inputs_of)` returns the list of all that `root` was computed from, `root` itself first: each
# once, and each only after all that use it. `inputs_of(each)` gives what `each` was computed from; for a leaf that is
# empty.
#
# On the diamond, `inputs_of("out")` is `("a", "b")`, `inputs_of("b")` is `("a",)`; the answer is `["out", "b", "a", "x"]`. One
# of the graphs of the check is a chain of 5,000. `Counter`, which counts what a list holds, is imported; you need not use it.

# %% [markdown] id="order" lang="ja" of="4634e2da"
# ## 08.3 順番に並べる
#
# `topological_order(root, inputs_of)` は、`root` の計算に使われたものすべてのリストを返します。先頭は `root` 自身です。どれも 1 度だけ、
# しかも、それを使うものすべてより後に並べます。`inputs_of(each)` は、`each` が何から計算されたかを返します。葉では空です。
#
# ひし形なら、`inputs_of("out")` は `("a", "b")`、`inputs_of("b")` は `("a",)` で、答えは `["out", "b", "a", "x"]` です。答え合わせに使う
# グラフの 1 つは、長さ 5,000 の鎖です。リストの中身を数える `Counter` をインポートしてあります（使わなくてもかまいません）。

# %% exercise="08.3"
def topological_order(root, inputs_of):
    # answer:
    found, order = [root], [root]
    for each in found:  # the list grows on the way
        found += [source for source in dict.fromkeys(inputs_of(each)) if source not in found]
    uses = Counter(source for each in found for source in inputs_of(each))
    for each in order:
        uses.subtract(inputs_of(each))
        order += [source for source in dict.fromkeys(inputs_of(each)) if uses[source] == 0]
    return order
    # end answer

check("08.3", topological_order)

# %% [markdown] id="unbroadcast" lang="en"
# ## 08.4 Back to the old shape
#
# Broadcasting has stretched an input of shape `shape` to the shape of `grad`. `unbroadcast(grad, shape)` sums the gradient over
# the copies, so that it has exactly the shape `shape`.
#
# Two kinds of axes: those that were put in front, and those of size 1 that were stretched. `grad.sum(axis=(0, 2))`
# sums over several axes, `keepdims=True` leaves a 1 in their place.

# %% [markdown] id="unbroadcast" lang="ja" of="5019296d"
# ## 08.4 元の形状に戻す
#
# ブロードキャストによって、形状 `shape` の入力が `grad` の形状に引き伸ばされました。`unbroadcast(grad, shape)` は、コピーについて
# 勾配の和をとり、ちょうど `shape` の形状にして返します。
#
# 軸は 2 種類あります。前に付け加えられた軸と、引き伸ばされた大きさ 1 の軸です。`grad.sum(axis=(0, 2))` はいくつかの軸について和をとり、
# `keepdims=True` を付けると、その場所に 1 を残します。

# %% exercise="08.4"
def unbroadcast(grad, shape):
    # answer:
    in_front = tuple(range(grad.ndim - len(shape)))
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return grad.sum(axis=in_front).sum(axis=stretched, keepdims=True)
    # end answer


check("08.4", unbroadcast)

# %% [markdown] id="matmul" lang="en"
# ## 08.5 The rule of the matrix product
#
# `matmul` has computed `a @ b`, of shapes (n, k) and (k, m), and saved both. `grad` has shape (n, m). Return the gradients
# of `a` and of `b`.

# %% [markdown] id="matmul" lang="ja" of="78396256"
# ## 08.5 行列の積の規則
#
# `matmul` は、形状 (n, k) と (k, m) の `a @ b` を計算し、両方を保存しました。`grad` の形状は (n, m) です。`a` の勾配と `b` の勾配を
# 返しましょう。

# %% exercise="08.5"
def matmul_rule(grad, a, b):
    return grad @ b.T, a.T @ grad  # answer


check("08.5", matmul_rule)

# %% [markdown] id="gradcheck" lang="en"
# ## 08.6 Measure what is claimed
#
# `f(x)` makes a number of an array, `gradient(x)` claims to be its gradient. `gradcheck(f, gradient, x)` says whether that is
# so: True or False. Measure every element by a central difference with `h = 1e-6`, and allow at each an error of
# `1e-5 + 1e-3 * abs(measured)`.
#
# `x` may have any shape, and must be as before when you are done. `np.ndindex(x.shape)` goes through all its places.

# %% [markdown] id="gradcheck" lang="ja" of="f01c7cfc"
# ## 08.6 言い分を測って確かめる
#
# `f(x)` は、配列から 1 つの数を作ります。`gradient(x)` は、その勾配だと主張しています。本当かどうかを True か False で返す
# `gradcheck(f, gradient, x)` を書きましょう。すべての要素を `h = 1e-6` の中心差分で測り、要素ごとに `1e-5 + 1e-3 * abs(測った値)` までの
# 誤差を許します。
#
# `x` の形状は何でもかまいません。終わったとき、`x` は元のままでなければなりません。`np.ndindex(x.shape)` で、すべての場所を順に取り出せます。

# %% exercise="08.6"
def gradcheck(f, gradient, x):
    # answer:
    claimed, h = gradient(x), 1e-6
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = h
        measured = (f(x + step) - f(x - step)) / (2 * h)
        if abs(claimed[place] - measured) > 1e-5 + 1e-3 * abs(measured):
            return False
    return True
    # end answer


check("08.6", gradcheck)

# %% [markdown] id="exp" lang="en"
# ## 08.7 Rules that use the result
#
# `exp` has computed $e^x$ and saved only the `result`. Its rule gives one gradient, alone: no tuple.

# %% [markdown] id="exp" lang="ja" of="defc7cd0"
# ## 08.7 結果を使う規則
#
# `exp` は $e^x$ を計算し、結果 `result` だけを保存しました。規則が返す勾配は 1 つです。タプルに入れず、そのまま返しましょう。

# %% exercise="08.7"
def exp_rule(grad, result):
    return grad * result  # answer


check("08.7", exp_rule)

# %% [markdown] id="tanh" lang="en"
# ## 08.7b The same for tanh
#
# `tanh` too has saved its `result` alone. The slope of $\tanh x$ is $1 - \tanh^2 x$.

# %% [markdown] id="tanh" lang="ja" of="66d65be7"
# ## 08.7b tanh の規則
#
# `tanh` も、結果 `result` だけを保存しました。$\tanh x$ の傾きは $1 - \tanh^2 x$ です。

# %% exercise="08.7b"
def tanh_rule(grad, result):
    return grad * (1 - result * result)  # answer


check("08.7b", tanh_rule)

# %% [markdown] id="assemble" lang="en"
# ## Your engine
#
# All pieces are on the table. What passed its check is yours; `mini.` marks what is still ours. Come back and run this from
# here when you have mended one.

# %% [markdown] id="assemble" lang="ja" of="6c58ba35"
# ## あなたのエンジン
#
# 部品がそろいました。答え合わせに通ったものは、あなたのものが使われます。`mini.` が付いているのは、まだこちらのものです。部品を直したら、
# ここから実行し直しましょう。

# %%
mul_rule = or_ours("08.1", mul_rule)
accumulate = or_ours("08.2", accumulate)
topological_order = or_ours("08.3", topological_order)
unbroadcast = or_ours("08.4", unbroadcast)
matmul_rule = or_ours("08.5", matmul_rule)
gradcheck = or_ours("08.6", gradcheck)
exp_rule = or_ours("08.7", exp_rule)
tanh_rule = or_ours("08.7b", tanh_rule)

# %% [markdown] id="frame" lang="en"
# The frame, as in the lesson: nodes, tensors, `record`, and the walk back. Find your three pieces in `backward`.

# %% [markdown] id="frame" lang="ja" of="3cfde071"
# 枠組みはレッスンと同じで、ノード、テンソル、`record`、そして後ろへたどる関数です。`backward` の中に、あなたの部品が 3 つあります。探してみましょう。

# %%
class Node:
    def __init__(self, rule, saved, inputs):
        self.rule, self.saved, self.inputs = rule, saved, inputs


class Tensor:
    __array_ufunc__ = None  # array + tensor is ours to compute

    def __init__(self, data, requires_grad=False, node=None):
        self.data = np.asarray(data, dtype=np.float64)
        self.requires_grad, self.grad, self.node = requires_grad, None, node

# %%
def as_tensor(value):
    return value if isinstance(value, Tensor) else Tensor(value)


def record(data, rule, saved, *inputs):
    if any(each.requires_grad for each in inputs):
        return Tensor(data, True, Node(rule, saved, inputs))
    return Tensor(data)


def inputs_of(tensor):
    return [each for each in tensor.node.inputs if each.requires_grad] if tensor.node else []

# %%
def backward(root, grad=1.0):
    grads = {root: grad * np.ones(root.data.shape)}
    for tensor in topological_order(root, inputs_of):
        arrived, node = grads.pop(tensor), tensor.node
        if node is None:
            tensor.grad = arrived if tensor.grad is None else tensor.grad + arrived
            continue
        sent = node.rule(arrived, *node.saved)
        sent = (sent,) if len(node.inputs) == 1 else sent  # a rule for one input gives it alone
        for source, each in zip(node.inputs, sent):
            if source.requires_grad:
                accumulate(grads, source, unbroadcast(np.asarray(each), source.data.shape))

# %% [markdown] id="operations" lang="en"
# The operations, each followed by its rule.

# %% [markdown] id="operations" lang="ja" of="f3ed0154"
# 演算です。どの演算も、すぐあとに規則が続きます。

# %%
def add(a, b):
    a, b = as_tensor(a), as_tensor(b)
    return record(a.data + b.data, add_rule, (), a, b)

def add_rule(grad):
    return grad, grad


def mul(a, b):
    a, b = as_tensor(a), as_tensor(b)
    return record(a.data * b.data, mul_rule, (a.data, b.data), a, b)

# %%
def power(x, n):
    return record(x.data**n, power_rule, (x.data, n), x)

def power_rule(grad, x, n):
    return grad * n * x ** (n - 1)


def log(x):
    return record(np.log(x.data), log_rule, (x.data,), x)

def log_rule(grad, x):
    return grad / x

# %%
def exp(x):
    result = np.exp(x.data)
    return record(result, exp_rule, (result,), x)


def tanh(x):
    result = np.tanh(x.data)
    return record(result, tanh_rule, (result,), x)


def relu(x):
    return record(np.maximum(x.data, 0), lambda grad, x: grad * (x > 0), (x.data,), x)

# %%
def total(x, axis=None, keepdims=False):
    return record(x.data.sum(axis=axis, keepdims=keepdims), total_rule, (x.data.shape, axis, keepdims), x)

def total_rule(grad, shape, axis, keepdims):
    if axis is not None and not keepdims:
        grad = np.expand_dims(grad, axis)
    return np.broadcast_to(grad, shape)


def mean(x, axis=None, keepdims=False):
    count = x.data.size if axis is None else x.data.shape[axis]
    return mul(total(x, axis, keepdims), 1 / count)

# %%
def matmul(a, b):
    a, b = as_tensor(a), as_tensor(b)
    return record(a.data @ b.data, matmul_rule, (a.data, b.data), a, b)


def reshape(x, *shape):
    return record(x.data.reshape(*shape), lambda grad, shape: grad.reshape(shape), (x.data.shape,), x)


def transpose(x):
    return record(x.data.T, lambda grad: grad.T, (), x)

# %%
methods = {
    "__add__": add, "__radd__": add, "__mul__": mul, "__rmul__": mul, "__matmul__": matmul, "__pow__": power,
    "__rmatmul__": lambda x, other: matmul(other, x), "__neg__": lambda x: mul(x, -1.0),
    "__sub__": lambda x, other: add(x, mul(other, -1.0)), "__rsub__": lambda x, other: add(other, mul(x, -1.0)),
    "__truediv__": lambda x, other: mul(x, power(as_tensor(other), -1.0)),
    "__rtruediv__": lambda x, other: mul(other, power(x, -1.0)),
    "exp": exp, "log": log, "tanh": tanh, "relu": relu, "sum": total, "mean": mean, "reshape": reshape,
    "T": property(transpose), "backward": backward,
}
for name, function in methods.items():
    setattr(Tensor, name, function)

# %% [markdown] id="proof" lang="en"
# ## Is it right?
#
# Your gradcheck examines your operations. Each result is squared, so that no `grad` is 1.

# %% [markdown] id="proof" lang="ja" of="4acbe50e"
# ## 正しさを確かめる
#
# あなたの gradcheck で、あなたの演算を調べます。`grad` が 1 にならないように、どの結果も 2 乗しています。

# %%
def passes(op, x):
    def gradient(x):
        leaf = Tensor(x, requires_grad=True)
        (op(leaf) ** 2).sum().backward()
        return leaf.grad
    return gradcheck(lambda x: float((op(Tensor(x)) ** 2).sum().data), gradient, x)

row, W, at = np.array([1.0, 2.0, 3.0]), np.arange(6.0).reshape(3, 2), np.array([[0.3, 1.2, 0.8], [1.9, 0.1, 0.6]])
ops = {"+": lambda x: x + row, "*": lambda x: x * row, "-": lambda x: row - x, "/": lambda x: 1 / x, "@": lambda x: x @ W,
       "**": lambda x: x**3, "exp": exp, "log": log, "tanh": tanh, "relu": relu, "sum": lambda x: x.sum(0), "mean": mean}
print({name: passes(op, at) for name, op in ops.items()})

# %% [markdown] id="train" lang="en"
# ## Two colors
#
# And now the network of lesson 06. Everything that learns here is yours.

# %% [markdown] id="train" lang="ja" of="c8029d81"
# ## 2 色の点
#
# 最後に、レッスン 06 のネットワークです。ここで学習しているものは、すべてあなたのものです。

# %%
rng = np.random.default_rng(1)
r, colors = rng.uniform(0.15, 1.0, 300), np.resize([-1.0, 1.0], (300, 1))
angle = 1.8 * np.pi * r + np.pi / 2 * colors[:, 0]
points = r[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1) + 0.06 * rng.normal(size=(300, 2))

sizes = [(2, 16), (16,), (16, 16), (16,), (16, 1), (1,)]
parameters = [Tensor(rng.normal(size=size) / size[0] ** 0.5, requires_grad=True) for size in sizes]

def net(x):
    for W, b in zip(parameters[::2], parameters[1::2]):
        x = (x @ W + b).tanh()
    return x

# %%
speeds, losses = [0.0] * len(parameters), []
for update in range(200):
    loss = ((net(points) - colors) ** 2).mean()
    loss.backward()
    losses.append(float(loss.data))
    for i, p in enumerate(parameters):
        speeds[i] = 0.9 * speeds[i] + p.grad
        p.data, p.grad = p.data - 0.2 * speeds[i], None
print(f"loss: {losses[0]:.2f} -> {losses[-1]:.4f}   right: {(np.sign(net(points).data) == colors).mean():.0%}")

# %%
from autograd_lib.course import figures_engine

figures_engine.trained(net, losses, [], points, colors)

# %% [markdown] id="end" lang="en"
# *Left, the plane in two colors with a black border between the spiral arms; right, the falling loss.*
#
# ## How far are you?

# %% [markdown] id="end" lang="ja" of="faa2db8a"
# *左は 2 色に塗り分けた平面と、渦の腕の間を縫う黒い境界。右は下がっていく損失です。*
#
# ## どこまで進みましたか

# %%
progress()
