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
# # 04 · Exercises: Tensors
#
# **Goal:** make tensors of every shape, rearrange them, foresee broadcasting, and find out what shares its memory with what.
#
# **You need:** lesson 04. **Time:** 45 minutes.
#
# Put your answer in place of `...`, run the cell, read what the check says. Stuck? Write `hint("04.1")` in a new cell:
# three hints each, the gentlest first. `reveal("04.1")` shows an answer.
#
# {badges}

# %% [markdown] id="title" lang="ja" of="91b74b36"
# # 04 · 演習：テンソル
#
# **目標**：いろいろな形状のテンソルを作り、並べ直し、ブロードキャストの結果を予想し、
# 何と何がメモリを共有しているかを見抜きましょう。
#
# **必要なもの**：レッスン 04。**時間**：45 分。
#
# `...` を自分の答えに書きかえてセルを実行すると、答え合わせの結果が出ます。行きづまったら、
# 新しいセルに `hint("04.1")` と書きましょう。ヒントは各問 3 つで、控えめなものから順に出ます。
# `reveal("04.1")` で解答例を見られます。
#
# {badges}

# %%
{bootstrap}

# %%
import autograd_lib as torch

# %% [markdown] id="four-ranks" lang="en"
# ## 04.1 Four ranks
#
# Make four tensors of `float32`:
#
# - `a`, rank 0: the number 0.5,
# - `b`, rank 1: the numbers 1, 2, 3,
# - `c`, rank 2: zeros, in 2 rows and 3 columns,
# - `d`, rank 3: ones, 4 tables of 2 rows and 3 columns each.

# %% [markdown] id="four-ranks" lang="ja" of="6bfa9359"
# ## 04.1 4 つの階数
#
# `float32` のテンソルを 4 つ作りましょう。
#
# - `a`：0 階。数 0.5。
# - `b`：1 階。数 1、2、3。
# - `c`：2 階。2 行 3 列で、全部 0。
# - `d`：3 階。2 行 3 列の表が 4 枚で、全部 1。

# %% exercise="04.1"
a = torch.tensor(0.5)  # answer
b = torch.tensor([1.0, 2.0, 3.0])  # answer
c = torch.zeros(2, 3)  # answer
d = torch.ones(4, 2, 3)  # answer

check("04.1", [a, b, c, d])

# %% [markdown] id="in-rows" lang="en"
# ## 04.2 Rows of n
#
# Write `in_rows(t, n)`: the numbers of `t`, in the order in which they lie in memory, in rows of `n` numbers each. It shall
# work for tensors of every rank. (Their number can always be divided by `n`.)
#
# Predict first: what is the first row of `in_rows(t, 8)` for our `t`?

# %% [markdown] id="in-rows" lang="ja" of="04a865b2"
# ## 04.2 n 個ずつの行
#
# `t` の数を、メモリに並んでいる順番のまま、
# 1 行に `n` 個ずつ並べたテンソルを返す関数 `in_rows(t, n)` を書きましょう。
# どんな階数のテンソルでも使えるようにします（数の個数は必ず `n` で割り切れます）。
#
# まず予想しましょう。いつもの `t` で `in_rows(t, 8)` とすると、最初の行はどうなりますか。

# %% exercise="04.2"
def in_rows(t, n):
    return t.view(-1, n)  # answer


check("04.2", in_rows)

# %% [markdown] id="foresee" lang="en"
# ## 04.3 Foresee the shape
#
# Two tensors of these shapes are added. Which shape has the sum? Write it as a tuple, such as `(2, 3)`, or `"error"` if
# they do not fit.
#
# | | first | second |
# |---|---|---|
# | 1 | (4, 4) | (4,) |
# | 2 | (3, 1) | (4,) |
# | 3 | (2, 3) | (2,) |
# | 4 | (4, 1) | (1, 4) |
# | 5 | (5, 1, 4) | (3, 1) |
# | 6 | (2, 3) | (3, 2) |

# %% [markdown] id="foresee" lang="ja" of="f0d9e392"
# ## 04.3 形状を予想する
#
# 次の形状のテンソルを 2 つ足します。和の形状は何ですか。`(2, 3)` のようなタプルで答えましょう。
# 計算できないときは `"error"` と書きます。
#
# | | 1 つ目 | 2 つ目 |
# |---|---|---|
# | 1 | (4, 4) | (4,) |
# | 2 | (3, 1) | (4,) |
# | 3 | (2, 3) | (2,) |
# | 4 | (4, 1) | (1, 4) |
# | 5 | (5, 1, 4) | (3, 1) |
# | 6 | (2, 3) | (3, 2) |

