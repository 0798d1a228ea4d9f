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
#     title: {en: "Tensors: many numbers, one name", ja: "テンソル：たくさんの数に 1 つの名前"}
#     minutes: 50
#     needs: ["01"]
# ---

# %% [markdown] id="title" lang="en"
# # 04 · Tensors: many numbers, one name
#
# {badges}
#
# **Goal:** build tensors, read their shapes, rearrange them without copying, and foresee what two of them give
# together.
#
# **You need:** lesson 01 (functions, parameters) and NumPy arrays as in lesson 00. **Time:** 50 minutes.
#
# The digit reader of lesson 07 has 101,770 parameters. Nobody writes `w1`, `w2`, … `w101770`. And it learns from
# 60,000 pictures of 784 numbers each. PyTorch has one kind of thing for all of this: the **tensor**, a block of numbers
# with one name.

# %% [markdown] id="title" lang="ja" of="9a89a4d1"
# # 04 · テンソル：たくさんの数に 1 つの名前
#
# {badges}
#
# **目標**：テンソルを作り、形状を読み取り、コピーせずに並べ直し、
# 2 つのテンソルの計算結果を予想できるようになりましょう。
#
# **必要なもの**：レッスン 01（関数、パラメータ）と、レッスン 00 で使った NumPy の配列。**時間**：50 分。
#
# レッスン 07 の手書き数字を読むネットワークには、パラメータが 101,770 個あります。`w1`、`w2`、…、
# `w101770` と名前を付ける人はいません。しかも、学習に使うのは 784 個の数でできた画像 60,000 枚です。PyTorch では、
# これらをすべて同じもので表します。たくさんの数をまとめて 1 つの名前を付けたもの、それが**テンソル**です。

# %%
{bootstrap}

# %% [markdown] id="sixteen" lang="en"
# ## Sixteen numbers
#
# `arange(16)` makes the numbers from 0 to 15, and `view(4, 4)` lays them out in four rows. This tensor, `t`, goes with
# you through the whole lesson.
#
# **Predict:** what is `t[2, 1]`? (Counting starts at 0.)

# %% [markdown] id="sixteen" lang="ja" of="a70780a4"
# ## 16 個の数
#
# `arange(16)` は 0 から 15 までの数を作り、`view(4, 4)` はそれを 4 行に並べます。このテンソル `t` を、
# レッスンの最後まで使います。
#
# **予想しましょう**：`t[2, 1]` はいくつですか（番号は 0 から数えます）。

# %% tags=["nbval-check-output"]
import numpy as np

import autograd_lib as torch
from autograd_lib.course import explore, play
from autograd_lib.course import figures_shapes as shapes
from autograd_lib.course import figures_tensors as figures

t = torch.arange(16).view(4, 4)
print(t)
print(t[2, 1])

# %% [markdown] id="rank" lang="en"
# Row 2, column 1: it is 9. You needed **two** indices to single out one number of `t`. The number of indices is the
# **rank** of a tensor.
#
# **Predict:** which rank has a single number? A list of numbers? A color picture, where every point has a value for red,
# one for green and one for blue? And 32 such pictures together?

# %% [markdown] id="rank" lang="ja" of="562f5c86"
# 2 行目の 1 列目（どちらも 0 から数えて）なので 9 です。`t` の中の数を 1 つ指定するには、
# 番号（添字）が **2 つ**必要でした。この添字の個数を、テンソルの**階数**といいます。
#
# **予想しましょう**：ただ 1 つの数の階数はいくつですか。数を一列に並べたものは？ カラー画像は？（画像のどの点にも、
# 赤・緑・青の 3 つの値があります。）では、カラー画像を 32 枚まとめたものは？

# %%
figures.ladder()

# %% [markdown] id="ladder" lang="en"
# *Five tensors. Rank 0: one number, x, shape []. Rank 1: a row of four, x[i], shape [4]. Rank 2: a table, x[i, j], shape
# [4, 4]. Rank 3: three tables behind one another, x[c, i, j], shape [3, 4, 4]. Rank 4: two such stacks, x[n, c, i, j],
# shape [2, 3, 4, 4].*
#
# Each is built of those before it: a color picture has rank 3, a batch of them rank 4. Rank 0 is also called a scalar, 1 a
# vector, 2 a matrix; beyond that there are no names.
#
# Each index runs along one **axis**. The **shape** lists how long the axes are, so its length is the rank, `ndim`.
#
# **Predict** the four lines. (`numel` counts numbers.)

