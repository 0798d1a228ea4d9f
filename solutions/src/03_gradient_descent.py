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
# # 03 · Exercises: Gradient descent
#
# **Goal:** write the climber's step, turn it around, and let your own program learn a line.
#
# **You need:** lesson 03. **Time:** 45 minutes.
#
# Put your answer in place of `...`, run the cell, read what the check says. Stuck? Write `hint("03.1")` in a new cell:
# three hints each, the gentlest first. `reveal("03.1")` shows an answer.
#
# {badges}

# %% [markdown] id="title" lang="ja" of="22c6f661"
# # 03 · 演習：勾配降下法
#
# **目標**：登山者の一歩を書き、それを逆向きにして、最後は自分のプログラムに直線を学習させましょう。
#
# **必要なもの**：レッスン 03。**時間**：45 分。
#
# `...` を自分の答えに書きかえてセルを実行すると、答え合わせの結果が出ます。行きづまったら、
# 新しいセルに `hint("03.1")` と書きましょう。ヒントは各問 3 つで、控えめなものから順に出ます。
# `reveal("03.1")` で解答例を見られます。
#
# {badges}

# %%
{bootstrap}

# %%
from autograd_lib.course import figures_descent, hill

# %% [markdown] id="next-place" lang="en"
# ## 03.1 The climber's step
#
# Write `next_place(place, found)`: where the climber stands after one step.
#
# - `place` is a pair, (meters to the east, meters to the north).
# - `found` holds the four readings, in *centimeters*: `found.north`, `found.east`, `found.south`, `found.west`. On this
#   ground the south is the north with a minus sign, and the west the east.
# - Return the new pair, in meters. The rule: 100 times as far as the ground is steep, up.
#
# From (0, 0) you arrive at (20, 10).

# %% [markdown] id="next-place" lang="ja" of="88311c1e"
# ## 03.1 登山者の一歩
#
# 一歩進んだあとの場所を返す関数 `next_place(place, found)` を書きましょう。
#
# - `place` は 2 つの数の組で、（東へ何 m、北へ何 m）を表します。
# - `found` には 4 つの測定値が「センチメートル」で入っています。`found.north`（北）、`found.east`（東）、
#   `found.south`（南）、`found.west`（西）です。この地面では、南は北の、西は東の符号を変えたものです。
# - 新しい場所の組を、メートルで返します。規則は「いちばん急な上りの方向へ、傾きの大きさの 100 倍の距離を歩く」です。
#
# (0, 0) からは (20, 10) に着きます。

# %% exercise="03.1"
def next_place(place, found):
    # answer:
    slope_east = (found.east - found.west) / 2 / 100
    slope_north = (found.north - found.south) / 2 / 100
    return place[0] + 100 * slope_east, place[1] + 100 * slope_north
    # end answer


check("03.1", next_place)

# %% [markdown] id="next-place-used" lang="en"
# Your own function on the hill of the lesson, for five steps:

# %% [markdown] id="next-place-used" lang="ja" of="ae29b285"
# レッスンの山を、あなたの関数で 5 歩登ってみます。

# %%
place = (0.0, 0.0)
for step in range(5):
    new_place = next_place(place, hill.readings(place))
    if new_place is not None:  # as long as the exercise is open, you stay
        place = tuple(new_place)
    print(place, hill.altitude(place))

# %% [markdown] id="turn-around" lang="en"
# ## 03.2 Turn the climber around
#
# Here is the climber once more, with slopes instead of readings: `slopes` is the gradient, `rate` stands for the 100.
#
# Write `descend(place, slopes, rate)`: the same step, but *down*.

# %% [markdown] id="turn-around" lang="ja" of="fdfe43be"
# ## 03.2 登山者を下らせる
#
# もう一度、登山者の一歩です。今度は測定値ではなく傾きを受け取ります。`slopes` は勾配、`rate` は 100 に当たる数です。
#
# 同じ一歩を「下り」にした関数 `descend(place, slopes, rate)` を書きましょう。

# %%
def climb(place, slopes, rate):
    x, y = place
    along_x, along_y = slopes
    return x + rate * along_x, y + rate * along_y

# %% exercise="03.2"
def descend(place, slopes, rate):
    x, y = place
    along_x, along_y = slopes
    return x - rate * along_x, y - rate * along_y  # answer


