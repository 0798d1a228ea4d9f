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
#     title: {en: "Functions: black boxes and chains", ja: 関数：ブラックボックスをつなぐ}
#     minutes: 45
#     needs: ["00"]
# ---

# %% [markdown] id="functions" lang="en"
# # 01 · Functions: black boxes and chains
#
# {badges}
#
# **Goal:** see a function as a box, couple boxes into a chain, read a landscape from its map, and tell an input from a
# parameter.
#
# **You need:** [lesson 00](00_start_here.ipynb). **Time:** 45 minutes.

# %% [markdown] id="functions" lang="ja" of="ec5f142e"
# # 01 · 関数：ブラックボックスをつなぐ
#
# {badges}
#
# **目標**：関数を箱としてとらえ、箱をつないで合成関数を作り、地図から地形を読み取り、入力とパラメータを区別しましょう。
#
# **必要なもの**：[レッスン 00](00_start_here.ipynb)。**時間**：45 分。

# %%
{bootstrap}

# %%
import numpy as np

from autograd_lib.course import explore
from autograd_lib.course import figures_functions as figures

# %% [markdown] id="box-question" lang="en"
# ## A box with a secret
#
# Here is a box. A number goes in, a number comes out. What happens in between, you cannot see.
#
# **Predict:** 3 becomes 20. What might the box do? "Add 17"? "Times 7, minus 1"?

# %% [markdown] id="box-question" lang="ja" of="4047a772"
# ## 秘密の箱
#
# ここに箱があります。数を入れると、数が出てきます。中で何が起きているかは見えません。
#
# **予想しましょう**：3 が 20 になります。箱は何をしているのでしょう。「17 を足す」？「7 倍して 1 を引く」？

# %%
explore(figures.box, x=(-3, 3, 1))

# %% [markdown] id="box-caption" lang="en"
# *A machine: on the left a green ball with the number 3, named x; an arrow into a closed blue box named f; an arrow out to
# an orange ball with the number 20, named y. The slider x changes what goes in.*
#
# Such a thing is called a **function**. All that counts is what goes in and what comes out. You can use it without
# knowing the inside: a **black box**.
#
# **Try:** one example is not enough. Feed it more. What do −2 and 2 have in common? What is the smallest number that ever
# comes out? Write your guess down; only then lift the lid.
#
# (Without the slider: 0 → 2, 1 → 4, 2 → 10, −2 → 10.)

# %% [markdown] id="box-caption" lang="ja" of="2b9b4d13"
# *機械の図。左に x と書かれた緑の玉があり、数は 3。矢印は f と書かれた青い箱に入ります。箱のふたは閉じています。
# 出てきた矢印の先には y と書かれたオレンジの玉があり、数は 20 です。スライダー x で、入れる数を変えられます。*
#
# このようなものを**関数**と呼びます。大事なのは、何を入れると何が出るか、それだけです。中身を知らなくても使えます。
# だから**ブラックボックス**とも呼ばれます。
#
# **やってみよう**：例が 1 つでは決まりません。もっと入れてみましょう。−2 と 2 に共通することは何ですか。出てくる数のうち、いちばん小さいのはいくつですか。
# 中身を予想して、紙に書きましょう。ふたを開けるのは、そのあとです。
#
# （スライダーがない場合：0 → 2、1 → 4、2 → 10、−2 → 10。）

# %%
explore(figures.box, x=(-3, 3, 1), open=True)

# %% [markdown] id="open-caption" lang="en"
# *The machine with 3 and 20 again; the lid is up. Inside stands 2x² + 2, below it 2·3² + 2.
# Untick "open", and it closes.*
#
# The letter x gives the secret away. It stands for "whatever comes in": square it, double that, add 2. Mathematicians
# write
#
# $$f(x) = 2x^2 + 2, \qquad f(3) = 20$$
#
# and say "f of x". The name x is not special: $f(t) = 2t^2 + 2$ is the same box.
#
# ## The box in Python
#
# **Predict:** what do the three numbers below become? Think twice about the −3.