# %% [markdown] id="ladder" lang="ja" of="79edce31"
# *5 つのテンソル。0 階は 1 つの数 x で、形状は []。1 階は 4 つ並んだ x[i] で、形状は [4]。2 階は表 x[i, j] で、
# 形状は [4, 4]。3 階は表を 3 枚重ねた x[c, i, j] で、形状は [3, 4, 4]。4 階はそれを 2 組並べた x[n, c, i, j] で、
# 形状は [2, 3, 4, 4]。*
#
# どれも、1 つ前のものを並べてできています。カラー画像は 3 階、それを何枚もまとめたものは 4 階です。0 階はスカラー、
# 1 階はベクトル、2 階は行列とも呼びますが、3 階から先には決まった呼び名がありません。
#
# 添字はそれぞれ 1 本の**軸**に沿って動きます。軸の長さを並べたものが**形状**です。ですから、
# 形状に並ぶ数の個数が階数です。PyTorch では `ndim` で調べます。
#
# 次の 4 行の表示を**予想しましょう**（`numel` は数が全部でいくつあるかを返します）。

# %% tags=["nbval-check-output"]
number, vector = torch.tensor(7), torch.tensor([1, 4, 7, 9])
pictures = torch.zeros(32, 3, 28, 28)
for x in (number, vector, t, pictures):
    print(x.ndim, x.shape, x.numel())

# %% [markdown] id="careful-rank" lang="en"
# 75,264 numbers, one name: that is how pictures go into a network. (`x.size()` says the same as `x.shape`.)
#
# > **Careful.** Many texts say "dimension" for the rank. But a vector with three entries is three-dimensional in
# > mathematics, and its rank is 1. PyTorch itself is not strict: `x.dim()` is the rank, and `dim=1` names an axis. We say
# > rank, axis and shape. (The "rank of a matrix" of linear algebra is something else again.)
#
# ## Making tensors
#
# **Predict:** of the tensors in the next two cells, one holds nothing that anybody has put there. Which?

# %% [markdown] id="careful-rank" lang="ja" of="dd3660ec"
# 75,264 個の数に、名前は 1 つ。画像はこのような形でネットワークに入ります
# （`x.size()` は `x.shape` と同じものを返します）。
#
# > **注意**：階数のことを「次元」と呼ぶ説明も多くあります。しかし数学では、
# > 3 つの数からなるベクトルは「3 次元のベクトル」で、その階数は 1 です。PyTorch の用語も統一されておらず、
# > `x.dim()` は階数、`dim=1` は軸の番号です。このコースでは、
# > 「階数」「軸」「形状」を使い分けます（線形代数の「行列の階数」は、また別のものです）。
#
# ## テンソルを作る
#
# **予想しましょう**：次の 2 つのセルで作るテンソルのうち、だれも値を入れていないものが 1 つあります。
# どれでしょうか。

# %% tags=["nbval-check-output"]
torch.manual_seed(0)
print(torch.rand(5, 3))
print(torch.zeros(5, 3, dtype=torch.long))
print(torch.tensor([5.5, 3]))
ones = torch.tensor([5.5, 3]).new_ones(5, 3, dtype=torch.double)
noise = torch.randn_like(ones, dtype=torch.float)
print(ones[0], noise.dtype, noise.size())

# %%
print(torch.empty(5, 3))

# %% [markdown] id="empty" lang="en"
# `rand` draws numbers between 0 and 1, `randn` around 0, mostly between −2 and 2. `manual_seed` fixes where the drawing
# begins: you see the numbers of this page, and PyTorch draws the same. `new_ones` takes over the dtype, and `randn_like`
# shape and dtype, unless you say otherwise, as here.
#
# > **Careful.** `empty` reserves memory and writes nothing into it. What you see is whatever lay there before: other
# > numbers than on this page, zeros, or a tensor that was thrown away a moment ago. Some tutorials print it like a result.
# > It is none: fill it before you read it.
#
# ## What kind of number?
#
# All numbers of a tensor are of one kind, its `dtype`. **Predict** the six dtypes.

# %% [markdown] id="empty" lang="ja" of="27b5a7c0"
# `rand` は 0 から 1 までの乱数、`randn` は 0 を中心とした乱数（ほとんどが −2 から 2 の間）を作ります。`manual_seed` は、
# 乱数の出発点を決めます。同じ番号にすれば、このページと同じ数が出ますし、PyTorch でもまったく同じ数が出ます。
# `new_ones` は元の dtype を、`randn_like` は元の形状と dtype を引き継ぎます。ただし、
# 上のように `dtype=` で指定すれば、そちらが使われます。
#
# > **注意**：`empty` は場所を確保するだけで、何も書き込みません。見えているのは、そこにたまたま残っていたものです。
# > このページと違う数かもしれませんし、0 や、少し前に捨てたテンソルの値かもしれません。
# > 結果のように表示している入門記事もありますが、意味はありません。値を入れてから使いましょう。
#
# ## どんな種類の数か
#
# 1 つのテンソルに入る数は、すべて同じ種類です。その種類を `dtype` といいます。6 つの dtype を**予想しましょう**。

# %% tags=["nbval-check-output"]
whole, half = torch.tensor([1, 2]), torch.tensor([0.5, 0.5])
print(whole.dtype, half.dtype)
print((whole + half).dtype, (whole / 2).dtype)
array = np.array([1.0])
print(array.dtype, torch.tensor(array).dtype)

