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
#     title: {en: "Define-by-run and computation graphs", ja: "Define-by-Run と計算グラフ"}
#     minutes: 60
#     needs: ["04"]
# ---

# %% [markdown] id="title" lang="en"
# # 05 · Define-by-run and computation graphs
#
# {badges}
#
# **Goal:** see what PyTorch writes down while it computes, and follow `backward()` with your finger from the result to
# every gradient.
#
# **You need:** lesson 02 (slopes), lesson 04 (tensors). **Time:** 60 minutes.
#
# Lesson 02 ended with a riddle: PyTorch gave the slope 4, exactly and at once, and there was no $h$. Here is the answer.
# It is a diary.

# %% [markdown] id="title" lang="ja" of="45973cb1"
# # 05 · Define-by-Run と計算グラフ
#
# {badges}
#
# **目標**：PyTorch が計算しながら何を書き留めているのかを見て、`backward()` が結果から 一つ一つの勾配まで
# たどる道すじを、自分の指でなぞれるようになりましょう。
#
# **必要なもの**：レッスン 02（傾き）、レッスン 04（テンソル）。**時間**：60 分。
#
# レッスン 02 の最後に謎が残りました。PyTorch は傾き 4 を、すぐに、しかもちょうど 4 と答えたのに、
# $h$ はどこにもありませんでした。その答えが、このレッスンです。鍵は「日記」にあります。

# %%
{bootstrap}

# %% [markdown] id="diary" lang="en"
# ## Four lines
#
# `requires_grad=True` tells a tensor: "I shall want a slope with respect to you." From then on PyTorch keeps a diary of
# everything that is computed from it.
#
# **Predict:** which number stands in `y`, in `z`, in `out`? And what will be printed behind the numbers?

# %% [markdown] id="diary" lang="ja" of="9fabad3c"
# ## 4 行の計算
#
# `requires_grad=True` は、テンソルに「あとで、あなたについての傾きを聞きますよ」と伝えるしるしです。それ以降、PyTorch は、
# このテンソルから計算されたものをすべて日記に書き留めます。
#
# **予想しましょう**：`y`、`z`、`out` にはどんな数が入るでしょうか。そして、数の後ろには何が表示されるでしょうか。

# %% tags=["nbval-check-output"]
import math
import warnings

import autograd_lib as torch
from autograd_lib.course import explore, play
from autograd_lib.course import figures_graphs as figures

x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
print(x, y, z, out, sep="\n")

# %% [markdown] id="grad-fn" lang="en"
# 3, 27, 27. Behind the numbers stands the diary: `AddBackward0` was made by an addition, `MulBackward0` by a
# multiplication, `MeanBackward0` by a mean. `x` was computed by nobody, so it has no `grad_fn`.
#
# **Predict:** `z = y * y * 3` is one line. How many entries does it make? Let the four lines run, one at a time.

# %% [markdown] id="grad-fn" lang="ja" of="94b8ed77"
# 3、27、27 でした。数の後ろに付いているのが日記の記録です。`AddBackward0` は足し算、`MulBackward0` は掛け算、
# `MeanBackward0` は平均で作られた、という印です。`x` は何かから計算されたものではないので、`grad_fn` がありません。
#
# **予想しましょう**：`z = y * y * 3` は 1 行です。この行で記録はいくつ増えるでしょうか。
# 4 行を 1 行ずつ動かして確かめましょう。

# %%
explore(figures.grow, line=play(1, 4))

# %% [markdown] id="graph" lang="en"
# *Above, the four lines and the `grad_fn` of each variable. Below, the record: box x, ellipses for x + 2, y * y, times 3
# and mean, box out. Blue arrows carry 1, 3, 9, 27 and 27; two of them run from the first ellipse to the second.*
#
# One line, two entries, for it multiplies twice. And `y` is used twice: two arrows.
#
# This is a **computation graph**. Each operation is a **node**, each arrow an **edge** on which a value flows. Nobody
# declared it; it grows while your code runs. That is **define-by-run**.
#
# ## Reading it backward
#
# Each node remembers where its inputs came from: `next_functions`. (`[0][0]`: the first input, its node.)
# **Predict** the names, read from the end.

# %% [markdown] id="graph" lang="ja" of="276ae4b1"
# *上は 4 行のコードと、それぞれの変数の `grad_fn`。下は最後の行まで動かしたあとの記録です。箱 x、
# 楕円 x + 2、y * y、3 との積、平均、そして箱 out が並びます。青い矢印には 1、3、9、27、27 が流れ、
# 1 つ目の楕円から 2 つ目へは矢印が 2 本あります。*
#
# 1 行で記録は 2 つ、掛け算を 2 回したからです。`y` は 2 度使われるので、そこから矢印が 2 本出ています。
#
# このような図を**計算グラフ**といいます。一つ一つの演算が**ノード**、値が流れる矢印が**エッジ**です。
# このグラフは、だれかが前もって宣言したものではありません。コードを実行するにつれて育っていきます。これが
# **Define-by-Run**（実行しながら定義する）です。
#
# ## 後ろから読む
#
# どのノードも、自分の入力がどこから来たかを `next_functions` に覚えています（`[0][0]` は「1 つ目の入力」の
# 「ノード」という意味です）。だから、この日記は最後から最初へ向かって読むことができます。どんな順に名前が出てくるか、
# **予想しましょう**。

# %% tags=["nbval-check-output"]
node = out.grad_fn
while node is not None:
    print(node.name())
    node = node.next_functions[0][0] if node.next_functions else None