# %% [markdown] id="open-caption" lang="ja" of="f19a2d06"
# *ふたの開いた機械。入力は 3、出力は 20。中には 2x² + 2 と書かれ、その下に数を入れた 2·3² + 2 が見えます。
# 「open」のチェックを外すと、ふたが閉じます。*
#
# 種明かしをしているのは、x という文字です。x は「入ってきたもの」を表します。それを 2 乗し、2 倍し、2 を足すのです。数学では
#
# $$f(x) = 2x^2 + 2, \qquad f(3) = 20$$
#
# と書き、「エフ・エックス」と読みます。x という名前に特別な意味はありません。$f(t) = 2t^2 + 2$ も同じ箱です。
#
# ## Python で箱を作る
#
# **予想しましょう**：次のセルは、どんな 3 つの数を表示するでしょうか。−3 のところは、よく考えてください。

# %% tags=["nbval-check-output"]
def f(x):
    return 2 * x**2 + 2


print(f(3), f(0), f(-3))

# %% [markdown] id="def-explained" lang="en"
# `def` builds the box, `return` is its exit. f(−3) is 20 as well: a square forgets the sign.
#
# Python computes the power first, then products, then sums, as in mathematics. Now a whole row of numbers goes through
# the same box, as in lesson 00.
#
# **Predict:** from −2 to 2 in steps of 0.25: how many numbers are that? (A fence has one post more than gaps.)

# %% [markdown] id="def-explained" lang="ja" of="118bbc3a"
# `def` が箱を作り、`return` が箱の出口です。f(−3) も 20 です。2 乗すると符号が消えるからです。
#
# Python の計算の順番は数学と同じで、累乗、掛け算、足し算の順です。次は、レッスン 00 のように、たくさんの数をまとめて同じ箱に通します。
#
# **予想しましょう**：−2 から 2 まで 0.25 刻みにすると、数はいくつありますか。（柵の杭の数は、すき間より 1 つ多くなります。）

# %% tags=["nbval-check-output"]
x = np.arange(-2, 2.25, 0.25)
y = f(x)
print(len(x), "numbers in,", len(y), "numbers out; the smallest is", y.min())

# %%
figures.graph(f, x)

# %% [markdown] id="graph-caption" lang="en"
# *The seventeen points (x, f(x)) between −2 and 2 lie on a bowl, open at the top. Five of them are ringed and labeled:
# f(−2) = 10, f(−1) = 4, f(0) = 2, f(1) = 4, f(2) = 10.*
#
# The **graph** of f: each input on its place to the right, each output as its height. A bowl, the same on
# both sides, with its bottom at 2.
#
# ## Three small boxes
#
# Is the box f one machine? Look inside: it takes three small steps, each a function of its own.
#
# $$f_1(x) = x^2 \qquad f_2(x) = 2x \qquad f_3(x) = x + 2$$
#
# **Predict:** send 3 through them, one after the other. Which numbers stand between the boxes?

# %% [markdown] id="graph-caption" lang="ja" of="462ee8c2"
# *−2 から 2 までの 17 個の点 (x, f(x)) が、上に開いたお椀の形に並んでいます。そのうち 5 個には丸と値が付いています。
# f(−2) = 10、f(−1) = 4、f(0) = 2、f(1) = 4、f(2) = 10 です。*
#
# これが f の**グラフ**です。横の位置が入力、高さが出力です。左右対称のお椀の形で、底の高さは 2 です。
#
# ## 小さな箱を 3 つ
#
# f は 1 台の機械でしょうか。中をのぞくと、小さな作業が 3 つ並んでいます。どれも、それだけで 1 つの関数です。
#
# $$f_1(x) = x^2 \qquad f_2(x) = 2x \qquad f_3(x) = x + 2$$
#
# **予想しましょう**：3 を順番に通します。箱と箱のあいだでは、どんな数になるでしょうか。

# %%
figures.chain(x=3)

# %% [markdown] id="chain-caption" lang="en"
# *A chain of three boxes. 3 goes into f₁, which squares: 9. That goes into f₂, which doubles: 18. That goes into f₃, which
# adds 2: 20. Below: y = 2x² + 2 = f(x).*
#
# What leaves one box enters the next. Coupled like this, several functions are one function again: a **composition**. In
# Python you give each number on the way a name:

