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

# %% [markdown] id="exercises" lang="en"
# # 01 · Functions: exercises
#
# Write where you see `...`, then run the cell. Stuck? `hint("01.1")`. **Time:** about 25 minutes.
#
# {badges}

# %% [markdown] id="exercises" lang="ja" of="0181a56d"
# # 01 · 関数：演習
#
# `...` のところに答えを書いて、セルを実行しましょう。困ったときは `hint("01.1")` です。**時間**：25 分ほど。
#
# {badges}

# %%
{bootstrap}

# %% [markdown] id="write-f" lang="en"
# ## 01.1 The box from memory · 3 minutes
#
# Close the lesson and write the box $f(x) = 2x^2 + 2$ once more.

# %% [markdown] id="write-f" lang="ja" of="445c16ed"
# ## 01.1 何も見ずに箱を作る · 3 分
#
# レッスンを閉じて、箱 $f(x) = 2x^2 + 2$ をもう一度書いてみましょう。

# %% exercise="01.1"
def f(x):
    return 2 * x**2 + 2  # answer


check("01.1", f)

# %% [markdown] id="chain" lang="en"
# ## 01.2 Couple three boxes · 4 minutes
#
# The three boxes are there. Write `chain(x)`: x goes through f1 first, then f2, then f3.
#
# Test yourself: `chain(3)` must be 20, but so must other numbers be right.

# %% [markdown] id="chain" lang="ja" of="e951d922"
# ## 01.2 3 つの箱をつなぐ · 4 分
#
# 3 つの箱は用意してあります。`chain(x)` を書きましょう。x はまず f1 を、次に f2 を、最後に f3 を通ります。
#
# 自分でも確かめましょう。`chain(3)` は 20 になるはずです。ほかの数でも正しくなければいけません。

# %% exercise="01.2"
def f1(x):
    return x**2
def f2(x):
    return 2 * x
def f3(x):
    return x + 2

def chain(x):
    return f3(f2(f1(x)))  # answer

check("01.2", chain)

# %% [markdown] id="compose" lang="en"
# ## 01.3 The coupling machine · 6 minutes
#
# Write `compose(f, g)` for *any* two boxes. It returns a new box, f∘g: x goes through **g** first, then through **f**.
#
# For example, `compose(f3, f1)(3)` squares first: 9, then adds 2: 11.

# %% [markdown] id="compose" lang="ja" of="88e98e7a"
# ## 01.3 箱をつなぐ機械 · 6 分
#
# *どんな* 2 つの箱でもつなげる `compose(f, g)` を書きましょう。新しい箱 f∘g を返します。x はまず **g** を、次に **f** を通ります。
#
# 例：`compose(f3, f1)(3)` は、まず 2 乗して 9、次に 2 を足して 11 です。

# %% exercise="01.3"
def compose(f, g):
    # answer:
    def box(x):
        return f(g(x))

    return box
    # end answer


check("01.3", compose)

# %% [markdown] id="map" lang="en"
# ## 01.4 Which map? · 3 minutes
#
# Do not compute yet: think of the landscape. Which of the four maps belongs to
#
# $$h(x, y) = x^2 + 3y^2\;?$$

# %% [markdown] id="map" lang="ja" of="700cf8cc"
# ## 01.4 どの地図でしょう · 3 分
#
# 計算する前に、地形を思いうかべてください。4 つの地図のうち、次の関数のものはどれでしょうか。
#
# $$h(x, y) = x^2 + 3y^2$$

# %%
from autograd_lib.course import figures_functions as figures

figures.four_maps()

# %% [markdown] id="maps-caption" lang="en"
# *Four contour maps for x and y from −2 to 2. a: circles around the middle. b: ellipses, tall and narrow. c: ellipses, low and
# wide. d: two families of curves that open to the left and right and to the top and bottom, and a cross of two straight
# lines in the middle, labeled 0.*

# %% [markdown] id="maps-caption" lang="ja" of="3f3e9c1a"
# *x と y が −2 から 2 までの等高線の図が 4 つ。a は中央を囲む円。b は縦長の楕円。c は横長の楕円。d は、左右に開く曲線と上下に開く曲線の 2 組で、
# 中央では値 0 の 2 本の直線が交わっています。*

# %% exercise="01.4"
map_of_h = "c"  # answer
check("01.4", map_of_h)

