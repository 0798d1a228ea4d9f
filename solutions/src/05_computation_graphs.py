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
# # 05 · Exercises: Computation graphs
#
# **Goal:** foretell what `backward()` will write, and let it compute slopes for you.
#
# **You need:** lesson 05. **Time:** 45 minutes.
#
# Put your answer in place of `...`, run the cell, read what the check says. Stuck? Write `hint("05.1")` in a new cell:
# three hints each, the gentlest first. `reveal("05.1")` shows an answer.
#
# In the questions that begin with *predict*, work with paper and pencil first; then let PyTorch do it, in a cell of your own.
#
# {badges}

# %% [markdown] id="title" lang="ja" of="0401575f"
# # 05 · 演習：計算グラフ
#
# **目標**：`backward()` が何を書き込むかを予想できるようになり、傾きの計算を任せられるようになりましょう。
#
# **必要なもの**：レッスン 05。**時間**：45 分。
#
# `...` を自分の答えに書きかえてセルを実行すると、答え合わせの結果が出ます。行きづまったら、
# 新しいセルに `hint("05.1")` と書きましょう。ヒントは各問 3 つで、控えめなものから順に出ます。
# `reveal("05.1")` で解答例を見られます。
#
# 「予想しましょう」の問題は、まず紙と鉛筆で考えます。そのあと自分でセルを足して、PyTorch にも計算させてみましょう。
#
# {badges}

# %%
{bootstrap}

# %%
import autograd_lib as torch
from autograd_lib.course import figures_graphs as figures

# %% [markdown] id="two-steps" lang="en"
# ## 05.1 A chain of two
#
# ```python
# x = torch.tensor(3.0, requires_grad=True)
# y = x**2
# z = 4 * y - 1
# z.backward()
# ```
#
# Predict: which number is in `x.grad`?

# %% [markdown] id="two-steps" lang="ja" of="4226be80"
# ## 05.1 2 段の連鎖
#
# ```python
# x = torch.tensor(3.0, requires_grad=True)
# y = x**2
# z = 4 * y - 1
# z.backward()
# ```
#
# 予想しましょう：`x.grad` にはどんな数が入りますか。

# %% exercise="05.1"
x_grad = 24  # answer

check("05.1", x_grad)

# %% [markdown] id="visits" lang="en"
# ## 05.2 Whom does backward() visit, and when?
#
# Here is a graph. The four operations have letters.

# %% [markdown] id="visits" lang="ja" of="db4a037b"
# ## 05.2 backward() はどの順に訪ねるか
#
# 下のグラフの 4 つの演算には、A から D の文字が付いています。

# %%
figures.letters()

# %% [markdown] id="four-letters" lang="en"
# *From left to right: box x, A (a = x ** 2), B (b = 3 * a), C (c = a + b), D (out = c.exp()), box out. From A one arrow
# leads to B, another one over B to C.*
#
# `out.backward()` visits each operation once. In which order? Answer with a list of the four letters, such as
# `["B", "A", "C", "D"]`.

# %% [markdown] id="four-letters" lang="ja" of="32a3c93d"
# *左から順に、箱 x、A（a = x ** 2）、B（b = 3 * a）、C（c = a + b）、D（out = c.exp()）、箱 out。A からは、B への矢印と、
# B の上を越えて C へ向かう矢印が出ています。*
#
# `out.backward()` は、それぞれの演算を 1 回ずつ訪ねます。どんな順でしょうか。4 つの文字のリストで答えましょう。たとえば
# `["B", "A", "C", "D"]` のように書きます。

# %% exercise="05.2"
visits = ["D", "C", "B", "A"]  # answer

check("05.2", visits)

# %% [markdown] id="three-ways" lang="en"
# ## 05.3 Sum, mean, max
#
# ```python
# x = torch.tensor([1.0, 7.0, 4.0, 2.0], requires_grad=True)
# y = 2 * x
# ```
#
# `y` has four elements, so `backward()` needs one number made of them. Here are three ways: `y.sum().backward()`,
# `y.mean().backward()`, `y.max().backward()`, each with a fresh `x`. Predict `x.grad` after each: four numbers.