# %% [markdown] id="chain-caption" lang="ja" of="5ddffcd3"
# *3 つの箱の列。3 が f₁ に入って 2 乗され 9 に、f₂ に入って 2 倍され 18 に、f₃ に入って 2 を足され 20 になります。
# 下に y = 2x² + 2 = f(x) と書かれています。*
#
# 前の箱から出たものが、次の箱に入ります。このようにつなぐと、いくつかの関数がまた 1 つの関数になります。これを**合成関数**と呼びます。
# Python では、途中の数に名前を付けて書きます。

# %%
def f1(x):
    return x**2


def f2(x):
    return 2 * x


def f3(x):
    return x + 2

# %% tags=["nbval-check-output"]
x1 = f1(3)
x2 = f2(x1)
y = f3(x2)
print(x1, x2, y)

# %% [markdown] id="pattern" lang="en"
# Look at these lines once more: *the result of one call is the argument of the next*. You will meet this pattern in every
# lesson. A neural network is such a chain, only longer, and its boxes have numbers inside that can be changed.
#
# The names are not needed. **Predict:** which of the three functions runs first here?

# %% [markdown] id="pattern" lang="ja" of="a6cfb0de"
# この 3 行をもう一度見てください。*前の呼び出しの結果が、次の呼び出しの引数になっています*。このパターンは、これからのレッスンに何度も出てきます。
# ニューラルネットワークも、このような列です。違いは、もっと長いことと、箱の中に調整できる数が入っていることだけです。
#
# 途中の名前はなくてもかまいません。**予想しましょう**：次の式で、最初に実行されるのは 3 つのうちどれでしょうか。

# %% tags=["nbval-check-output"]
f3(f2(f1(3)))

# %% [markdown] id="inside-out" lang="en"
# `f1`, though it stands last: brackets are worked out from the inside. Mathematics writes the same chain as
#
# $$f = f_3 \circ f_2 \circ f_1$$
#
# with "∘" read as "after": f₃ after f₂ after f₁. The number travels from right to left.
#
# **Predict:** three boxes can stand in six orders. Does the order matter? Do some orders agree?

# %% [markdown] id="inside-out" lang="ja" of="dbd0bfe4"
# いちばん右に書かれた `f1` です。かっこは内側から計算されるからです。数学では、同じ列を
#
# $$f = f_3 \circ f_2 \circ f_1$$
#
# と書きます。右の関数を先に使うので、数は右から左へ進みます。
#
# **予想しましょう**：3 つの箱の並べ方は 6 通りあります。順番によって結果は変わるでしょうか。同じ結果になる並べ方はあるでしょうか。

# %%
explore(figures.chain, order=figures.ORDERS, x=(-3, 3, 1))

# %% [markdown] id="order-caption" lang="en"
# *The chain again, with a menu for the order of the three boxes and a slider for x. Below it, the formula of the whole
# chain, and whether it equals f(x).*
#
# **Try:** go through all six orders at x = 3. Which gives the largest number? At x = 0 some orders agree: are they the
# same function?
#
# At x = 3 you find 20, 22, 38, 64, 50, 100: six orders, six functions. Agreeing at one input proves nothing.
#
# ## A function that makes functions
#
# In Python a function is a value like any other. You can hand it over, and you can return it.
#
# **Predict:** `twice` gets a box and builds a new one. What does the last line show?

# %% [markdown] id="order-caption" lang="ja" of="53aec814"
# *同じ箱の列に、3 つの箱の順番を選ぶメニューと、x のスライダーが付いています。下には、列全体の式と、それが f(x) と等しいかどうかが出ます。*
#
# **やってみよう**：x = 3 のまま、6 通りを全部見てみましょう。いちばん大きい数になるのはどの並べ方ですか。x = 0 では、同じ結果になる並べ方が
# あります。それらは同じ関数でしょうか。
#
# x = 3 では 20、22、38、64、50、100 になります。並べ方が 6 通りなら、関数も 6 通りです。1 つの入力で結果が一致しても、
# 同じ関数だとは言えません。
#
# ## 関数を作る関数
#
# Python では、関数もほかの値と同じように扱えます。引数として渡すことも、`return` で返すこともできます。
#
# **予想しましょう**：`twice` は箱を受け取り、新しい箱を作ります。最後の行は何を表示するでしょうか。