# %% [markdown] id="careful-dtype" lang="en"
# Whole numbers become `int64`; one decimal point makes all of them `float32`. Mixed, the float wins, and `/` always gives
# floats. Each has a short name too, which you saw above: `long` is `int64`, `float` is `float32`, `double` is `float64`.
#
# > **Careful.** "A tensor is almost a NumPy array": almost. NumPy's decimals usually have 64 bits, PyTorch's 32. That is
# > half the memory and about 7 digits instead of 16, enough for learning. A tensor made from an array keeps the array's
# > `float64`.
#
# **Try:** exercise 04.1.
#
# **Predict:** what is the mean of `t`, of the numbers 0 to 15?

# %% [markdown] id="careful-dtype" lang="ja" of="59a572e3"
# 整数だけなら `int64`、小数点が 1 つでもあれば全部 `float32` になります。整数と小数を混ぜて計算すると小数になり、
# 割り算 `/` の結果はいつでも小数です。先ほど出てきたように、短い名前もあります。`long` は `int64`、
# `float` は `float32`、`double` は `float64` のことです。
#
# > **注意**：「テンソルはほとんど NumPy の配列」と言われますが、あくまで「ほとんど」です。小数は、
# > NumPy ではふつう 64 ビット、PyTorch では 32 ビットです。使うメモリは半分になり、
# > 正しい桁数は約 16 桁から約 7 桁に減りますが、学習には十分です。配列から作ったテンソルは、
# > 配列の `float64` のままです。
#
# **やってみよう**：問題 04.1。
#
# **予想しましょう**：`t`、つまり 0 から 15 までの数の平均はいくつですか。

# %% tags=["nbval-check-output"]
try:
    t.mean()
except RuntimeError as error:
    print(error)
print(t.float().mean())

# %% [markdown] id="mean" lang="en"
# 7.5, but not at once: PyTorch refuses the mean of whole numbers, since it need not be whole. After `float()` it works.
#
# The first line of the message is PyTorch's, word for word; the second is our library's help. (`try … except` only catches
# the error, so that the notebook goes on.)
#
# ## Picking numbers
#
# **Predict:** what do `t[1, 2]` and `t[:, 1]` pick, and of which rank is each? (A colon alone means "all".)

# %% [markdown] id="mean" lang="ja" of="7d0f9950"
# 7.5 です。ただし、すぐには求まりませんでした。整数の平均は整数になるとは限らないので、
# PyTorch では整数のままだとエラーになります。`float()` で小数に変えれば計算できます。
#
# メッセージの 1 行目は PyTorch とまったく同じ文で、2 行目はこのライブラリが付けた助言です（`try … except` は、
# ノートブックが止まらないように、エラーを受け止めているだけです）。
#
# ## 数を取り出す
#
# **予想しましょう**：`t[1, 2]` と `t[:, 1]` では、どの数が取り出されますか。
# それぞれ何階でしょうか（コロンだけなら「全部」という意味です）。

# %%
print(t[1, 2], t[1, 2].item(), t[:, 1])
explore(figures.pick, index=list(figures.INDICES))

# %% [markdown] id="pick" lang="en"
# *Left, t with column 1 marked: 1, 5, 9, 13. An arrow leads to what t[:, 1] gives: these four numbers in a row, shape [4].*
#
# Indexing works as in NumPy. `t[1, 2]` is still a tensor, of rank 0; `.item()` takes the Python number out of it.
#
# **Question:** choose `t[:, 1]`, then `t[:, 1:2]`. The same four numbers, so why two shapes? (An index takes an axis away;
# a slice, with its colon, keeps it.)
#
# ## In memory there are no rows
#
# Memory is one long strip. `view` says how it is to be read. **Predict:** what does the `-1` mean? And what happens with
# rows of 5?

# %% [markdown] id="pick" lang="ja" of="21890096"
# *左は、1 列目の 1、5、9、13 に印を付けた t。矢印の先が t[:, 1] の結果で、この 4 つの数が一列に並び、
# 形状は [4] です。*
#
# 添字の書き方は NumPy と同じです。`t[1, 2]` はまだテンソル（0 階）で、
# `.item()` を付けると Python の数として取り出せます。
#
# **質問**：`t[:, 1]` と `t[:, 1:2]` を順に選んでみましょう。同じ 4 つの数なのに、
# なぜ形状が違うのでしょうか（番号で指定した軸はなくなり、コロンで範囲を指定した軸は残ります）。
#
# ## メモリの中に行はない
#
# メモリは 1 本の長い帯です。それをどう読むかを決めるのが `view` です。**予想しましょう**：`-1` は何を意味しますか。
# 1 行を 5 個にしたら、どうなるでしょうか。

# %% tags=["nbval-check-output"]
print(t.view(16))
print(t.view(-1, 8))
try:
    t.view(-1, 5)
except RuntimeError as error:
    print(error)

# %%
explore(figures.reflow, columns=(1, 16))