# %% [markdown] id="by-hand" lang="en"
# `AccumulateGrad` is the end of the way: there a gradient is put into `x.grad`.
#
# Now the question for which all this is kept. In short, the four lines are
#
# $$\mathrm{out} = \frac{1}{4} \sum 3\,(x + 2)^2$$
#
# **Predict,** as in lesson 02: if a single one of the four $x$ grows a little, how many times as much does `out` grow?
# (The slope of $3u^2$ is $6u$.)

# %% [markdown] id="by-hand" lang="ja" of="12abb0ba"
# `AccumulateGrad` が道の終点です。ここで勾配が `x.grad` に入れられます。
#
# いよいよ、この記録の使いみちです。4 行をまとめて書くと、次の式になります。
#
# $$\mathrm{out} = \frac{1}{4} \sum 3\,(x + 2)^2$$
#
# レッスン 02 と同じように**予想しましょう**：4 つの $x$ のうち 1 つだけが少し増えると、`out` はその何倍増えるでしょうか
# （$3u^2$ の傾きは $6u$ です）。

# %% tags=["nbval-check-output"]
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
print(x.grad)
assert x.grad.tolist() == [[4.5, 4.5], [4.5, 4.5]]

# %% [markdown] id="walk-question" lang="en"
# $\frac{1}{4} \cdot 6 \cdot 3 = 4.5$. You used a formula for the whole; PyTorch did not. It walked back, node by node.
# `backward()` belongs to the *output*: there the walk begins.
#
# Press play. Blue, values walk forward. Orange, gradients walk backward. (The four elements of a tensor are equal here:
# one number stands for all.) **Watch:** what does each node do with the number that comes in from the right? And what
# happens where two orange arrows meet?

# %% [markdown] id="walk-question" lang="ja" of="84035b8d"
# $\frac{1}{4} \cdot 6 \cdot 3 = 4.5$ です。あなたは全体の式を使って求めましたが、PyTorch は違います。
# ノードを 1 つずつ後ろへたどったのです。`backward()` は**出力**のテンソルに対して呼び出します。そこが出発点だからです。
#
# 再生ボタンを押しましょう。青い実線では値が前へ、オレンジの破線では勾配が後ろへ進みます（1 つのテンソルの 4 つの要素は
# どれも同じ数なので、1 つだけ書いてあります）。**よく見てください**：右から来た数に、それぞれのノードは何をしますか。
# 2 本のオレンジの矢印が出会うところでは、何が起きますか。

# %%
explore(figures.walk, step=play(1, figures.STEPS))

# %% [markdown] id="walk" lang="en"
# *The same graph. Solid blue arrows carry the values. Dashed orange arrows carry gradients to the left: 1 from out, then
# 0.25 × 1 = 0.25, 3 × 0.25 = 0.75, twice 3 × 0.75 = 2.25, and 1 × 4.5 = 4.5 into x.grad.*
#
# Every node does **local derivative × incoming = outgoing**. Local is its own slope: 3 for "times 3", 0.25 for the mean,
# to which each of four elements gives a quarter. Incoming says how strongly `out` reacts to its result, outgoing how
# strongly to its input: the **chain rule**. Where two arrows meet, add: 2.25 + 2.25 = 4.5. The whole walk is called
# **backpropagation**.

# %% [markdown] id="walk" lang="ja" of="cee2337b"
# *同じグラフです。右へ向かう青い実線には値 1、3、9、27、27 が、左へ向かうオレンジの破線には勾配が流れます。
# out から 1、続いて 0.25 × 1 = 0.25、3 × 0.25 = 0.75、3 × 0.75 = 2.25 が 2 本、最後に 1 × 4.5 = 4.5 が
# x.grad に入ります。*
#
# どのノードも、していることは同じです。
#
# **局所的な微分係数 × 入ってきた値 = 出ていく値**
#
# 局所的な微分係数とは、そのノードだけの傾きです。「3 倍する」ノードなら 3、4 つの数の平均なら、どの数も 4 分の 1 だけ
# 効くので 0.25 です。入ってきた値は、ノードの結果に `out` がどれだけ敏感かを表します。2 つを掛けると、ノードの入力に対する
# 敏感さになります。これが**連鎖律**です。
#
# 2 本の矢印が出会うところでは、数を**足し合わせます**。2.25 + 2.25 = 4.5 です。
# このように後ろへたどる計算を、**誤差逆伝播**（backpropagation）といいます。

# %% [markdown] id="explore-question" lang="en"
# **Question:** why is it 3 at `y * y`, and on both arrows?
#
# Hold one factor still, as in lesson 02, and let the other grow from 3 to 3.1. The product grows from 9 to 9.3: by 0.3,
# three times as much. That 3 is the factor that stood still. So on an arrow into a product, the local derivative is
# **the other factor**.
#
# Now a graph of your own. Hand a function to `viz.explore_graph`, and walk through what it did, forward and backward.
# Point at a node for its rule.
#
# Here $a = 2.25$ is used twice. At this place, sin is 0.7781 and its slope −0.6282. **Predict:** which two gradients meet
# at `a`? What do they add up to?