# %% tags=["nbval-check-output"]
def twice(box):
    def new_box(x):
        return box(box(x))

    return new_box


four_times = twice(f2)
four_times(5)

# %% [markdown] id="no-brackets" lang="en"
# Doubled twice: 20 again. `twice(f2)` hands over the *box*, without brackets: `f2(...)` would run it. And it returns a
# *box*, `new_box`, again without brackets. Nothing is computed until you call `four_times(5)`.
#
# ## A box with knobs
#
# Learning means to change a box until it fits. So the box needs something to turn. The simplest one:
#
# $$y = w\,x + b$$
#
# Three letters on the right, but not three of a kind. x is the **input**: it comes anew with every question. w and b are
# **parameters**: knobs on the box, which stay where you set them.

# %% [markdown] id="no-brackets" lang="ja" of="a8382bdb"
# 2 倍を 2 回で、また 20 です。`twice(f2)` では*箱そのもの*を渡しています。`f2(...)` と書くと箱を実行してしまうので、かっこは付けません。
# 返すのも、かっこの付かない `new_box`、つまり*箱*です。`four_times(5)` と呼ぶまで、何も計算されません。
#
# ## つまみの付いた箱
#
# 学習とは、箱を少しずつ調整して、データに合わせることです。そのためには、回して調整できるものが必要です。いちばん簡単な箱がこれです。
#
# $$y = w\,x + b$$
#
# 右辺に文字が 3 つありますが、役割は同じではありません。x は**入力**で、問いのたびに新しく入ってきます。w と b は**パラメータ**で、
# 箱に付いたつまみです。一度合わせたら、その位置のままです。

# %%
explore(figures.knobs, w=(-3.0, 3.0, 0.25), b=(-10.0, 10.0, 0.5))

# %% [markdown] id="knobs-caption" lang="en"
# *Left, a box w x + b with two knobs, w = 0.5 and b = 5. Right, its graph, a straight line, and four points. A point on
# the line is a star, here one of them; the others are rings.*
#
# **Try:** turn the knobs until all four points are stars. Which knob tilts the line, which one lifts it?
#
# The points stay: they are **data**. You change w and b, never x. In lesson 03 a program turns the knobs.
#
# It fits at w = 2, b = 2. How does a box keep its knobs? As an **object**: `__init__` sets them, `__call__` says what
# happens when the object is called.
#
# **Predict:** what comes out of this one?

# %% [markdown] id="knobs-caption" lang="ja" of="f878f83f"
# *左は w x + b と書かれた箱。つまみが 2 つあり、w = 0.5、b = 5 です。右はそのグラフの直線と 4 つの点。
# 直線に乗った点は星になります。いまは 1 つだけ星で、残りは丸です。*
#
# **やってみよう**：4 つの点がすべて星になるまで、つまみを回しましょう。直線の傾きを変えるのはどちらですか。上下に動かすのはどちらですか。
#
# 回しているあいだ、点は動きません。点は**データ**だからです。変えるのは w と b で、x ではありません。レッスン 03 では、プログラムが
# つまみを回します。
#
# w = 2、b = 2 でぴったり合います。では、箱はつまみの位置をどうやって覚えておくのでしょう。**オブジェクト**を使います。`__init__` が最初に
# つまみを合わせます。`__call__` には、関数のように呼ばれたときの動作を書きます。
#
# **予想しましょう**：次の箱のつまみは 1 つです。何が出てくるでしょうか。

# %% tags=["nbval-check-output"]
class Shift:
    def __init__(self, b):
        self.b = b

    def __call__(self, x):
        return x + self.b


shift = Shift(2)
shift(18)

# %% [markdown] id="callable" lang="en"
# `Shift(2)` builds a box whose knob stands at 2; `shift(18)` uses it. It looks like a function call, and the box carries
# its parameter with it.
#
# Keep this shape in mind. In lesson 06 a whole network is such an object, and one line computes its prediction:
#
# ```python
# outputs = net(inputs)
# ```
#
# ## Two inputs: a landscape
#
# A box may have two inputs. Ours gets a second one:
#
# $$g(x, y) = 2x^2 + y^2 + 2$$
#
# **Predict:** what are g(3, 0) and g(1, 2)? And what could the "graph" of a function with two inputs look like?