# %% [markdown] id="reflow" lang="en"
# *Below, the strip of memory: 0 to 15, cut once, after the 7. Above, the two pieces as rows: 0 to 7 and 8 to 15. The title
# says t.view(-1, 8) and shape [2, 8].*
#
# −1 stands for "as many as it takes": 16 numbers in rows of 8 make 2 rows. You may write it once.
#
# **Question:** move the slider from 1 to 16. Which numbers of columns work, and what goes wrong with the others? Does
# anything in the strip ever move?
#
# Only 1, 2, 4, 8 and 16 leave no gaps. Nothing moves, and nothing is copied: `view` only cuts elsewhere, always in the
# order of the strip. **Try:** exercise 04.2.

# %% [markdown] id="reflow" lang="ja" of="f3f71d31"
# *下はメモリの帯で、0 から 15 が並び、7 のあとに切れ目が 1 つあります。上はその 2 つの部分を行にしたもので、
# 0 から 7 と、8 から 15。見出しは t.view(-1, 8) と形状 [2, 8] です。*
#
# −1 は「ちょうど合うだけの数」という意味です。16 個を 8 個ずつ並べれば 2 行になります。
# −1 を書けるのは 1 か所だけです。
#
# **質問**：スライダーを 1 から 16 まで動かしてみましょう。うまくいくのは何列のときですか。
# ほかの数では何が起きますか。帯の中の数が動くことはありますか。
#
# すき間なく並ぶのは、1、2、4、8、16 列のときだけです。帯の数は動かず、コピーもされません。
# `view` は帯の順番のまま、切る場所を変えるだけです。**やってみよう**：問題 04.2。

# %% [markdown] id="swap-question" lang="en"
# `t.t()` swaps rows and columns, so the numbers are read in another order.
#
# **Predict:** how many of the sixteen numbers must move in memory?

# %% [markdown] id="swap-question" lang="ja" of="b74e478a"
# `t.t()` は行と列を入れかえるので、数を読む順番が変わります。
#
# **予想しましょう**：16 個の数のうち、メモリの中で動かさなければならないのはいくつですか。

# %% tags=["nbval-check-output"]
print(t.t())
print(t.stride(), t.t().stride())

# %%
explore(figures.strides, what=["t", "t.t()"], step=play(0, 15))

# %% [markdown] id="strides" lang="en"
# *t above its strip of memory; row 1 is marked, and its 6 most of all. Arrows over the strip lead from 4 to 5, 6, 7,
# and a dashed one to 8, where the next row begins. Beside it: stride() = (4, 1), and 1·4 + 2·1 = 6.*
#
# None! A table keeps two numbers, its **strides**: how far to go in memory for one step down, and for one step to the
# right. `t[i, j]` lies at place 4·i + 1·j. `t.t()` exchanges the strides, (1, 4), and reads the same strip in jumps.
#
# **Question:** choose `t.t()` and press play. Where does it jump furthest?
#
# **Predict:** what does `view` say to a tensor that reads in jumps?

# %% [markdown] id="strides" lang="ja" of="b59f5962"
# *上は t、下はメモリの帯。1 行目に印が付き、とくに 6 が強調されています。帯の上の矢印は 4 から 5、6、
# 7 へと進み、破線の矢印が次の行の始まりの 8 へ続きます。その横に、stride() = (4, 1) と 1·4 + 2·1 = 6。*
#
# 1 つも動きません！ 2 階のテンソルは、**ストライド**と呼ばれる 2 つの数を持っています。表の中で 1 つ下へ、
# または 1 つ右へ進むと、メモリの中ではいくつ先へ進むのかを表す数です。`t[i, j]` は 4·i + 1·j の場所にあります。
# `t.t()` はストライドを入れかえて (1, 4) とし、同じ帯を飛び飛びに読むのです。
#
# **質問**：`t.t()` を選んで再生してみましょう。いちばん遠くへ飛ぶのはどこですか。
#
# **予想しましょう**：飛び飛びに読むテンソルに `view` を使うと、どうなるでしょうか。

# %% tags=["nbval-check-output"]
try:
    t.t().view(16)
except RuntimeError as error:
    print(error)
print(t.t().reshape(16))
print(t.t().contiguous().stride())

# %% [markdown] id="reshape" lang="en"
# `t.t().view(16)` would be one row, with one stride. But after 0, 4, 8, 12 the way jumps back to 1. No single stride does
# that, and `view` never copies: so it refuses, and names the way out. `reshape` copies, but only if it must. So does
# `contiguous`: it keeps the shape and lays it row by row.
#
# ## Two names, one memory
#
# In lesson 00, `b = a` gave one array two names. **Predict:** `b` and `x` are never touched below. What do they hold in the
# end? (`add_` adds to the numbers of `a` themselves, as `n += 1` does to those of `n`.)

