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
# # 02 · Exercises: Derivatives
#
# **Goal:** write the tools of the lesson yourself: slope, central difference, extrema, partial derivative.
#
# **You need:** lesson 02. **Time:** 40 minutes.
#
# Put your answer in place of `...`, run the cell, read what the check says. Stuck? Write `hint("02.1")` in a new cell:
# three hints each, the gentlest first. `reveal("02.1")` shows an answer.
#
# {badges}

# %% [markdown] id="title" lang="ja" of="3713c4d6"
# # 02 · 演習：微分
#
# **目標**：傾き、中心差分、極値の判定、偏微分という、レッスンの道具を自分の手で書いてみましょう。
#
# **必要なもの**：レッスン 02。**時間**：40 分。
#
# `...` を自分の答えに書きかえてセルを実行すると、答え合わせの結果が出ます。行きづまったら、
# 新しいセルに `hint("02.1")` と書きましょう。ヒントは各問 3 つで、控えめなものから順に出ます。
# `reveal("02.1")` で解答例を見られます。
#
# {badges}

# %%
{bootstrap}

# %%
import numpy as np

from autograd_lib.course import figures_derivatives as figures


def f(x):
    return 2 * x**2 + 2

# %% [markdown] id="slope-between" lang="en"
# ## 02.1 The slope between two points
#
# Write `slope_between(f, a, b)`: the slope of the straight line through the two points of the curve of `f` at `a` and at
# `b`. Rise over run; a line that falls has a negative slope.
#
# For our $f$ between 1 and 2 you found 6 in the lesson.

# %% [markdown] id="slope-between" lang="ja" of="8cfd8bc8"
# ## 02.1 2 点間の傾き
#
# `f` のグラフ上の、`a` と `b` での 2 点を通る直線の傾きを返す関数 `slope_between(f, a, b)` を書きましょう。
# 「縦の差 ÷ 横の差」です。下っていく直線の傾きは負になります。
#
# レッスンでは、いつもの $f$ の 1 と 2 の間の傾きは 6 でした。

# %% exercise="02.1"
def slope_between(f, a, b):
    return (f(b) - f(a)) / (b - a)  # answer


check("02.1", slope_between)

# %% [markdown] id="read-signs" lang="en"
# ## 02.2 Read the signs
#
# Look at the curve. You walk along it from left to right. At each of the five marks: is the slope positive, zero or
# negative?

# %% [markdown] id="read-signs" lang="ja" of="fc5f6fcd"
# ## 02.2 傾きの符号を読む
#
# 下の曲線の上を、左から右へ歩いていきます。5 つの印のそれぞれで、傾きは正ですか、0 ですか、負ですか。

# %%
figures.marks()

# %% [markdown] id="five-marks" lang="en"
# *A wave with five marks. 1: above zero, on the way down. 2: at the lowest point of the valley. 3: below zero, on the way
# up. 4: above zero, on the way up. 5: below zero, on the way down.*
#
# Answer with a list of five numbers, from mark 1 to mark 5: `1` for a positive slope, `0` for none, `-1` for a negative
# one.

# %% [markdown] id="five-marks" lang="ja" of="c337c8bd"
# *5 つの印が付いた波の形の曲線。1 は 0 より上で、下りの途中。2 は谷のいちばん低い点。3 は 0 より下で、上りの途中。
# 4 は 0 より上で、上りの途中。5 は 0 より下で、下りの途中。*
#
# 印 1 から印 5 までの答えを、5 つの数のリストで書きましょう。傾きが正なら `1`、0 なら `0`、負なら `-1` です。

# %% exercise="02.2"
signs = [-1, 0, 1, 1, -1]  # answer

check("02.2", signs)

# %% [markdown] id="central-difference" lang="en"
# ## 02.3 The central difference
#
# Write `central_difference(f, x, h)`: the slope of the secant from $x - h$ to $x + h$. It shall work for every function
# `f`, every `x` and every `h`.
#
# Your own check: for $f(x) = 2x^2 + 2$ at 1 it gives 4, even with $h = 1$.

# %% [markdown] id="central-difference" lang="ja" of="d6b996fa"
# ## 02.3 中心差分
#
# $x - h$ と $x + h$ での 2 点を通る割線の傾きを返す関数 `central_difference(f, x, h)` を書きましょう。どんな関数 `f`、
# どんな `x`、どんな `h` でも使えるようにします。
#
# 自分でも確かめられます。$f(x) = 2x^2 + 2$ の $x = 1$ では、$h = 1$ でも 4 になるはずです。

# %% exercise="02.3"
def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)  # answer


check("02.3", central_difference)

# %% [markdown] id="kind" lang="en"
# ## 02.4 Maximum, minimum or neither
#
# You are given the derivative `df` of a function, a place `x` and a small `h`. Write `kind(df, x, h)`. It returns
#
# - `"max"` if the slope is positive at `x - h` and negative at `x + h`,
# - `"min"` if it is the other way round,
# - `"neither"` in all other cases, also if the slope is 0 on one side.