# %% [markdown] id="three-ways" lang="ja" of="1ad3d011"
# ## 05.3 合計、平均、最大値
#
# ```python
# x = torch.tensor([1.0, 7.0, 4.0, 2.0], requires_grad=True)
# y = 2 * x
# ```
#
# `y` の要素は 4 つなので、`backward()` の前に 1 つの数にまとめる必要があります。まとめ方は 3 通り、
# `y.sum().backward()`、`y.mean().backward()`、`y.max().backward()` です（`x` は毎回新しく作ります）。
# それぞれのあとの `x.grad` を予想しましょう。答えはどれも 4 つの数です。

# %% exercise="05.3"
after_sum = [2, 2, 2, 2]  # answer
after_mean = [0.5, 0.5, 0.5, 0.5]  # answer
after_max = [0, 2, 0, 0]  # answer

check("05.3", [after_sum, after_mean, after_max])

# %% [markdown] id="again" lang="en"
# ## 05.4 Again, and again
#
# ```python
# x = torch.tensor(3.0, requires_grad=True)
# (x**2).backward()
# first = x.grad.item()
# (x**2).backward()
# second = x.grad.item()
# x.grad.zero_()
# (x**2).backward()
# third = x.grad.item()
# ```
#
# Predict the three numbers, as a list: first, second, third.

# %% [markdown] id="again" lang="ja" of="73cbb057"
# ## 05.4 もう 1 回、さらにもう 1 回
#
# ```python
# x = torch.tensor(3.0, requires_grad=True)
# (x**2).backward()
# first = x.grad.item()
# (x**2).backward()
# second = x.grad.item()
# x.grad.zero_()
# (x**2).backward()
# third = x.grad.item()
# ```
#
# 3 つの数 first、second、third を、この順のリストで予想しましょう。

# %% exercise="05.4"
numbers = [6, 12, 6]  # answer

check("05.4", numbers)

# %% [markdown] id="who" lang="en"
# ## 05.5 Who has a .grad?
#
# ```python
# a = torch.tensor(2.0, requires_grad=True)
# k = torch.tensor(7.0, requires_grad=True)
# d = torch.tensor(5.0)
# b = a * 3
# c = k.detach()
# with torch.no_grad():
#     e = a * a
# out = b * d + c * e
# out.backward()
# ```
#
# Six tensors: `a`, `b`, `c`, `d`, `e`, `k`. Predict: whose `.grad` is a tensor now, and no longer `None`? Answer with the
# list of their letters, in quotes, such as `["c", "d"]`.

# %% [markdown] id="who" lang="ja" of="30d405a6"
# ## 05.5 .grad を持っているのはだれか
#
# ```python
# a = torch.tensor(2.0, requires_grad=True)
# k = torch.tensor(7.0, requires_grad=True)
# d = torch.tensor(5.0)
# b = a * 3
# c = k.detach()
# with torch.no_grad():
#     e = a * a
# out = b * d + c * e
# out.backward()
# ```
#
# `a`、`b`、`c`、`d`、`e`、`k` の 6 つのテンソルがあります。予想しましょう：`.grad` が `None` でなくなり、テンソルが入っているのは
# どれですか。その文字を引用符で囲み、リストで答えましょう。たとえば `["c", "d"]` のように書きます。

# %% exercise="05.5"
have_grad = ["a"]  # answer

check("05.5", have_grad)

# %% [markdown] id="reused" lang="en"
# ## 05.6 A variable that is used three times
#
# $y = x \cdot x + x$. Write `gradient(x)`: what `y.backward()` would put into `x.grad`, without PyTorch, only with `+` and
# `*`.
#
# Draw the graph first. How many arrows leave $x$? What comes back along each of them?

# %% [markdown] id="reused" lang="ja" of="6f8ae6a2"
# ## 05.6 3 回使われる変数
#
# $y = x \cdot x + x$ とします。`y.backward()` が `x.grad` に入れるはずの値を返す関数 `gradient(x)` を書きましょう。
# PyTorch は使わず、`+` と `*` だけで書きます。
#
# まずグラフを描いてみましょう。$x$ からは矢印が何本出ていますか。それぞれの矢印を、どんな値が戻ってきますか。

# %% exercise="05.6"
def gradient(x):
    return x + x + 1  # answer