# %% [markdown] id="explore-question" lang="ja" of="e38d3026"
# **考えてみましょう**：`y * y` の矢印は、なぜ 2 本とも 3 倍なのでしょうか。
#
# レッスン 02 のように、一方の因数を止めたまま、もう一方を 3 から 3.1 に増やしてみます。積は 9 から 9.3 になり、増えた分は
# 0.1 の 3 倍です。この 3 は、止めておいた因数です。つまり、積に入る矢印の局所的な微分係数は、**もう一方の因数**です。
#
# 今度は、自分の計算のグラフです。`viz.explore_graph` に関数を渡すと、実行しながら計算を記録します。何が起きたのかを、
# 順方向にも逆方向にも 1 歩ずつたどれます。ノードを指すと、その規則が表示されます。
#
# 下の関数では $a = 2.25$ を 2 度使います。sin は、そこでの値が 0.7781、傾きが −0.6282 です。**予想しましょう**：`a` では
# どんな勾配が 2 つ出会うでしょうか。足すといくつになりますか。

# %%
from autograd_lib import viz


def f(x):
    a = x ** 2
    b = a.sin()
    return a * b


viz.explore_graph(f, torch.tensor(1.5, requires_grad=True))

# %% [markdown] id="explore" lang="en"
# *From top to bottom: x with the value 1.5, pow a 2.25, sin b 0.7781, and the output, mul, 1.751. Arrows lead down; beside
# them, in orange, what walks back up: 0.7781 × 1 to a and 2.25 × 1 to b; −0.6282 × 2.25 = −1.413 from b to a;
# 3 × −0.6353 = −1.906 to x.*
#
# At `a` meet 0.7781, the other factor of the product, and −1.413; their sum is −0.6353. Only then does the rule of the
# power multiply it by $2x = 3$. Change `f` and walk again: any operations will do, loops too, and PyTorch's tensors as
# well.

# %% [markdown] id="explore" lang="ja" of="1fd4d8c6"
# *上から順に、x は値 1.5、pow の a は 2.25、sin の b は 0.7781、出力の mul は 1.751。矢印は下向きで、その横にオレンジで、
# 上へ戻る勾配が書いてあります。a へ 0.7781 × 1、b へ 2.25 × 1、b から a へ −0.6282 × 2.25 = −1.413、x へ 3 × −0.6353 = −1.906 です。*
#
# `a` で出会うのは、積のもう一方の因数 0.7781 と、−1.413 です。足すと −0.6353 になります。
# 2 つがそろってから、2 乗の規則が $2x = 3$ を掛けます。`f` を書きかえて、もう一度たどってみましょう。
# どんな演算でも、ループがあってもかまいません。PyTorch のテンソルでも同じように使えます。

# %% [markdown] id="h-question" lang="en"
# ## Where is the h?
#
# Nowhere. No node measures; each *knows*. Here is all that our library knows of the slope of sin. **Predict:** which
# function stands in it?

# %% [markdown] id="h-question" lang="ja" of="1f2a827a"
# ## h はどこへ行ったのか
#
# どこにもありません。差を測っているのではなく、どのノードも答えを**知っている**のです。sin の傾きについて、このライブラリが
# 知っていることをすべてお見せします。**予想しましょう**：そこに現れるのは、どんな関数でしょうか。

# %% tags=["nbval-check-output"]
import inspect

from autograd_lib.ops.trigonometry import SinBackward0

x = torch.tensor(1.0, requires_grad=True)
y = x.sin()
y.backward()
print(y.grad_fn.name())
print(inspect.getsource(SinBackward0.backward))
print(f"x.grad {x.grad.item():.7f},  cos(1) {math.cos(1):.7f}")

# %% [markdown] id="rule" lang="en"
# Incoming `grad` times local `cos(input)`. (The rest is wiring; `either.cos` is cos.) The `input` was saved on the way
# forward: a node is a rule and what the rule needs. (PyTorch's rules look alike, in C++.) So no $h$, no error but rounding,
# no formula by hand; and one walk back brings *all* slopes, 101,770 of them in lesson 07. **Try:** exercise 05.8.
#
# > **Careful.** Some diagrams write ∂z/∂y and ∂y/∂x on the arrows back. Those are the *local* derivatives. What travels
# > is the product so far: on the way to x, $\frac{\partial z}{\partial y} \cdot \frac{\partial y}{\partial x}$.
#
# ## A chain of two
#
# $x = 2$, then $y = x^2$, then $z = 2y + 3$. **Predict** both: what is `x.grad`, and what is `y.grad`?

# %% [markdown] id="rule" lang="ja" of="122636ee"
# 入ってきた値 `grad` に、局所的な微分係数 `cos(input)` を掛けるだけです（`either.cos` は cos のことで、
# 残りはいわば配線です）。
# `input` は、前へ進むときに保存しておいた値です。
# つまりノードとは、規則と、規則に必要な値の組です（PyTorch の規則も同じ形で、C++ で書かれています）。
# だから $h$ はいりません。誤差は丸めの分だけで、手で式を微分することもありません。しかも、後ろ向きに一度たどるだけで
# **すべて**の傾きが求まります。レッスン 07 なら 101,770 個です。**やってみよう**：問題 05.8。
#
# > **注意**：逆向きの矢印に ∂z/∂y や ∂y/∂x と書いた図を見かけます。これは**局所的な**微分係数です。実際に流れるのは、
# > そこまでの積です。x に届くのは $\frac{\partial z}{\partial y} \cdot \frac{\partial y}{\partial x}$ になります。
#
# ## 2 段の連鎖
#
# $x = 2$ から $y = x^2$、さらに $z = 2y + 3$ を計算します。`x.grad` と `y.grad` はそれぞれいくつになるか、
# **予想しましょう**。