# %% [markdown] id="callable" lang="ja" of="7efd6716"
# `Shift(2)` は、つまみを 2 に合わせた箱を作ります。`shift(18)` は、その箱を使います。見た目は関数の呼び出しですが、箱は自分のパラメータを
# 持ち歩いています。
#
# この形を覚えておきましょう。レッスン 06 では、ネットワーク全体がこのようなオブジェクトになり、予測は 1 行で書けます。
#
# ```python
# outputs = net(inputs)
# ```
#
# ## 入力が 2 つ：地形になる
#
# 入力が 2 つある箱もあります。先ほどの箱に、2 つ目の入力を付けてみましょう。
#
# $$g(x, y) = 2x^2 + y^2 + 2$$
#
# **予想しましょう**：g(3, 0) と g(1, 2) はいくつですか。入力が 2 つの関数の「グラフ」は、どんな形になるでしょうか。

# %% tags=["nbval-check-output"]
def g(x, y):
    return 2 * x**2 + y**2 + 2


print(g(3, 0), g(1, 2))

# %%
figures.surface()

# %% [markdown] id="surface-caption" lang="en"
# *Left, the surface of g above the plane of x and y: a valley, steep to the left and right, gentle to the front and back.
# Right, the same valley seen from above: closed curves around the middle, labeled 3, 4, 6, 8, 10, 12; they are taller than
# wide.*
#
# With y = 0, g is our f: g(3, 0) = 20. Two inputs name a place, the output is its height: a **landscape**.
#
# The right picture is its map. Each line joins places of the same height, as on a hiking map: a **contour line**.

# %% [markdown] id="surface-caption" lang="ja" of="787efb00"
# *左は、xy 平面の上にかいた g の曲面。谷の形で、左右は急、手前と奥はゆるやかです。右は、同じ谷を真上から見た図。
# 中央を囲む閉じた曲線に 3、4、6、8、10、12 の値が付き、曲線は縦長です。*
#
# y = 0 のとき、g は先ほどの f です。g(3, 0) = 20 になります。2 つの入力が場所を決め、出力がその高さになります。つまり**地形**です。
#
# 右はその地図です。登山の地図と同じように、1 本の線は同じ高さの場所を結んでいます。これを**等高線**と呼びます。

# %%
explore(figures.level_line, level=(2.0, 14.0, 0.5))

# %% [markdown] id="level-caption" lang="en"
# *The surface and its map at one height: an orange curve in both pictures. The slider level moves it up and down.*
#
# **Try:** go to 2, then raise the level slowly, like water in the valley. The shore is the contour line.
#
# **Question:** the shore is narrow in x and long in y. In which direction is the slope steeper?

# %% [markdown] id="level-caption" lang="ja" of="f8396b9f"
# *曲面とその地図。どちらにも、1 つの高さの曲線がオレンジでかかれています。スライダー level で上下に動かせます。*
#
# **やってみよう**：2 まで下げてから、谷に水をためるように、level をゆっくり上げましょう。水ぎわの線が等高線です。
#
# **質問**：水ぎわの線は x の方向に短く、y の方向に長くのびています。坂が急なのは、どちらの方向でしょうか。

# %%
explore(figures.cursor, x=(-2.0, 2.0, 0.25), y=(-2.0, 2.0, 0.25))

# %% [markdown] id="cursor-caption" lang="en"
# *One place, marked in both pictures by an orange ball: on the surface at its height, on the map where two dashed lines
# cross. The title says the place and its height.*
#
# In the x direction: the lines lie close together there. **Close lines mean a steep slope.**
#
# **Try:** start at the middle and go 2 to the right; go back, then 2 up on the map. Which walk climbs higher? Can you walk
# once around the valley without climbing at all?

# %% [markdown] id="cursor-caption" lang="ja" of="39060c24"
# *1 つの場所が、両方の図にオレンジの玉で示されています。曲面ではその高さに、地図では 2 本の破線の交わるところにあります。
# 上に、その場所と高さが出ます。*
#
# 答えは x の方向です。その方向では、等高線の間隔がせまくなっています。**間隔がせまいところほど、坂は急です。**
#
# **やってみよう**：中央から右へ 2 進みましょう。中央に戻って、今度は地図の上の方向へ 2 進みましょう。高く登るのはどちらですか。
# 一度も登らずに、谷のまわりを 1 周できますか。