# %% [markdown] id="reshape" lang="ja" of="27e20420"
# `t.t().view(16)` は 1 行なので、ストライドは 1 つだけです。ところが 0、4、8、12 の次は、
# 後ろの 1 へ戻らなければなりません。1 つのストライドではそのように読めませんし、`view` は決してコピーをしません。
# だからエラーになるのです。代わりの方法もメッセージに書いてあります。`reshape` は必要なときだけコピーします。
# `contiguous` も必要なときだけコピーし、形状はそのままで、数を行の順に並べ直します。
#
# ## 名前は 2 つ、メモリは 1 つ
#
# レッスン 00 では、`b = a` と書くと 1 つの配列に名前が 2 つ付きました。**予想しましょう**：次のセルで、
# `b` と `x` には直接手を加えていません。最後には何が入っているでしょうか（`add_` は `a` の数そのものに足します。
# `n += 1` も同じです）。

# %% tags=["nbval-check-output"]
a = torch.ones(5)
b = a.numpy()
a.add_(1)
print(a, b)

n = np.ones(5)
x = torch.from_numpy(n)
n += 1
print(n, x)

# %%
explore(figures.shared, how=list(figures.WAYS))

# %% [markdown] id="shared" lang="en"
# *Three lines of code: a = torch.ones(5), b = a.numpy(), a.add_(1). Right, two labels, a and b; both arrows lead to the same
# five numbers, all of them 2.*
#
# The bridge between PyTorch and NumPy copies nothing, in either direction: both names look at the same memory. A
# tensor that looks at the memory of another, as `view` and `t()` make it, is called a **view**.
#
# **Question:** which of the seven ways give `b` numbers of its own? (`clone()` and `torch.tensor(…)` always copy, and
# `a + 0` computes new numbers. `view`, `numpy()` and `from_numpy` copy nothing.) **Try:** exercise 04.5.
#
# > **Careful.** Older texts say that a CharTensor (whole numbers of 8 bits) cannot go to NumPy. Today it can.

# %% [markdown] id="shared" lang="ja" of="cd2c6cae"
# *3 行のコード a = torch.ones(5)、b = a.numpy()、a.add_(1)。右には a と b の 2 つの札があり、
# どちらの矢印も同じ 5 つの数を指しています。数はすべて 2 です。*
#
# PyTorch と NumPy の間の変換は、どちら向きでもコピーをしません。2 つの名前が同じメモリを見ています。
# `view` や `t()` の結果のように、別のテンソルのメモリを見ているテンソルを、**ビュー**といいます。
#
# **質問**：7 通りのうち、`b` が自分だけの数を持つのはどれですか。
# （`clone()` と `torch.tensor(…)` は必ずコピーし、`a + 0` は新しい数を計算します。`view`、`numpy()`、
# `from_numpy` はコピーしません。）
# **やってみよう**：問題 04.5。
#
# > **注意**：CharTensor（8 ビットの整数）は NumPy に変換できないと書かれた古い記事がありますが、いまはできます。

# %% [markdown] id="four-ways" lang="en"
# ## Four ways to add
#
# **Predict:** four additions, and one of them changes `y`. Which?

# %% [markdown] id="four-ways" lang="ja" of="279c2233"
# ## 足し算の 4 つの書き方
#
# **予想しましょう**：足し算を 4 通りに書きます。`y` が変わるのはどれでしょうか。

# %% tags=["nbval-check-output"]
x, y = torch.tensor([1, 2]), torch.tensor([10, 20])
out = torch.empty(2, dtype=torch.long)
print(x + y, torch.add(x, y))
torch.add(x, y, out=out)
print(out, y)
y.add_(x)
print(y)

# %% [markdown] id="in-place" lang="en"
# Two make a new tensor, `out=` fills one that is there, and `y.add_(x)` changes `y` itself, **in place**. The underscore at
# the end is PyTorch's warning sign: `copy_`, `zero_`, `t_` work in place too.
#
# > **Careful.** In place plus shared memory means: every other name for these numbers sees the change. `y += x` is in place
# > as well, `y = y + x` makes a new tensor.
#
# ## Shapes that do not match
#
# `t` has the shape [4, 4], `row` only [4]. **Predict** both sums. And what will `t + torch.arange(3)` give?

# %% [markdown] id="in-place" lang="ja" of="8f05a81b"
# はじめの 2 つは新しいテンソルを作り、`out=` はすでにあるテンソルに書き込みます。
# `y.add_(x)` は `y` そのものを変えます。これを**インプレース**（その場での変更）といいます。名前の最後の `_` は、
# 「中身を変えます」という PyTorch の目印です。`copy_`、`zero_`、`t_` もインプレースです。
#
# > **注意**：メモリを共有しているものをインプレースで変えると、同じ数を指すほかの名前からも、変わって見えます。
# > `y += x` もインプレースです。`y = y + x` は新しいテンソルを作ります。
#
# ## 形状が違うとき
#
# `t` の形状は [4, 4]、`row` の形状は [4] です。2 つの和を**予想しましょう**。`t + torch.arange(3)` はどうなりますか。