# %% tags=["nbval-check-output"]
x = torch.tensor(2.0, requires_grad=True)
y = x**2
z = 2 * y + 3
z.backward()
print("x.grad", x.grad)
with warnings.catch_warnings(record=True, action="always") as caught:
    print("y.grad", y.grad)
print(str(caught[0].message)[:76], "...")

# %% [markdown] id="chain" lang="en"
# $2 \cdot 2x = 8$ for `x`. But `y.grad` is `None`, with a warning! The gradient 2 *did* come to `y`; it was passed on and
# forgotten. PyTorch keeps gradients only at the **leaves**, where you started: with many results in between, that saves
# memory.
#
# > **Careful.** You may read that after `z.backward()` both `y.grad` and `x.grad` are there. Only if you ask for it
# > beforehand: `y.retain_grad()`.

# %% [markdown] id="chain" lang="ja" of="49318b81"
# `x` については $2 \cdot 2x = 8$ です。ところが `y.grad` は `None` で、警告まで出ました。勾配 2 は確かに `y` まで
# **届いた**のですが、先へ渡したあとで忘れられたのです。PyTorch が勾配を残すのは、出発点である**葉**だけです。
# 途中の結果がたくさんあっても、これならメモリを節約できます。
#
# > **注意**：「`z.backward()` を実行すると `y.grad` と `x.grad` に値が入る」という説明を見かけます。`y.grad` にも入るのは、
# > 前もって `y.retain_grad()` と頼んでおいたときだけです。

# %% tags=["nbval-check-output"]
x = torch.tensor(2.0, requires_grad=True)
y = x**2
y.retain_grad()
z = 2 * y + 3
z.backward()
print("z", z.item(), " y.grad", y.grad.item(), " x.grad", x.grad.item())
assert (y.grad.item(), x.grad.item()) == (2.0, 8.0)

# %% [markdown] id="places-question" lang="en"
# Three different numbers: 11 is the *value*, 2 the gradient at `y`, 8 the gradient at `x`. **Try:** exercises 05.1 and
# 05.6.
#
# The slope depends on where you stand. **Predict** `x.grad` for $y = x^2$ at 1, at 0, and at 10.

# %% [markdown] id="places-question" lang="ja" of="d281a740"
# 3 つとも別の数です。11 は**値**、2 は `y` での勾配、8 は `x` での勾配です。**やってみよう**：問題 05.1 と 05.6。
#
# 傾きは、立っている場所によって変わります。$y = x^2$ の `x.grad` は、1、0、10 でそれぞれいくつになるか、
# **予想しましょう**。

# %% tags=["nbval-check-output"]
for place in (1.0, 0.0, 10.0):
    x = torch.tensor(place, requires_grad=True)
    y = x**2
    y.backward()
    print(f"x {x.item():>4}   y {y.item():>5}   x.grad {x.grad.item():>4}")

# %% [markdown] id="again-question" lang="en"
# 2, 0, 20: twice $x$, as it should be. Each time `x` was a new tensor. Now keep *one* `x`, at 1, and call `backward()`
# three times. **Predict** the three numbers.

# %% [markdown] id="again-question" lang="ja" of="20063fd6"
# 2、0、20。たしかに $x$ の 2 倍です。ここでは毎回、新しい `x` を作りました。今度は**同じ** `x`（値は 1）のまま、
# `backward()` を 3 回呼んでみます。3 つの数を**予想しましょう**。

# %% tags=["nbval-check-output"]
x = torch.tensor(1.0, requires_grad=True)
for _ in range(3):
    y = x**2
    y.backward()
    print("x.grad", x.grad.item())

x.grad.zero_()
y = x**2
y.backward()
print("after zero_", x.grad.item())

# %% [markdown] id="again" lang="en"
# 2, 4, 6: `backward()` **adds** to `.grad`, hence the name `AccumulateGrad`. It is the same rule as in the graph: whatever
# arrives at one place is added up, also when it comes from several walks.
#
# When a new count shall begin, *you* say so: `x.grad.zero_()` (the `_` of lesson 04: in place), or `x.grad = None`. Lesson 06
# shows what happens to whoever forgets.
#
# Each round computed `y` anew. That was needed: after a walk, the saved values of a graph are thrown away. **Try:** exercise 05.4.
#
# ## Seventeen numbers
#
# Back to $f(x) = 2x^2 + 2$, at 17 places at once: −2, −1.75, … 2. `y` has 17 elements.
#
# **Predict:** what does `y.backward()` do?

# %% [markdown] id="again" lang="ja" of="5b93e19e"
# 2、4、6 でした。`backward()` は `.grad` に**足していきます**。`AccumulateGrad`（勾配を累積する）という名前のとおりです。
# グラフの中と同じ規則です。1 か所に届いたものは、いつ届いたものでも、すべて足し合わされます。
#
# 新しく数え直すときは、**あなたが**そう指示します。`x.grad.zero_()`（末尾の `_` はレッスン 04 のインプレース）か、
# `x.grad = None` です。忘れるとどうなるかは、レッスン 06 で見ます。
#
# 毎回 `y` を計算し直しましたが、これは必要なことでした。一度たどると、グラフに保存した値は捨てられるからです。
# **やってみよう**：問題 05.4。
#
# ## 17 個の数
#
# $f(x) = 2x^2 + 2$ に戻りましょう。今度は −2、−1.75、… 2 の 17 か所で一度に計算します。`y` には要素が 17 個あります。
#
# **予想しましょう**：`y.backward()` とすると、どうなるでしょうか。

# %% tags=["nbval-check-output"]
x = torch.linspace(-2, 2, 17, requires_grad=True)
y = 2 * x**2 + 2
try:
    y.backward()
