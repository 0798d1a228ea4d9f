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
#   course:
#     title: {en: "Under the hood: build your own autograd", ja: "しくみの中へ：自分の自動微分を作る"}
#     minutes: 90
#     needs: ["06"]
# ---

# %% [markdown] id="title" lang="en"
# # 08 · Under the hood: build your own autograd
#
# {badges}
#
# **Goal:** write the diary keeper of lesson 05 yourself: about 150 lines that differentiate whatever you compute, and
# train the network of lesson 06.
#
# **You need:** lessons 05 and 06. **Time:** 90 minutes, in two sittings; the pause is marked.
#
# Here you see how each piece works, and how it fails. [In the exercises](../../exercises/en/08_autograd.ipynb) you write
# them, 08.1 to 08.7. Stuck on one? Go on with ours, `mini.py`.

# %% [markdown] id="title" lang="ja"
# # 08 · しくみの中へ：自分の自動微分を作る
#
# {badges}
#
# **目標**：レッスン 05 の「日記」を書く仕組みを、自分で作りましょう。150 行ほどで、どんな計算でも微分でき、
# レッスン 06 のネットワークを学習させられるものになります。
#
# **必要なもの**：レッスン 05 と 06。**時間**：90 分。2 回に分けましょう。休憩の場所には印があります。
#
# ここでは、それぞれの部品がどう働き、どう失敗するかを見ます。部品を書くのは[演習](../../exercises/ja/08_autograd.ipynb)
# の 08.1 から 08.7 です。1 つの部品で行きづまったら、こちらで用意した `mini.py` のものを使って先へ進めます。

# %%
{bootstrap}

# %% [markdown] id="rule-question" lang="en"
# ## First sitting. Step 1: a rule
#
# Lesson 05: local derivative × incoming = outgoing. Take one operation, `a * b` with $a = 2$, $b = 5$, somewhere in a large
# graph. From the right a gradient of 10 arrives: if the product grew by a little, the loss would grow by 10 times as
# much.
#
# **Predict:** what must this operation send to `a`, what to `b`? And which numbers must it have kept until now?

# %% [markdown] id="rule-question" lang="ja"
# ## 前半。ステップ 1：規則
#
# レッスン 05 では「局所的な微分係数 × 入ってきた値 = 出ていく値」でした。大きなグラフのどこかにある 1 つの演算、
# $a = 2$、$b = 5$ の `a * b` を考えます。右からは勾配 10 が届きました。積が少し増えると、損失はその 10 倍増える、という意味です。
#
# **予想しましょう**：この演算は、`a` と `b` にそれぞれいくつを送るべきでしょうか。そのために、どの数を取っておく必要がありますか。

# %%
import numpy as np

from autograd_lib.course import explore, mini, play
from autograd_lib.course import figures_engine as figures

explore(figures.rule_box, op=list(figures.RULES), grad=[10.0, 1.0, 0.0, -2.5])

# %% [markdown] id="rule" lang="en"
# *A box with three floors. Top: a = 2 and b = 5 go in, a * b = 10 comes out. Middle: saved, a = 2 and b = 5. Bottom: the
# rule turns grad = 10 into 50 for a (grad * b) and 20 for b (grad * a).*
#
# That is a whole operation: compute, **save** what will be needed, and a **gradient rule**. Choose the others: what does
# `add` save? And `tanh`?
#
# A rule gets the incoming gradient and gives the outgoing ones; it never builds a Jacobian matrix. Each box is one
# *vector–Jacobian product* of lesson 05. Walking from the output back is called **reverse mode**.

# %% [markdown] id="rule" lang="ja"
# *3 段に分かれた箱。上段では a = 2 と b = 5 が入り、a * b = 10 が出ます。中段は saved で a = 2、b = 5。下段の規則が、
# grad = 10 から、a への 50（grad * b）と b への 20（grad * a）を作ります。*
#
# 演算に必要なのはこれだけです。計算する。あとで使うものを**保存する**。そして**勾配の規則**。ほかの演算も選んでみましょう。
# `add` は何を保存しますか。`tanh` はどうですか。
#
# 規則は、入ってきた勾配を受け取り、出ていく勾配を返します。ヤコビ行列は作りません。1 つの箱が、レッスン 05 の
# **ベクトル–ヤコビアン積** 1 回分です。このように出力から戻る方法を**リバースモード**といいます。

# %%
class Node:
    def __init__(self, rule, saved, inputs):
        self.rule, self.saved, self.inputs = rule, saved, inputs


class Tensor:
    def __init__(self, data, requires_grad=False, node=None):
        self.data = np.asarray(data, dtype=np.float64)
        self.requires_grad, self.grad, self.node = requires_grad, None, node


def record(data, rule, saved, *inputs):
    return Tensor(data, True, Node(rule, saved, inputs))

# %% [markdown] id="classes" lang="en"
# The whole diary. A `Tensor` holds numbers, their gradient and the node that made it; a leaf has none. A `Node` holds
# the three things of the box, and where its inputs came from: PyTorch's `grad_fn` and `next_functions`.
#
# An operation is now two lines, and its rule two more. (`mul_rule` is yours to write: **exercise 08.1**. Here ours stands
# in.)
#
# **Predict** what is printed.

# %% [markdown] id="classes" lang="ja"
# 日記はこれで全部です。`Tensor` は、数と、その勾配と、自分を作ったノードを持ちます（葉にはノードがありません）。`Node` は、箱にあった
# 3 つと、入力がどこから来たかを持ちます。PyTorch の `grad_fn` と `next_functions` にあたるものです。
#
# これで演算は 2 行、規則も 2 行で書けます（`mul_rule` を書くのはあなたです：**問題 08.1**。ここではこちらのものを使います）。
#
# 何が表示されるか、**予想しましょう**。

# %% tags=["nbval-check-output"]
def add(a, b):
    return record(a.data + b.data, add_rule, (), a, b)

def add_rule(grad):
    return grad, grad

def mul(a, b):
    return record(a.data * b.data, mini.mul_rule, (a.data, b.data), a, b)

c = mul(Tensor(2.0), Tensor(5.0))
print(c.data, c.node.rule.__name__, c.node.saved)
print([float(each) for each in c.node.rule(10.0, *c.node.saved)])