# %% tags=["nbval-check-output"]
row = torch.tensor([0, 100, 200, 300])
print(t + row)
print(t + row.view(4, 1))
print(row.expand(4, 4).stride())
try:
    t + torch.arange(3)
except RuntimeError as error:
    print(error)

# %%
explore(shapes.broadcast, a=list(shapes.SHAPES), b=list(shapes.SHAPES))

# %% [markdown] id="broadcast" lang="en"
# *Above, the shapes [3, 4] and [4] one below the other, aligned at the right; the empty place counts as 1. The result is
# [3, 4]. Below, the table a, the row b three times (its copies pale), and their sum.*
#
# This is **broadcasting**. Write the shapes one below the other, aligned at the **right**. A missing size counts as 1. In
# each column the sizes must be equal, or one of them 1: along that axis the tensor is repeated.
#
# Nothing is copied. `row.expand(4, 4)` is what `+` sees; its strides are (0, 1), so every row reads the same four places.
#
# **Question:** find two different shapes that give [2, 3, 4], and three pairs that clash. **Try:** exercise 04.3.

# %% [markdown] id="broadcast" lang="ja" of="b18787f6"
# *上は、形状 [3, 4] と [4] を右揃えで縦に並べたもの。空いたところは 1 とみなし、結果は [3, 4] です。下は、表 a、
# 3 回くり返された行 b（くり返しは薄い色）、そして両者の和です。*
#
# これが**ブロードキャスト**です。2 つの形状を**右揃え**で縦に並べます。足りないところは 1 とみなします。
# どの列でも、2 つの数が等しいか、一方が 1 でなければなりません。1 の軸では、そのテンソルがくり返し使われます。
#
# そのためのコピーはしません。`+` は、`row` を `row.expand(4, 4)` として読みます。そのストライドは (0, 1) なので、
# どの行も同じ 4 か所を読みます。
#
# **質問**：結果が [2, 3, 4] になる、異なる 2 つの形状を見つけましょう。計算できない組も 3 つ探してみましょう。
# **やってみよう**：問題 04.3。

# %% [markdown] id="silent-question" lang="en"
# Broadcasting has a dark side. Below, all four predictions are exactly right. **Predict:** what is the mean of the squared
# errors?

# %% [markdown] id="silent-question" lang="ja" of="ad942bed"
# ブロードキャストには怖い面もあります。次のセルでは、4 つの予測がどれもぴったり当たっています。**予想しましょう**：
# 誤差の 2 乗の平均はいくつでしょうか。

# %% tags=["nbval-check-output"]
predicted = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
target = torch.tensor([1.0, 2.0, 3.0, 4.0])
errors = predicted - target
print(errors)
print((errors**2).mean(), ((predicted - target.view(4, 1)) ** 2).mean())

# %% [markdown] id="silent" lang="en"
# > **Careful.** [4, 1] against [4] gives [4, 4]: every prediction was compared with *every* target. No error message, only
# > 2.5 where 0 belongs. It is a classic among the bugs of PyTorch programs. When a number looks odd, print the shapes.
#
# ## Axes that disappear
#
# **Predict:** does `t.sum(0)` add up the rows (6, 22, 38, 54) or the columns (24, 28, 32, 36)?

# %% [markdown] id="silent" lang="ja" of="4eb7df67"
# > **注意**：[4, 1] と [4] からは [4, 4] ができます。1 つの予測を*すべての*正解と比べてしまったのです。
# > エラーは出ず、0 のはずの値が 2.5 になるだけです。PyTorch のプログラムでは定番のバグです。
# > 値がおかしいと思ったら、形状を表示してみましょう。
#
# ## 消える軸
#
# **予想しましょう**：`t.sum(0)` は、行ごとの和（6、22、38、54）ですか、列ごとの和（24、28、32、36）ですか。

# %% tags=["nbval-check-output"]
print(t.sum(), t.sum(0), t.sum(1))
print(t.sum(1, keepdim=True).shape)
x = t.float()
print(x - x.mean(1, keepdim=True))

# %%
explore(shapes.along, op=["sum", "mean", "max"], dim=[0, 1], keepdim=False)

# %% [markdown] id="along" lang="en"
# *Left, t with arrows along dim=0 (down) and dim=1 (to the right). Its rows have four shades; from each an arrow leads to
# its sum: 6, 22, 38, 54. Right, the shape [4, 4] with the size of dim=1 struck out leaves [4].*
#
# **The axis that you name is the one that disappears.** `sum(0)` runs down along axis 0 and leaves one number for each
# column: 24, 28, 32, 36.
#
# **Question:** tick `keepdim`. What changes, and what for? The axis stays, with size 1: now the result broadcasts against
# `t`, as the last line of the cell shows: every row minus its mean. **Try:** exercise 04.7.