except RuntimeError as error:
    print(error)

# %% [markdown] id="sum-question" lang="en"
# "The slope of 17 numbers" is no clear question: which of the 17? The walk must start at *one* number. So make one:
# `y.sum()`.
#
# **Predict:** does the sum not mix everything up? What will stand in `x.grad`, and in `y.grad`?

# %% [markdown] id="sum-question" lang="ja" of="e3f339b9"
# 「17 個の数の傾き」では、どの数の傾きを聞いているのかがはっきりしません。後ろへたどるには、**1 つ**の数から出発する必要があります。
# そこで、`y.sum()` で 1 つにまとめます。
#
# **予想しましょう**：合計すると、全部が混ざってしまわないでしょうか。`x.grad` と `y.grad` には何が入るでしょうか。

# %% tags=["nbval-check-output"]
x = torch.linspace(-2, 2, 17, requires_grad=True)
y = 2 * x**2 + 2
y.retain_grad()
z = y.sum()
z.backward()
print("y.grad", y.grad)
assert x.grad.tolist() == [4 * each for each in x.tolist()]
figures.quadratic(x, y)

# %% [markdown] id="sum" lang="en"
# *Above, y against x: 17 points of the parabola 2x² + 2. Below, x.grad against x: 17 points of the straight line 4x.
# Circled: at x = 0 height 2 and gradient 0, at x = 1 height 4 and gradient 4.*
#
# Nothing is mixed up: $y_3$ depends on $x_3$ alone, and a sum passes the incoming 1 on to each of its terms. So every $x_i$
# gets its own slope, $4x_i$.
#
# > **Careful.** This line is sometimes marked `y.grad`. It is `x.grad`; `y.grad` is all ones, you just saw it.
#
# **Predict** the counter-example: `y = x / x.sum()`, where each `y` depends on all `x`. Which gradients does `y.sum()` give?

# %% [markdown] id="sum" lang="ja" of="c6017a02"
# *上は x に対する y で、放物線 2x² + 2 の上の 17 点。下は x に対する x.grad で、直線 4x の上の 17 点です。
# 丸で囲んだのは、x = 0（高さ 2、勾配 0）と x = 1（高さ 4、勾配 4）です。*
#
# 混ざってはいません。たとえば $y_3$ を決めるのは $x_3$ だけで、和のノードは入ってきた 1 をどの項にもそのまま渡します。
# だから、どの $x_i$ も自分の傾き $4x_i$ を受け取ります。
#
# > **注意**：この直線に `y.grad` と書いてある資料がありますが、正しくは `x.grad` です。`y.grad` は、
# > いま見たとおり全部 1 です。
#
# 反例も**予想しましょう**：`y = x / x.sum()` では、どの `y` もすべての `x` に左右されます。`y.sum()` からはどんな勾配が
# 求まるでしょうか。

# %% tags=["nbval-check-output"]
x = torch.tensor([1.0, 2.0, 5.0], requires_grad=True)
y = x / x.sum()
y.sum().backward()
print("y", y.tolist(), " x.grad", x.grad.tolist())

# %% [markdown] id="picture-question" lang="en"
# All zero! The three shares always add up to 1, whatever you do to `x`: the slope of their sum is 0. `sum()` asks about
# the sum. Only where elements do not mix is the answer each element's own slope. **Try:** exercises 05.3 and 05.9.
#
# ## The picture that everybody draws
#
# `make_dot` draws any graph, as the tool torchviz does. **Predict:** which way do its arrows point, as the values go or as
# `backward()` goes?

# %% [markdown] id="picture-question" lang="ja" of="c746d950"
# 全部 0 になりました。3 つの割合の合計は、`x` をどう変えても必ず 1 です。だから合計の傾きは 0 なのです。`sum()` で求まるのは
# あくまで「合計の傾き」で、要素どうしが混ざらないときだけ、それがそれぞれの傾きになります。**やってみよう**：問題 05.3 と 05.9。
#
# ## よく見かけるグラフの図
#
# `make_dot` は、torchviz というツールと同じように、どんなグラフでも描いてくれます。**予想しましょう**：矢印の向きは、
# 値が流れる向きでしょうか。それとも `backward()` がたどる向きでしょうか。

# %%
from autograd_lib.viz import make_dot

x = torch.linspace(-2, 2, 17, requires_grad=True)
z = (2 * x**2 + 2).sum()
names = {"parameter": "x.grad", "operation": "grad_fn", "output": "z.backward()"}
make_dot({"z": z}, params={"x": x}, legend=names)

# %% [markdown] id="picture" lang="en"
# *Downward: a blue box x (17), gray ellipses AccumulateGrad, PowBackward0, MulBackward0, AddBackward0, SumBackward0, a
# green box z with a double border. A legend names the three kinds.*
#
# Arrows point *forward*. **Blue box:** a leaf, it gets `.grad`. **Gray ellipse:** a node: square, times 2, plus 2, sum; the
# $f_3 \circ f_2 \circ f_1$ of lesson 01! **Green box:** the output, where `backward()` starts.
#
# > **Careful.** You may read that the green box is a function like the gray ones. Older versions drew it so. Today it is
# > the output tensor; its function is the last gray node.
#
# ## Who takes part?
#
# A tensor takes part if it `requires_grad`, or if it was computed from one that does. **Predict** the five answers.