# %% [markdown] id="taxi" lang="en"
# ## 01.5 Input or parameter? · 3 minutes
#
# A taxi company does not tell its prices. You have 100 receipts, each with a distance in km and the price in yen. You want
# a box `price = w * x + b` that predicts prices. (In truth a ride costs 500 yen to start with, and 400 yen
# for each km.)
#
# Which sentence is right?
#
# - `"a"`: Learning changes x until the price fits; w and b are read off the receipts.
# - `"b"`: x is the distance. Learning should find w = 400 and b = 500.
# - `"c"`: x is the distance. Learning should find w = 500 and b = 400.
# - `"d"`: x, w and b are all inputs: each is given anew for each ride.

# %% [markdown] id="taxi" lang="ja" of="ed9b256b"
# ## 01.5 入力でしょうか、パラメータでしょうか · 3 分
#
# あるタクシー会社は、料金の決め方を教えてくれません。手もとには領収書が 100 枚あり、それぞれに距離（km）と料金（円）が書かれています。
# 料金を予測する箱 `price = w * x + b` を作りましょう。（本当は、乗るだけで 500 円、さらに 1 km ごとに 400 円かかります。）
#
# 正しいのはどれでしょうか。
#
# - `"a"`：料金に合うまで、学習で x を変える。w と b は領収書から読み取る。
# - `"b"`：x は距離。学習で w = 400、b = 500 が見つかるはずだ。
# - `"c"`：x は距離。学習で w = 500、b = 400 が見つかるはずだ。
# - `"d"`：x、w、b はどれも入力で、乗るたびに新しく与えられる。

# %% exercise="01.5"
sentence = "b"  # answer
check("01.5", sentence)

# %% [markdown] id="knobs" lang="en"
# ## 01.5b Find the knobs · 6 minutes
#
# Two receipts are enough to find both. Write `knobs(receipt1, receipt2)`. A receipt is a pair: the distance in km and the
# price in yen. Return the two parameters of `w * x + b` as a pair `(w, b)`.
#
# It shall work for every company. Two rides of this one cost 1300 yen for 2 km and 2500 yen for 5 km.

# %% [markdown] id="knobs" lang="ja" of="89024691"
# ## 01.5b つまみの位置を求める · 6 分
#
# 領収書が 2 枚あれば、どちらのつまみの位置もわかります。関数 `knobs(receipt1, receipt2)` を書きましょう。
# 1 枚の領収書は、距離（km）と料金（円）の組です。`w * x + b` の 2 つのパラメータを、組 `(w, b)` にして返します。
#
# どの会社の領収書でも使えるようにしましょう。この会社では、2 km で 1300 円、5 km で 2500 円でした。

# %% exercise="01.5b"
def knobs(receipt1, receipt2):
    (x1, y1), (x2, y2) = receipt1, receipt2
    # answer:
    w = (y2 - y1) / (x2 - x1)
    b = y1 - w * x1
    return w, b
    # end answer

check("01.5b", knobs)

# %% [markdown] id="line" lang="en"
# ## 01.6 A box that keeps its knobs · 6 minutes
#
# Write the class `Line`. `Line(w, b)` builds the box; calling the box with x returns $w\,x + b$. So
# `Line(400, 500)(3)` is the price of three kilometers, 1700.

# %% [markdown] id="line" lang="ja" of="5be22c01"
# ## 01.6 つまみを覚えている箱 · 6 分
#
# クラス `Line` を書きましょう。`Line(w, b)` が箱を作り、その箱を x で呼ぶと $w\,x + b$ が返ります。ですから
# `Line(400, 500)(3)` は 3 km の料金、1700 です。

# %% exercise="01.6"
class Line:
    def __init__(self, w, b):
        # answer:
        self.w = w
        self.b = b
        # end answer

    # answer:
    def __call__(self, x):
        return self.w * x + self.b
    # end answer

check("01.6", Line)

# %% [markdown] id="done" lang="en"
# ## How far are you?

# %% [markdown] id="done" lang="ja" of="6da20ca5"
# ## どこまで進みましたか

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown] id="onward" lang="en"
# Back to [the lesson](../../course/en/01_functions.ipynb), or on to
# [02 · Derivatives](../../course/en/02_derivatives.ipynb).

# %% [markdown] id="onward" lang="ja" of="502f83e2"
# [レッスンに戻る](../../course/ja/01_functions.ipynb)、または [02 · 微分](../../course/ja/02_derivatives.ipynb)に進みましょう。