# %% exercise="04.3"
sums = [(4, 4), (3, 4), "error", (4, 4), (5, 3, 4), "error"]  # answer

check("04.3", sums)

# %% [markdown] id="labels" lang="en"
# ## 04.4 From scores to labels
#
# Each row of `scores` belongs to one picture, each column to one digit: 0, 1, 2, … Write `predicted_labels(scores)`: for each
# picture the digit with the highest score.

# %% [markdown] id="labels" lang="ja" of="ef71df29"
# ## 04.4 点数からラベルへ
#
# `scores` の 1 行は 1 枚の画像に、1 列は 1 つの数字（0、1、2、…）に対応します。それぞれの画像について、
# 点数が最も高い数字を返す関数 `predicted_labels(scores)` を書きましょう。

# %%
scores = torch.tensor([[0.5, 2.0, 0.25, 1.0], [3.5, 0.5, 1.5, -1.0], [-4.0, -3.0, -2.0, -1.0]])

# %% exercise="04.4"
def predicted_labels(scores):
    return scores.argmax(1)  # answer


check("04.4", predicted_labels)

# %% [markdown] id="copies" lang="en"
# ## 04.5 A copy of your own
#
# Write `independent(t)`. It returns a tensor with the same shape and numbers as `t`, but with memory of its own: if `t` is
# changed in place later, the copy stays as it was.

# %% [markdown] id="copies" lang="ja" of="e9d192ee"
# ## 04.5 自分だけのコピー
#
# `t` と形状も数も同じで、自分だけのメモリを持つテンソルを返す関数 `independent(t)` を書きましょう。
# あとで `t` がインプレースで変えられても、コピーは元のままでなければなりません。

# %% exercise="04.5"
def independent(t):
    return t.clone()  # answer


check("04.5", independent)

# %% [markdown] id="shop" lang="en"
# ## 04.6 Two customers, four shops
#
# `amounts` says how much of each of 3 goods 2 customers want to buy: shape [2, 3]. `prices` says what each of the goods costs
# in each of 4 shops: shape [3, 4].
#
# Write `totals(amounts, prices)`: what each customer would pay in each shop, shape [2, 4]. It
# shall work for other numbers of customers, goods and shops too.

# %% [markdown] id="shop" lang="ja" of="b349e7a9"
# ## 04.6 2 人の客と 4 軒の店
#
# `amounts` は、2 人の客が 3 種類の品物をそれぞれどれだけ買いたいかを表します（形状 [2, 3]）。`prices` は、
# それぞれの品物が 4 軒の店でいくらするかを表します（形状 [3, 4]）。
#
# それぞれの客が、それぞれの店で払う合計金額を返す関数 `totals(amounts, prices)` を書きましょう（形状 [2, 4]）。
# 客、品物、店の数が違っても使えるようにします。

# %%
amounts = torch.tensor([[1.0, 0.0, 2.0], [3.0, 1.0, 0.0]])
prices = torch.tensor([[2.0, 3.0, 1.0, 5.0], [4.0, 4.0, 6.0, 3.0], [1.0, 2.0, 2.0, 0.5]])

# %% exercise="04.6"
def totals(amounts, prices):
    return amounts @ prices  # answer


check("04.6", totals)

# %% [markdown] id="centered" lang="en"
# ## 04.7 Every row around zero
#
# Write `centered(x)`: from each number the mean of **its row** is taken away, so that every row of the result has the
# mean 0. `x` is a table of floats and must stay as it is.

# %% [markdown] id="centered" lang="ja" of="af334447"
# ## 04.7 どの行も平均 0 に
#
# それぞれの数から**その行**の平均を引いたテンソルを返す関数 `centered(x)` を書きましょう。結果は、
# どの行も平均が 0 になります。`x` は小数の表（2 階）です。`x` そのものを変えてはいけません。

# %% exercise="04.7"
def centered(x):
    return x - x.mean(1, keepdim=True)  # answer


check("04.7", centered)

# %% [markdown] id="end" lang="en"
# ## How far are you?

# %% [markdown] id="end" lang="ja" of="6da20ca5"
# ## どこまで進みましたか

# %%
progress()