# %% [markdown] id="picture" lang="ja" of="fd9fe659"
# *上から順に、青い箱 x (17)、灰色の楕円 AccumulateGrad、PowBackward0、MulBackward0、AddBackward0、SumBackward0、
# そして二重枠の緑の箱 z。矢印は下向きです。凡例に 3 種類の名前があります。*
#
# 矢印は**前向き**、つまり値が流れる向きです。**青い箱**は葉で、`.grad` を受け取ります。**灰色の楕円**はノード（`grad_fn`）で、
# 2 乗、2 倍、2 を足す、合計、と並びます。レッスン 01 の $f_3 \circ f_2 \circ f_1$ そのものです。**緑の箱**は出力で、
# `backward()` の出発点です。
#
# > **注意**：「緑の箱の中身は灰色と同じ関数だ」という説明があります。古い版のツールではそうでしたが、いまの図では緑は出力の
# > テンソルです。それを作った関数は、最後の灰色のノードです。
#
# ## だれが記録されるのか
#
# 記録されるのは、`requires_grad` が True のテンソルと、そこから計算されたテンソルです。5 つの答えを**予想しましょう**。

# %% tags=["nbval-check-output"]
a = torch.tensor([[2.0, 3.0], [4.0, 5.0]])
a = a * 3 / (a - 1)
print(a.requires_grad)
a.requires_grad_(True)
print(a.requires_grad)
b = (a * a).sum()
print(b.grad_fn.name(), a.is_leaf, b.is_leaf)

# %% [markdown] id="off-question" lang="en"
# `requires_grad_(True)` switches the diary on from there: what came before is not in it. So `a` is a leaf, though it was
# computed.
#
# Sometimes you want *no* diary: for a test run, or when you change the parameters yourself. There are two ways, `no_grad`
# and `detach`. Guess from their names, and **predict** all five lines. (`eq` compares number by number.)

# %% [markdown] id="off-question" lang="ja" of="a6214ea0"
# `requires_grad_(True)` は、そこから記録を始めるスイッチです。それより前の計算は記録にありません。だから `a` は、
# 計算で作られたのに葉なのです。
#
# 反対に、記録したく**ない**ときもあります。性能を試すだけのときや、自分でパラメータを書きかえるときです。方法は 2 つ、
# `no_grad`（勾配なし）と `detach`（切り離す）です。名前を手がかりに、5 行の結果をすべて**予想しましょう**
# （`eq` は、数どうしが等しいかを 1 つずつ調べます）。

# %% tags=["nbval-check-output"]
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
print(x.requires_grad, (x**2).requires_grad)
with torch.no_grad():
    print((x**2).requires_grad)

y = x.detach()
print(x.requires_grad, y.requires_grad)
print(x.eq(y).all())
(x * y).sum().backward()
print(x.grad)

# %% [markdown] id="off" lang="en"
# - `with torch.no_grad():` nothing in this block is recorded.
# - `x.detach()` gives the same values (in the same memory, lesson 04) without a history.
#
# The last line is the counter-example. $x \cdot x$ has the slope $2x$: 2, 4, 6. Here came 1, 2, 3: for the graph, the detached
# `y` is a mere number, and the second path is missing. No error, a wrong gradient. **Try:** exercise 05.5.
#
# ## A graph that depends on the data
#
# The diary records what *has happened*. So an ordinary `while` may decide how long the graph gets.
#
# `x` has length 1.15. **Predict:** after how many doublings is `y` longer than 1000? (`norm()` is the length.)

# %% [markdown] id="off" lang="ja" of="58c14d34"
# - `with torch.no_grad():` のブロックの中では、何も記録されません。
# - `x.detach()` は、値が同じで履歴のないテンソルを返します（レッスン 04 のように、メモリも共有します）。
#
# 最後の行は反例です。$x \cdot x$ の傾きは $2x$ なので 2、4、6 のはずですが、1、2、3 になりました。グラフから見ると、
# 切り離された `y` はただの数なので、2 本目の道がなくなったのです。エラーは出ずに、勾配だけが変わってしまいます。
# **やってみよう**：問題 05.5。
#
# ## データしだいで変わるグラフ
#
# 日記に書かれるのは、**実際に起きたこと**です。だから、ふつうの `while` でグラフの長さを決めてもかまいません。
#
# `x` の長さは 1.15 です。**予想しましょう**：何回 2 倍すれば、`y` の長さは 1000 を超えるでしょうか（`norm()` がベクトルの長さです）。

# %% tags=["nbval-check-output"]
x = torch.tensor([1.0, 0.5, 0.25], requires_grad=True)
y = x * 2
while y.norm() < 1000:
    y = y * 2
print(y)

v = torch.tensor([0.1, 1.0, 0.0001])
y.backward(v)
print(x.grad)
assert torch.allclose(x.grad, v * 2**10)
explore(figures.runs, code=list(figures.RUNS), scale=[10.0, 100.0, 500.0, -1.0])

# %% [markdown] id="runs" lang="en"
# *The code of the loop, and the graphs of two runs. For x = [1, 0.5, 0.25] ten multiplications in a row; the norms below
# them grow from 2.291 to 1,173. For x = [10, 5, 2.5] only seven, from 22.91 to 1,466.*
#
# Same code, two graphs. Choose `if` with −1: another operation. Choose `for`: the graph is the same each time. Ordinary
# Python decides; so a network can read sentences of different lengths.
#
# Each doubling has the local derivative 2, so ten give $2^{10} = 1024$. But what was `v`? `y` has three elements, and we
# did not sum.