check("03.2", descend)

# %% [markdown] id="one-step" lang="en"
# ## 03.3 One step of gradient descent
#
# The loss of the lesson and its two partial derivatives, as formulas. Write `one_step(u, v, lr)`: one step of gradient
# descent on `L`. Return the pair of the new `u` and the new `v`.
#
# From (4, 4) with `lr` = 0.1 you come to (1.3, 2.7).

# %% [markdown] id="one-step" lang="ja" of="b0d954dd"
# ## 03.3 勾配降下法の一歩
#
# レッスンの損失と、その 2 つの偏微分の式です。`L` の勾配降下法を一歩だけ進める関数 `one_step(u, v, lr)` を書きましょう。
# 新しい `u` と新しい `v` の組を返します。
#
# (4, 4) から `lr` = 0.1 で進むと (1.3, 2.7) になります。

# %%
def L(u, v):
    return 3 * u**2 + 3 * v**2 - u * v + 7 * u - 7 * v + 10


def slope_u(u, v):
    return 6 * u - v + 7


def slope_v(u, v):
    return 6 * v - u - 7

# %% exercise="03.3"
def one_step(u, v, lr):
    # answer:
    du, dv = slope_u(u, v), slope_v(u, v)
    return u - lr * du, v - lr * dv
    # end answer


check("03.3", one_step)

# %% [markdown] id="history" lang="en"
# ## 03.4 The whole way down
#
# Write `descent(gradient, start, lr, steps)` for any loss of two parameters.
#
# - `gradient(u, v)` gives the pair of slopes at (u, v); `start` is a pair.
# - Return a list of *all* places, beginning with the start: `steps + 1` pairs.
#
# With the gradient of `L`, start (4, 4), `lr` 0.1 and 20 steps, the last place is almost (−1, 1).

# %% [markdown] id="history" lang="ja" of="de7f3511"
# ## 03.4 谷底までの道
#
# パラメータが 2 つの損失なら何にでも使える関数 `descent(gradient, start, lr, steps)` を書きましょう。
#
# - `gradient(u, v)` は、(u, v) での 2 つの傾きの組を返します。`start` は出発点の組です。
# - 出発点から始まる「すべての」場所のリスト、つまり `steps + 1` 個の組を返します。
#
# `L` の勾配で、(4, 4) から `lr` 0.1 で 20 歩進むと、最後の場所はほぼ (−1, 1) です。

# %% exercise="03.4"
def descent(gradient, start, lr, steps):
    # answer:
    u, v = start
    history = [(u, v)]
    for step in range(steps):
        du, dv = gradient(u, v)
        u, v = u - lr * du, v - lr * dv
        history.append((u, v))
    return history
    # end answer


check("03.4", descent)

# %% [markdown] id="limit" lang="en"
# ## 03.5 The largest learning rate
#
# A valley with one parameter: $L(w) = 3.5\,w^2$. Its slope is $7w$, its curvature is 7.
#
# Think first: by what is $w$ multiplied in each step? What is the largest `lr` for which the distance to the bottom
# does not grow? Write it as a number or as a fraction.
#
# Then test it. `distance(lr)` tells how far from the bottom you are after 50 steps from $w = 1$.

# %% [markdown] id="limit" lang="ja" of="7461904a"
# ## 03.5 いちばん大きい学習率
#
# パラメータが 1 つの谷 $L(w) = 3.5\,w^2$ があります。傾きは $7w$、曲率は 7 です。
#
# まず考えましょう。一歩ごとに、$w$ は何倍になりますか。底までの距離が増えない `lr` のうち、いちばん大きいものは
# いくつですか。小数でも分数でもかまいません。
#
# それから試してみましょう。`distance(lr)` は、$w = 1$ から 50 歩進んだときの、底までの距離を返します。

# %%
def distance(lr):
    w = 1.0
    for step in range(50):
        w = w - lr * 7 * w
    return abs(w)

# %% exercise="03.5"
limit = 2 / 7  # answer

check("03.5", limit)

# %% [markdown] id="two-valleys" lang="en"
# ## 03.6 Which start?
#
# A loss with two valleys and three starts. You run gradient descent with a small learning rate.