# %% [markdown] id="kind" lang="ja" of="46b96a0f"
# ## 02.4 極大か、極小か、どちらでもないか
#
# ある関数の導関数 `df` と、場所 `x`、小さな数 `h` が与えられます。
# 次の文字列を返す関数 `kind(df, x, h)` を書きましょう。
#
# - `x - h` で傾きが正、`x + h` で負なら `"max"`（極大）
# - その逆なら `"min"`（極小）
# - それ以外は `"neither"`（どちらでもない）。片側の傾きが 0 の場合も含みます。

# %% exercise="02.4"
def kind(df, x, h):
    # answer:
    left, right = df(x - h), df(x + h)
    if left > 0 > right:
        return "max"
    if left < 0 < right:
        return "min"
    return "neither"
    # end answer


check("02.4", kind)

# %% [markdown] id="kind-used" lang="en"
# Now use it. The slope of $x^3$ is $3x^2$; the slope of $x^3 - 3x$ is $3x^2 - 3$. Is $x^3$ at 0 an extremum? Where are the
# extrema of $x^3 - 3x$: at −1, at 0, at 1?

# %% [markdown] id="kind-used" lang="ja" of="863f60d9"
# さっそく使ってみましょう。$x^3$ の導関数は $3x^2$、$x^3 - 3x$ の導関数は $3x^2 - 3$ です。
# $x^3$ は 0 で極値をとりますか。$x^3 - 3x$ が極値をとるのは、−1、0、1 のうちどこでしょうか。

# %%
print("x³ at 0:", kind(lambda x: 3 * x**2, 0, 0.1))
for x in (-1, 0, 1):
    print(f"x³ - 3x at {x}:", kind(lambda x: 3 * x**2 - 3, x, 0.1))

# %% [markdown] id="partial" lang="en"
# ## 02.5 A partial derivative
#
# Now `f` takes a list of numbers, a `point`. Write `partial(f, i, point, h)`: the slope of `f` along coordinate number `i`
# (counted from 0), as a central difference. All other coordinates hold still.
#
# The list belongs to the caller: it must look the same afterwards.

# %% [markdown] id="partial" lang="ja" of="1a03445f"
# ## 02.5 偏微分
#
# 今度の `f` は、数のリスト `point` を受け取ります。
# `i` 番目（0 から数えます）の座標の方向に測った `f` の傾きを、
# 中心差分で求める関数 `partial(f, i, point, h)` を書きましょう。ほかの座標は動かしません。
#
# リストは呼び出した側のものです。関数を呼んだあとも、中身が変わっていてはいけません。

# %%
def g(point):
    x, y = point
    return 2 * x**2 + y**2 + 2

# %% exercise="02.5"
def partial(f, i, point, h):
    # answer:
    up, down = list(point), list(point)
    up[i] += h
    down[i] -= h
    return (f(up) - f(down)) / (2 * h)
    # end answer


check("02.5", partial)

# %% [markdown] id="gradient" lang="en"
# The gradient of $g$ at $(1, 1)$, made by your own function. The lesson says: 4 and 2.

# %% [markdown] id="gradient" lang="ja" of="1aab4695"
# あなたの関数で求めた、$(1, 1)$ における $g$ の勾配です。レッスンでは 4 と 2 でした。

# %%
print([partial(g, i, [1.0, 1.0], 0.125) for i in range(2)])

# %% [markdown] id="choose-h" lang="en"
# ## 02.6 How small is small enough?
#
# The lesson found a good $h$ for numbers with sixteen digits. The numbers that networks are made of have only seven: to
# NumPy and PyTorch they are `float32`, half as long and much faster. Their noise begins at $\varepsilon \approx 10^{-7}$.
#
# `worst(h)` below does all its arithmetic with seven digits. It gives the largest error of the central difference of sin
# between 0.9 and 1.1. Choose an `h` that brings it below $5 \cdot 10^{-5}$.
#
# Think first: which two errors do you have to balance, and which of them has grown? Then try it out, in cells of your own.

# %% [markdown] id="choose-h" lang="ja" of="13cd8d7d"
# ## 02.6 h はどこまで小さくするか
#
# レッスンでは、16 桁の数にちょうどよい $h$ を見つけました。ところが、ネットワークで使う数はふつう 7 桁しかありません。
# NumPy や PyTorch で `float32` と呼ばれる数で、長さは半分、計算はずっと速くなりますが、
# $\varepsilon \approx 10^{-7}$ より細かいところは雑音です。
#
# 下の `worst(h)` は、計算をすべて 7 桁で行い、0.9 から 1.1 までの範囲で、sin の中心差分の誤差がいちばん大きいところを
# 調べて返します。これが $5 \cdot 10^{-5}$ より小さくなるような `h` を 1 つ選んでください。
#
# まず考えましょう。つり合わせなければならない 2 つの誤差とは何でしょうか。そのうち、前より大きくなったのはどちらですか。
# それから試してみてください。自分でセルを足してかまいません。

# %%
def worst(h):
    x, h = np.linspace(0.9, 1.1, 41, dtype=np.float32), np.float32(h)
    slopes = (np.sin(x + h) - np.sin(x - h)) / (2 * h)
    return abs(slopes - np.cos(x)).max()


print(worst(0.1))

# %% exercise="02.6"
h = 0.005  # answer

check("02.6", h)

# %% [markdown] id="end" lang="en"
# ## How far are you?

# %% [markdown] id="end" lang="ja" of="6da20ca5"
# ## どこまで進みましたか

# %%
progress()