check("05.6", gradient)

# %% [markdown] id="doubling" lang="en"
# ## 05.7 The loop, with a v
#
# ```python
# x = torch.tensor([3.0, 4.0], requires_grad=True)  # its norm is 5
# y = x * 2
# while y.norm() < 100:
#     y = y * 2
# v = torch.tensor([0.5, 2.0])
# y.backward(v)
# ```
#
# Predict `x.grad`: two numbers.

# %% [markdown] id="doubling" lang="ja" of="1fe55971"
# ## 05.7 ループと v
#
# ```python
# x = torch.tensor([3.0, 4.0], requires_grad=True)  # norm: 5
# y = x * 2
# while y.norm() < 100:
#     y = y * 2
# v = torch.tensor([0.5, 2.0])
# y.backward(v)
# ```
#
# `x.grad` を予想しましょう。答えは 2 つの数です。

# %% exercise="05.7"
x_grad = [16, 64]  # answer

check("05.7", x_grad)

# %% [markdown] id="walk-back" lang="en"
# ## 05.8 Walk back yourself
#
# A chain of operations, one after the other. You are given their local derivatives, from the input to the output:
# `local = [2, 5, 3]`.
#
# Write `walk_back(local)`. It returns the gradients that `backward()` would bring to each place, also from the
# input to the output: first the one at the input, last the 1 with which the walk begins. For `[2, 5, 3]` these are four
# numbers; for a chain without any operation, `[]`, the 1 alone.

# %% [markdown] id="walk-back" lang="ja" of="42129c19"
# ## 05.8 自分で後ろへたどる
#
# 演算が 1 列につながっています。それぞれの局所的な微分係数が、入力から出力への順のリスト `local = [2, 5, 3]` で与えられます。
#
# `backward()` がそれぞれの場所に届ける勾配を返す関数 `walk_back(local)` を書きましょう。返すリストも入力から出力への順で、
# 最初が入力での勾配、最後が出発点の 1 です。`[2, 5, 3]` なら数は 4 つ、演算が
# 1 つもない `[]` なら 1 だけです。

# %% exercise="05.8"
def walk_back(local):
    # answer:
    arrived = [1]
    for each in reversed(local):
        arrived.insert(0, each * arrived[0])
    return arrived
    # end answer


check("05.8", walk_back)

# %% [markdown] id="slopes" lang="en"
# ## 05.9 A machine for slopes
#
# In lesson 02 you wrote `central_difference`. Now write the exact one: `slopes(f, places)` returns the slopes of `f` at all these
# places, as a tensor or a list. `f` takes a tensor and works element by element, as $2x^2 + 2$ does; `places` is a list of
# numbers such as `[0.0, 1.0, 3.0]`.

# %% [markdown] id="slopes" lang="ja" of="d8b7c422"
# ## 05.9 傾きを求める機械
#
# レッスン 02 では `central_difference` を書きました。今度は正確な傾きです。`places` のすべての場所での `f` の傾きを、
# テンソルかリストで返す関数 `slopes(f, places)` を書きましょう。`f` はテンソルを受け取り、$2x^2 + 2$ のように
# 要素ごとに計算する関数です。`places` は `[0.0, 1.0, 3.0]` のような数のリストです。

# %% exercise="05.9"
def slopes(f, places):
    # answer:
    x = torch.tensor(places, requires_grad=True)
    f(x).sum().backward()
    return x.grad
    # end answer


check("05.9", slopes)

# %% [markdown] id="slopes-used" lang="en"
# Your machine at work on sin. Lesson 02 needed two heights and an $h$ for each slope; here one walk back gives five of them.

# %% [markdown] id="slopes-used" lang="ja" of="8d88fe11"
# あなたの機械を sin に使ってみます。レッスン 02 では傾き 1 つごとに高さ 2 つと $h$ が必要でしたが、ここでは後ろへ一度たどるだけで、
# 5 つの傾きが求まります。

# %%
print(slopes(torch.sin, [0.0, 0.5, 1.0, 1.5, 2.0]))

# %% [markdown] id="end" lang="en"
# ## How far are you?

# %% [markdown] id="end" lang="ja" of="6da20ca5"
# ## どこまで進みましたか

# %%
progress()