# %% [markdown] id="along" lang="ja" of="16492204"
# *左は t と、dim=0（下向き）と dim=1（右向き）の矢印。4 つの行は色分けされ、それぞれから和 6、22、38、
# 54 へ矢印が出ています。右は、形状 [4, 4] から dim=1 の数を消すと [4] が残ることを示します。*
#
# **指定した軸が消えます。** `sum(0)` は軸 0 に沿って下向きに足していき、列ごとに 1 つの数が残ります。結果は 24、
# 28、32、36 です。
#
# **質問**：`keepdim` にチェックを入れると、何が変わりますか。何の役に立つのでしょうか。軸が長さ 1 で残るので、
# 結果を `t` とブロードキャストできます。上のセルの最後の行では、各行からその行の平均を引いています。
# **やってみよう**：問題 04.7。

# %% [markdown] id="winner-question" lang="en"
# ## The largest, and where it stands
#
# A network has looked at four pictures and given each a score for "0", "1" and "2". **Predict:** what does it read in each
# picture?

# %% [markdown] id="winner-question" lang="ja" of="cb9f29b9"
# ## 最大値と、その場所
#
# あるネットワークが 4 枚の画像を見て、「0」「1」「2」のそれぞれに点数を付けました。**予想しましょう**：
# それぞれの画像を何と読んだのでしょうか。

# %% tags=["nbval-check-output"]
scores = torch.tensor([[0.1, 2.0, 0.4], [3.5, 0.2, 1.5], [0.3, 0.6, 4.0], [1.2, 2.5, 0.9]])
values, indices = torch.max(scores, 1)
print(values)
print(indices)
assert torch.equal(indices, scores.argmax(1))

# %%
explore(shapes.winners, dim=[1, 0])

# %% [markdown] id="winners" lang="en"
# *The table of scores; the largest of each row is framed: 2, 3.5, 4, 2.5. Beside it these values in a column, and the
# indices where they stand: 1, 0, 2, 1.*
#
# `max` with an axis gives two tensors: the largest values, and **where** they stand. The places are the answer:
# 1, 0, 2, 1 are the **predicted labels**. `argmax(1)` gives them alone, as in lesson 07. **Try:** exercise 04.4.
#
# **Question:** choose `dim` 0. What does that ask? (Which picture is most like a 0, a 1, a 2.)
#
# > **Careful.** You may read that in `max(t, 1)` the 1 means "rows". But axis 1, from column to column, is the one that
# > *disappears*. One entry for each row remains.

# %% [markdown] id="winners" lang="ja" of="9a77e1a9"
# *4 行 3 列の点数の表。各行の最大値 2、3.5、4、2.5 が枠で囲まれています。その横の values の列にはこれらの値が、
# indices の列にはその場所 1、0、2、1 が並びます。*
#
# 軸を指定した `max` は 2 つのテンソルを返します。最大の値と、それが**どこに**あるかです。
# 答えになるのは場所のほうで、1、0、2、1 が**予測ラベル**です。`argmax(1)` なら場所だけが得られます。
# レッスン 07 で使います。**やってみよう**：問題 04.4。
#
# **質問**：`dim` を 0 にしてみましょう。何を調べたことになりますか（0 らしさ、1 らしさ、
# 2 らしさが最も高い画像はどれか、です）。
#
# > **注意**：`max(t, 1)` の 1 は「行方向」と説明されることがあります。しかし軸 1 は、列の番号が進む向きの軸で、
# > 計算すると*消える*ほうです。残るのは、行ごとに 1 つの値です。

# %% [markdown] id="product-question" lang="en"
# ## `*` and `@`
#
# `a` has two rows of three, `b` three rows of four. **Predict:** which of `a * b` and `a @ b` works, and which shape comes
# out?

# %% [markdown] id="product-question" lang="ja" of="7969ef04"
# ## `*` と `@`
#
# `a` は 2 行 3 列、`b` は 3 行 4 列です。**予想しましょう**：`a * b` と `a @ b` のうち、
# 計算できるのはどちらですか。結果の形状は？

# %% tags=["nbval-check-output"]
a, b = torch.arange(6).view(2, 3), torch.arange(12).view(3, 4)
print(a @ b)
try:
    a * b
except RuntimeError as error:
    print(error)

# %%
explore(shapes.product, i=(0, 1), j=(0, 3))

# %% [markdown] id="product" lang="en"
# *Lower left, a with row 1 marked: 3, 4, 5. Upper right, b with column 2 marked: 2, 6, 10. Where they meet, in a @ b,
# stands 3·2 + 4·6 + 5·10 = 80.*
#
# `*` multiplies number by number and broadcasts. `@` is the **matrix product**: row times column, summed. The inner sizes
# must agree, [2, **3**] @ [**3**, 4], and disappear.
#
# **Question:** which row and which column make the 26?
#
# This is a network's work: in lesson 06, `X @ w + b` computes all predictions at once. Both sides need the same dtype.
# **Try:** exercise 04.6.
#
# ## What else is in a tensor
#
# **Predict:** what might a tensor have that an array has not?