# %% [markdown] id="two-valleys" lang="ja" of="c07a10a5"
# ## 03.6 どこから始めますか
#
# 谷が 2 つある損失と、3 つの出発点です。小さい学習率で勾配降下法を行います。

# %%
figures_descent.three_starts()

# %% [markdown] id="three-starts" lang="en"
# *A curve with a higher valley on the left and a lower one on the right, and a ridge between them near w = −0.1. Start
# a lies low, on the right slope of the left valley; b lies just left of the ridge; c lies high up on the far right.*
#
# From which start do you reach the *lower* valley?
#
# - `"a"`, `"b"` or `"c"`: only from this one
# - `"d"`: from all of them
# - `"e"`: nobody can tell, it is a matter of luck

# %% [markdown] id="three-starts" lang="ja" of="323434d4"
# *左に高い谷、右に低い谷がある曲線。間の尾根は w = −0.1 の近くにあります。a は左の谷の右側の斜面で、低いところ。
# b は尾根のすぐ左。c は右の端に近い、高いところです。*
#
# 「低いほう」の谷に着くのは、どの出発点でしょうか。
#
# - `"a"`、`"b"`、`"c"`：その出発点だけ
# - `"d"`：どこからでも着く
# - `"e"`：運しだいで、だれにもわからない

# %% exercise="03.6"
start = "c"  # answer

check("03.6", start)

# %% [markdown] id="mse" lang="en"
# ## 03.7 The mean squared error
#
# Write `mse(w, b, xs, ys)`: how badly the line $wx + b$ fits the points. `xs` and `ys` are lists of the same length.
# Take the error at each point, square it, and return the mean.
#
# For the three points of the lesson and $w = b = 0$ it is 18.6667.

# %% [markdown] id="mse" lang="ja" of="f428f4cb"
# ## 03.7 平均二乗誤差
#
# 直線 $wx + b$ が点からどれだけ外れているかを表す関数 `mse(w, b, xs, ys)` を書きましょう。`xs` と `ys` は同じ長さのリストです。
# 点ごとに誤差を求め、2 乗して、その平均を返します。
#
# レッスンの 3 つの点と $w = b = 0$ では 18.6667 になります。

# %% exercise="03.7"
def mse(w, b, xs, ys):
    # answer:
    total = 0
    for x, y in zip(xs, ys):
        total += (w * x + b - y) ** 2
    return total / len(xs)
    # end answer


check("03.7", mse)

# %% [markdown] id="learn" lang="en"
# ## 03.8 A program that learns a line
#
# Everything together. Write `learn(xs, ys, lr, steps)`: begin with $w = b = 0$, take so many steps of gradient descent
# on the mean squared error of *these* points, and return the pair of `w` and `b`.
#
# Use your `mse`, and the `gradient` of the lesson, which is given below. With the three points of the lesson, `lr` =
# 0.01 and 100 steps you know the result: (1.7451, 0.5795).

# %% [markdown] id="learn" lang="ja" of="2d6f6aac"
# ## 03.8 直線を学習するプログラム
#
# 総仕上げです。関数 `learn(xs, ys, lr, steps)` を書きましょう。$w = b = 0$ から始め、「与えられた」点の平均二乗誤差で
# 勾配降下法を `steps` 歩進めて、`w` と `b` の組を返します。
#
# あなたの `mse` と、下にあるレッスンの `gradient` を使いましょう。レッスンの 3 つの点、`lr` = 0.01、100 歩なら、
# 結果はもうご存じのとおり (1.7451, 0.5795) です。

# %%
def gradient(f, u, v, h=1e-5):
    along_u = (f(u + h, v) - f(u - h, v)) / (2 * h)
    along_v = (f(u, v + h) - f(u, v - h)) / (2 * h)
    return along_u, along_v

# %% exercise="03.8"
def learn(xs, ys, lr, steps):
    # answer:
    def loss(w, b):
        return mse(w, b, xs, ys)

    w, b = 0.0, 0.0
    for step in range(steps):
        dw, db = gradient(loss, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b
    # end answer


check("03.8", learn)

# %% [markdown] id="end" lang="en"
# ## How far are you?

# %% [markdown] id="end" lang="ja" of="6da20ca5"
# ## どこまで進みましたか

# %%
progress()