# %% [markdown] id="many" lang="en"
# To the right you climb 2 · 2² = 8, up the map only 2² = 4. And yes: follow a contour line.
#
# A network has thousands of parameters, and the loss it wants to make small depends on all of them: a function of
# thousands of inputs. Nobody can draw that. But the words stay: place, height, slope. What you learn on this valley holds
# there too.

# %% [markdown] id="many" lang="ja" of="218c2f21"
# 右へ進むと 2 · 2² = 8 登りますが、上の方向では 2² = 4 しか登りません。1 周もできます。等高線に沿って歩けばよいのです。
#
# ネットワークには何千ものパラメータがあり、小さくしたい「損失」は、そのすべてで決まります。入力が何千もある関数です。図にかくことはできません。
# けれども、場所、高さ、坂という言葉はそのまま使えます。この谷で学ぶことは、そこでも通用します。

# %% [markdown] id="take-away" lang="en"
# ## What we saw
#
# 1. A function is a box: what goes in decides what comes out. f(x) = 2x² + 2 makes 20 of 3.
# 2. Coupled boxes are one box again; the order matters, and f₃∘f₂∘f₁ runs f₁ first.
# 3. `x1 = f1(x); x2 = f2(x1); y = f3(x2)`: the pattern of everything to come.
# 4. Inputs come anew each time; parameters are knobs that learning turns.
# 5. A function of two inputs is a landscape; close contour lines mean a steep slope.

# %% [markdown] id="take-away" lang="ja" of="aee39ca5"
# ## まとめ
#
# 1. 関数は箱です。入れるものが、出てくるものを決めます。f(x) = 2x² + 2 は 3 を 20 にします。
# 2. つないだ箱は、また 1 つの箱です。順番が大事で、f₃∘f₂∘f₁ では f₁ が最初です。
# 3. `x1 = f1(x); x2 = f2(x1); y = f3(x2)`。これから何度も出てくるパターンです。
# 4. 入力は毎回変わります。パラメータは、学習で回すつまみです。
# 5. 入力が 2 つの関数（2 変数関数）は地形です。等高線の間隔がせまいところは、坂が急です。

# %% [markdown] id="quiz" lang="en"
# ## Three questions
#
# 1. h(x) = f₁(f₃(x)). What is h(3)?
# 2. In the prediction `price = w * area + b`, which of `area`, `w`, `b` does learning change?
# 3. On a map the lines 10, 20, 30 are a finger's width apart in the north and a hand's width in the south. Where do you
#    climb more easily?
#
# <details><summary>Answers</summary>
#
# 1. f₃ first: 3 + 2 = 5; then 5² = 25.
# 2. w and b, the parameters. The area is the input.
# 3. In the south: wide gaps, gentle slope.
#
# </details>
#
# ## Your turn
#
# The [exercises of this lesson](../../exercises/en/01_functions.ipynb): write boxes, couple them, read maps.
#
# Then: [02 · Derivatives: the slope under your feet](02_derivatives.ipynb).

# %% [markdown] id="quiz" lang="ja" of="a4765eec"
# ## 3 つの質問
#
# 1. h(x) = f₁(f₃(x)) とします。h(3) はいくつですか。
# 2. 予測の式 `price = w * area + b` で、学習によって変わるのは `area`、`w`、`b` のどれですか。
# 3. 地図の 10、20、30 の等高線の間隔が、北側では指 1 本分、南側では手のひら 1 つ分です。楽に登れるのはどちら側でしょうか。
#
# <details><summary>答え</summary>
#
# 1. f₃ が先なので 3 + 2 = 5。次に 5² = 25 です。
# 2. パラメータの w と b です。area は入力です。
# 3. 南側です。間隔が広いところは、坂がゆるやかです。
#
# </details>
#
# ## あなたの番です
#
# [このレッスンの演習](../../exercises/ja/01_functions.ipynb)では、箱を書き、つなぎ、地図を読みます。
#
# そのあとは、[02 · 微分：足もとの傾き](02_derivatives.ipynb)へ。