# %% [markdown] id="runs" lang="ja" of="dcf96f0c"
# *ループのコードと、2 回の実行のグラフ。x = [1, 0.5, 0.25] では掛け算が 10 個並び、その下のノルムは 2.291 から 1,173 まで
# 増えます。x = [10, 5, 2.5] では 7 個だけで、22.91 から 1,466 までです。*
#
# 同じコードなのに、グラフは別です。`if` を選んで −1 にすると、演算まで変わります。`for` では、グラフは毎回同じです。
# 決めているのはふつうの Python です。だから、長さの違う文も同じネットワークで読めます。
#
# 1 回の 2 倍ごとに局所的な微分係数は 2 なので、10 回で $2^{10} = 1024$ です。では `v` は何だったのでしょう。`y` の要素は 3 つで、
# 今回は合計していません。

# %% [markdown] id="vjp-question" lang="en"
# ## Starting with v
#
# `y.backward(v)` starts the walk with `v` instead of 1. $v_i$ says how much element $y_i$ shall count:
# the same as $(v_1 y_1 + v_2 y_2 + \dots)$`.backward()`. All ones is `sum()`.
#
# Now two outputs that *do* mix: $y_1 = x_1 x_2$ and $y_2 = x_1 + x_2$ at (3, 2), with $v = (10, 1)$. (`stack` makes one
# tensor of both.) **Predict** `x.grad`: what comes to $x_1$ along $y_1$, what along $y_2$?

# %% [markdown] id="vjp-question" lang="ja" of="eaf981e8"
# ## v から始める
#
# `y.backward(v)` は、1 の代わりに `v` から出発します。$v_i$ は、要素 $y_i$ をどれだけ重く数えるかを表します。
# つまり $(v_1 y_1 + v_2 y_2 + \dots)$`.backward()` と同じで、全部 1 にすれば `sum()` になります。
#
# 今度は要素が**混ざる** 2 つの出力です。$y_1 = x_1 x_2$、$y_2 = x_1 + x_2$ を (3, 2) で計算し、$v = (10, 1)$ とします（`stack` は 2 つを
# 1 つのテンソルにまとめます）。`x.grad` を**予想しましょう**：$x_1$ には、$y_1$ を通っていくつ、$y_2$ を通っていくつ届くでしょうか。

# %% tags=["nbval-check-output"]
def f(x):
    return torch.stack([x[0] * x[1], x[0] + x[1]])


x = torch.tensor([3.0, 2.0], requires_grad=True)
v = torch.tensor([10.0, 1.0])
f(x).backward(v)
J = torch.autograd.functional.jacobian(f, x.detach())
print(J)
print("x.grad", x.grad, "  v @ J", v @ J)

# %% [markdown] id="vjp" lang="en"
# $10 \cdot 2 + 1 \cdot 1 = 21$ and $10 \cdot 3 + 1 \cdot 1 = 31$. The table of *all* slopes, a row per output and a column per
# input, is the **Jacobian matrix** $J$. `backward(v)` computes `v @ J`, on paper $v^{\mathsf T} J$ (T: columns become
# rows) or, as a column, $J^{\mathsf T} v$: a **vector–Jacobian product**.
#
# > **Careful.** The formula looks as if $J$ were built. We built it to compare; `backward()` never does. For one operation
# > on a million numbers, $J$ would have $10^{12}$ entries. And `v` is no parameter: it is $\partial l / \partial y$, the
# > gradient of a later number $l$, such as a loss. Every node is handed such a `v`.
#
# **Try:** exercise 05.7.

# %% [markdown] id="vjp" lang="ja" of="4147be80"
# $10 \cdot 2 + 1 \cdot 1 = 21$、$10 \cdot 3 + 1 \cdot 1 = 31$ です。**すべて**の傾きを、出力ごとに 1 行、入力ごとに 1 列で並べた表を
# **ヤコビ行列** $J$ といいます。`backward(v)` が計算するのは `v @ J` です。紙の上では $v^{\mathsf T} J$、縦に並べるなら
# $J^{\mathsf T} v$ と書き（T は行と列を入れかえる印です）、**ベクトル–ヤコビアン積**と呼びます。
#
# > **注意**：式を見ると、$J$ を作ってから掛けているように思えます。ここでは比べるために作りましたが、`backward()` は $J$ を
# > 作りません。100 万個の数に対する演算 1 つで、$J$ の要素は $10^{12}$ 個にもなるからです。また、`v` はパラメータではありません。
# > $y$ の**あとに**計算される 1 つの数 $l$（たとえば損失）の勾配 $\partial l / \partial y$ です。途中のどのノードも、このような `v` を受け取ります。
#
# **やってみよう**：問題 05.7。

# %% [markdown] id="order-question" lang="en"
# ## In which order?
#
# Two paths lead from `out` to `a` here: one directly, one through `b`. (Paths that part and meet again: a *diamond*.) After
# `out`, whom do you visit next, `a` or `b`?
#
# **Predict:** what goes wrong if it is `a`? Let both walks run.

# %% [markdown] id="order-question" lang="ja" of="f7c23b8c"
# ## どの順にたどるか
#
# 下のグラフでは、`out` から `a` へ戻る道が 2 本あります。直接戻る道と、`b` を通る道です（このように、分かれた道がまた出会う形を
# **ひし形**と呼ぶことにします）。`out` の次に訪ねるのは、`a` と `b` のどちらでしょうか。
#
# **予想しましょう**：先に `a` を訪ねると、何がまずいのでしょう。2 通りの順番を実際に動かして、比べてみましょう。