# %% [markdown] id="product" lang="ja" of="057ae4d7"
# *左下は a で、1 行目の 3、4、5 に印。右上は b で、2 列目の 2、6、10 に印。両者が交わるところ、a @ b の中に、
# 3·2 + 4·6 + 5·10 = 80 があります。*
#
# `*` は同じ場所の数どうしを掛け、ブロードキャストもします。`@` は**行列の積**で、行と列を掛け合わせて足します。
# 内側の 2 つの数は等しくなければならず（[2, **3**] @ [**3**, 4]）、計算すると消えます。
#
# **質問**：26 は、どの行とどの列からできますか。
#
# ネットワークの計算の中心は、この積です。レッスン 06 では、`X @ w + b` の 1 行ですべての予測を求めます。
# `@` の両側の dtype は、そろえておく必要があります。**やってみよう**：問題 04.6。
#
# ## テンソルが持つ、ほかのもの
#
# **予想しましょう**：配列にはなく、テンソルにはあるものとは何でしょうか。

# %% tags=["nbval-check-output"]
print(t.dtype, t.device)
print(t.requires_grad, t.grad)

# %% [markdown] id="hidden" lang="en"
# Two things. A **device**: the numbers may lie in the memory of a GPU (lesson 09). And **information about gradients**:
# if you ask it to, a tensor remembers how it was computed, and its `grad` receives the slope. That is how PyTorch learns, and
# it is the subject of lesson 05.

# %% [markdown] id="hidden" lang="ja" of="70efd93a"
# 2 つあります。1 つは**デバイス**です。数は GPU のメモリに置くこともできます（レッスン 09）。
# もう 1 つは**勾配の情報**です。必要だと指定しておけば、テンソルは自分がどう計算されたかを覚え、
# 求めた傾きを `grad` で受け取ります。PyTorch が学習できるのはこのおかげで、次のレッスン 05 で詳しく見ます。

# %% [markdown] id="summary" lang="en"
# ## What you take along
#
# 1. Rank is the number of indices; the shape lists how long each axis is.
# 2. Memory is a strip; shape and strides say how to read it. `view` and `t()` copy nothing.
# 3. `numpy()` and `from_numpy` share memory, and a `_` at the end changes it in place.
# 4. Broadcasting aligns at the right: sizes equal, or 1. Check shapes before you trust a result.
# 5. The axis you name disappears. `max` gives values and indices, `@` is row times column.

# %% [markdown] id="summary" lang="ja" of="1f6a6045"
# ## まとめ
#
# 1. 階数は添字の個数。形状は、それぞれの軸の長さを並べたもの。
# 2. メモリは 1 本の帯で、形状とストライドがその読み方を決めます。`view` も `t()` もコピーしません。
# 3. `numpy()` と `from_numpy` はメモリを共有します。名前の最後が `_` なら、インプレースで書きかえます。
# 4. ブロードキャストは右揃え。大きさは等しいか、一方が 1。結果を信じる前に、形状を確かめましょう。
# 5. 指定した軸が消えます。`max` は値と場所を返し、`@` は行と列の積です。

# %% [markdown] id="quiz" lang="en"
# ## Three questions
#
# 1. `x` has the shape [10, 3]. What are the shapes of `x.mean(0)` and `x - x.mean(0)`?
# 2. `u = t.view(16)`, then `u[0] = 99`. What is `t[0, 0]`?
# 3. Does `torch.ones(5, 1) + torch.ones(1, 6)` raise an error?
#
# <details><summary>Answers</summary>
#
# 1. [3] and [10, 3]: axis 0 disappears, and [3] is broadcast against [10, 3].
# 2. 99: a view shares the memory.
# 3. No: it gives the shape [5, 6], full of twos.
#
# </details>
#
# Now it is your turn: [the exercises of lesson 04](../../exercises/en/04_tensors.ipynb).
#
# Then: [05 · Define-by-run and computation graphs](05_computation_graphs.ipynb).

# %% [markdown] id="quiz" lang="ja" of="54e0be59"
# ## 3 つの質問
#
# 1. `x` の形状は [10, 3] です。`x.mean(0)` と `x - x.mean(0)` の形状は何ですか。
# 2. `u = t.view(16)` のあとで `u[0] = 99` とします。`t[0, 0]` はいくつですか。
# 3. `torch.ones(5, 1) + torch.ones(1, 6)` はエラーになりますか。
#
# <details><summary>答え</summary>
#
# 1. [3] と [10, 3] です。軸 0 が消え、[3] は [10, 3] に対してブロードキャストされます。
# 2. 99 です。ビューはメモリを共有しています。
# 3. なりません。形状 [5, 6] で、全部が 2 のテンソルになります。
#
# </details>
#
# 次はあなたの番です：[レッスン 04 の演習](../../exercises/ja/04_tensors.ipynb)
#
# そのあとは、[05 · Define-by-Run と計算グラフ](05_computation_graphs.ipynb)へ。