# %%
explore(figures.order, step=play(1, 3))

# %% [markdown] id="order" lang="en"
# *The graph of a = x ** 2, b = 3 * a, out = a + b at x = 2, twice. Above, order out, b, a: 1 and 3 come to a, it passes on
# 4 × 4 = 16; x.grad is 16, right. Below, order out, a, b: a passes on 4 × 1 = 4, then the 3 arrives; x.grad is 4, wrong.*
#
# Visit a node only when *everything* has arrived there. An order in which each node comes after all that use it is
# a **topological order**. Our engine gets it for free: from the newest node to the oldest.
#
# **Try:** exercise 05.2. Or walk each path by itself? Take twenty diamonds in a row. **Predict:** how many paths?

# %% [markdown] id="order" lang="ja" of="d9c5d25b"
# *x = 2 での a = x ** 2、b = 3 * a、out = a + b のグラフが 2 つ。上は out、b、a の順で、a には 1 と 3 が届き、4 × 4 = 16 を渡します。
# x.grad は 16 で正解。下は out、a、b の順で、a は 4 × 1 = 4 を渡してしまい、そのあとで 3 が届きます。x.grad は 4 で間違い。*
#
# ノードを訪ねてよいのは、そこへ流れ込むものが**すべて**届いてからです。どのノードも、それを使うノードより後に来る並べ方を
# **トポロジカル順序**といいます。このライブラリでは手間がかかりません。使われるものは必ず先に作られているので、
# 新しいノードから古いノードへたどればよいのです。
#
# **やってみよう**：問題 05.2。では、道を 1 本ずつたどるのはどうでしょう。ひし形を 20 個つなげると、道は何本になるか、
# **予想しましょう**。

# %% tags=["nbval-check-output"]
x = torch.tensor(1.0, requires_grad=True)
y = x
for _ in range(20):
    y = y + y
y.backward()

node, visits = y.grad_fn, 0
while node.next_functions:
    node, visits = node.next_functions[0][0], visits + 1
print(f"{x.grad.item():,.0f} paths, {visits} visits")

# %% [markdown] id="summary" lang="en"
# A million paths, 1,048,576, and each brings a 1 to `x`. Twenty visits carry them all.
#
# ## What you take along
#
# 1. Define-by-run: the graph records what has been computed, `if` and `while` included; `grad_fn` is the node.
# 2. `backward()` walks back from one number: local derivative × incoming = outgoing; where paths meet, add. No $h$.
# 3. Gradients stay at leaves only (`retain_grad()` for others) and add up: `zero_()` before a new count.
# 4. `no_grad()` records nothing, `detach()` cuts the history.
# 5. Several outputs need a `v`; `sum()` is a `v` of ones. $J$ is never built.

# %% [markdown] id="summary" lang="ja" of="631f3d87"
# どの道も `x` に 1 を運び、それが 1,048,576 本分届きました。それでも、訪ねるのは 20 回で足りるのです。
#
# ## まとめ
#
# 1. Define-by-Run：グラフは、`if` や `while` も含めて実際に計算したことの記録です。`grad_fn` がノードです。
# 2. `backward()` は 1 つの数から後ろへたどります。「局所的な微分係数 × 入ってきた値 = 出ていく値」、道が出会えば足し算。$h$ は使いません。
# 3. 勾配が残るのは葉だけ（ほかは `retain_grad()`）で、足されていきます。数え直す前に `zero_()`。
# 4. `no_grad()` は記録せず、`detach()` は履歴を切り離します。
# 5. 出力がいくつもあるときは `v` が必要で、`sum()` は全部 1 の `v` と同じです。$J$ は作られません。

# %% [markdown] id="quiz" lang="en"
# ## Three questions
#
# 1. $y = x^2$, $z = 5y$ at $x = 3$. Which number arrives at `y`, and which at `x`?
# 2. `y = x.detach() * 2`, then `y.sum().backward()`. What happens?
# 3. A loop runs 3 times for one sentence and 7 times for the next. Why need you not tell PyTorch?
#
# <details><summary>Answers</summary>
#
# 1. 5 at `y`; $5 \cdot 6 = 30$ at `x`.
# 2. An error: nothing was recorded, `y` has no `grad_fn`.
# 3. The graph is made anew by each run, out of what that run did.
#
# </details>
#
# Now it is your turn: [the exercises of lesson 05](../../exercises/en/05_computation_graphs.ipynb).
#
# Then: [06 · The four-step loop](06_training_loop.ipynb).

# %% [markdown] id="quiz" lang="ja" of="6b658160"
# ## 3 つの質問
#
# 1. $x = 3$ で $y = x^2$、$z = 5y$ を計算しました。`y` にはいくつ、`x` にはいくつの勾配が届きますか。
# 2. `y = x.detach() * 2` のあとで `y.sum().backward()` とすると、どうなりますか。
# 3. ループが、ある文では 3 回、次の文では 7 回まわります。PyTorch に何も知らせなくてよいのはなぜでしょうか。
#
# <details><summary>答え</summary>
#
# 1. `y` には 5、`x` には $5 \cdot 6 = 30$ です。
# 2. エラーになります。何も記録されていないので、`y` には `grad_fn` がありません。
# 3. グラフは実行のたびに、そのとき実際にした計算から作られるからです。
#
# </details>
#
# 次はあなたの番です：[レッスン 05 の演習](../../exercises/ja/05_computation_graphs.ipynb)
#
# そのあとは、[06 · 4 つのステップのループ](06_training_loop.ipynb)へ。
