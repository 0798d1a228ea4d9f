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
#     title: {en: "Derivatives: the slope under your feet", ja: "微分：足もとの傾き"}
#     minutes: 60
#     needs: ["01"]
# ---

# %% [markdown] id="title" lang="en"
# # 02 · Derivatives: the slope under your feet
#
# {badges}
#
# **Goal:** measure how steep a curve is at a single point, with three lines of Python, and know how far to trust the
# number.
#
# **You need:** lesson 01 (functions, $f(x) = 2x^2 + 2$, two inputs). **Time:** 60 minutes.
#
# You walk over a hill at night. You see nothing, and yet your feet tell you at once whether it goes up or down, and
# how steeply. A **derivative** is that feeling as a number. In lesson 03 a machine learns with nothing but this sense
# in its feet.

# %% [markdown] id="title" lang="ja" of="f5933426"
# # 02 · 微分：足もとの傾き
#
# {badges}
#
# **目標**：曲線の 1 点での傾きを Python 3 行で測り、その値をどこまで信じてよいかもわかるようになりましょう。
#
# **必要なもの**：レッスン 01（関数、$f(x) = 2x^2 + 2$、入力が 2 つの関数）。**時間**：60 分。
#
# 夜の山道を歩いていると想像してください。何も見えません。それでも、上りか下りか、どのくらい急かは、
# 足の裏ですぐにわかります。この感覚を数で表すのが**微分**です。レッスン 03 では、
# 機械がこの「足の感覚」だけを頼りに学習します。

# %%
{bootstrap}

# %% [markdown] id="two-points" lang="en"
# ## Two points
#
# Take the function of lesson 01 again: $f(x) = 2x^2 + 2$. You stand at $x = 1$.
#
# **Predict:** how high are you at $x = 1$, and how high at $x = 2$? How much do you climb for each step of length 1?

# %% [markdown] id="two-points" lang="ja" of="3ce9e5b7"
# ## 2 つの点
#
# レッスン 01 の関数 $f(x) = 2x^2 + 2$ をもう一度使います。あなたはいま $x = 1$ に立っています。
#
# **予想しましょう**：$x = 1$ での高さはいくつですか。$x = 2$ ではいくつですか。横に 1 進むあいだに、
# どれだけ登りますか。

# %% tags=["nbval-check-output"]
import math

import autograd_lib as torch
from autograd_lib.course import explore, play
from autograd_lib.course import figures_derivatives as figures


def f(x):
    return 2 * x**2 + 2


rise, run = f(2) - f(1), 2 - 1
print("rise", rise, " run", run, " slope", rise / run)

# %% [markdown] id="nearer" lang="en"
# The **slope** between two points is *rise over run*: how much higher, divided by how far. It is 6 here.
#
# But 6 is an average over the whole way. The curve gets steeper as you walk, so at the very start, at $x = 1$, it must
# be less. How do you measure at *one* point, when a slope needs two?
#
# Let the second point come nearer. Put it at $1 + h$, and make $h$ smaller and smaller.
#
# **Predict:** which number will the slope run towards?

# %% [markdown] id="nearer" lang="ja" of="c4dd6bde"
# 2 点間の**傾き**は「縦の差 ÷ 横の差」、つまりどれだけ高くなったかを、どれだけ進んだかで割ったものです。
# ここでは 6 でした。
#
# ただし、この 6 は道のり全体の平均です。曲線は進むほど急になるので、
# 出発点 $x = 1$ での傾きは 6 より小さいはずです。傾きを測るには 2 つの点が必要なのに、
# **1 点**での傾きはどう測ればよいのでしょうか。
#
# そこで、2 つ目の点を近づけていきましょう。その点を $1 + h$ に置いて、$h$ をどんどん小さくします。
#
# **予想しましょう**：傾きはどんな数に近づいていくでしょうか。

# %% tags=["nbval-check-output"]
for h in (1, 0.5, 0.25, 0.1, 0.01, 0.001):
    slope = (f(1 + h) - f(1)) / h
    print(f"h = {h:<5}  slope = {slope:.3f}")

# %%
explore(figures.secant, h=play(1.0, 0.001))

# %% [markdown] id="secant" lang="en"
# *Left, the curve 2x² + 2 with a triangle from x = 1 to x = 1 + h, for h = 1. The dashed line through both points has
# slope 6; paler lines belong to h = 0.5 and h = 0.25; the dotted line touches the curve at x = 1. Right, the slope
# against h: 6, 5, 4.5, down towards 4.*
#
# The line through two points of a curve is a **secant**. Press play, or make $h$ smaller with the slider: the secant turns
# about the point at 1 until it lies on the dotted line. That line is the **tangent**. Its slope, 4, is the **derivative** of $f$
# at 1, written $f'(1) = 4$.

# %% [markdown] id="secant" lang="ja" of="d36749b4"
# *左は曲線 2x² + 2 と、x = 1 から x = 1 + h までの三角形（h = 1）です。2 点を通る破線の傾きは 6、
# 薄い線は h = 0.5 と h = 0.25 のときの直線、点線は x = 1 で曲線に接する直線です。
# 右は h に対する傾きのグラフで、6、5、4.5 と下がり、4 に近づきます。*
#
# 曲線上の 2 点を通る直線を**割線**といいます。再生ボタンを押すか、スライダーで $h$ を小さくしてみましょう。
# 割線は $x = 1$ の点を中心に回り、やがて点線に重なります。この点線が**接線**です。接線の傾き 4 を、$f$ の $x = 1$ における
# **微分係数**といい、$f'(1) = 4$ と書きます。

# %% [markdown] id="limit" lang="en"
# ## Where the 4 comes from
#
# Work it out: $f(1 + h) = 2(1 + h)^2 + 2 = 4 + 4h + 2h^2$. Take away $f(1) = 4$ and divide by $h$: what remains is
# $4 + 2h$. Compare it with the table. As $h$ shrinks away, 4 stays. For any $f$ and $x$ one writes
#
# $$f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}$$
#
# and reads: the number that the slope comes close to, as close as you like, when $h$ comes close to 0. (Putting $h = 0$
# itself gives 0/0, which is no number.) **Try:** exercise 02.1.
#
# Now look at the place where you stand through a magnifying glass. **Predict:** what shape does the curve have there?

# %% [markdown] id="limit" lang="ja" of="23988ecb"
# ## この 4 はどこから来たのか
#
# 計算してみましょう。$f(1 + h) = 2(1 + h)^2 + 2 = 4 + 4h + 2h^2$ です。$f(1) = 4$ を引いて $h$ で割ると、
# $4 + 2h$ が残ります。上の表と見比べてください。$h$ が 0 に近づくと、4 だけが残ります。一般の $f$ と $x$ では、
# 次のように書きます。
#
# $$f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}$$
#
# 「$h$ を 0 に近づけるとき、傾きが限りなく近づいていく値」と読みます（$h = 0$ そのものを入れると 0/0 となり、
# 値は決まりません）。**やってみよう**：問題 02.1。
#
# では、いま立っている場所を虫めがねでのぞいてみます。**予想しましょう**：曲線はどんな形に見えるでしょうか。

# %%
figures.zoom()

# %% [markdown] id="zoom" lang="en"
# *The curve around x = 1, then the small square in its middle enlarged ten times, then a hundred times. The bent curve
# becomes a straight line of slope 4, on top of its dotted tangent.*
#
# Close up, a smooth curve *is* its tangent, as far as anyone can see. That is why a slope at one point makes sense.
#
# ## A slope at every point
#
# Not only $x = 1$ has a slope. **Predict:** what is it at 0? And at −1?

# %% [markdown] id="zoom" lang="ja" of="8fef4234"
# *x = 1 のまわりの曲線と、中央の小さな四角を 10 倍、100 倍に拡大したもの。曲がっていた曲線が、点線の接線に重なり、
# 傾き 4 の直線に見えてきます。*
#
# なめらかな曲線は、近くで見れば接線と見分けがつきません。だからこそ「1 点での傾き」に意味があるのです。
#
# ## どの点にも傾きがある
#
# 傾きがあるのは $x = 1$ だけではありません。**予想しましょう**：0 での傾きはいくつですか。−1 では？

# %% tags=["nbval-check-output"]
def slope(f, x, h=1e-6):
    return (f(x + h) - f(x)) / h


for x in (-2, -1, 0, 1, 2):
    print(f"x = {x:>2}   height {f(x):>2}   slope {slope(f, x):6.3f}")

# %% [markdown] id="function-of-slopes" lang="en"
# Each slope is four times its $x$. So the slopes are a function too: $f'(x) = 4x$, the **derivative** of $f$. Left of 0
# you walk downhill: the slope is negative.
#
# At $x = 1$ height and slope are both 4. That is a coincidence: at $x = 2$ the height is 10 and the slope 8. *How high*
# and *how steep* are two different questions.

# %% [markdown] id="function-of-slopes" lang="ja" of="1b50ca2e"
# どの傾きも $x$ の 4 倍です。つまり傾きもまた 1 つの関数 $f'(x) = 4x$ になっています。
# これを $f$ の**導関数**といいます（ある 1 点での値が微分係数、各点の微分係数を値とする関数が導関数です）。
# 0 より左では下り坂なので、傾きは負になります。
#
# $x = 1$ では高さも傾きも 4 ですが、これは偶然です。$x = 2$ では高さが 10、傾きが 8 です。
# 「どれだけ高いか」と「どれだけ急か」は別の問いです。

# %%
explore(figures.slope_along, curve=list(figures.CURVES), x=play(-2.0, 2.0, 0.1))

# %% [markdown] id="step" lang="en"
# *Above, the curve with a short piece of tangent at x = 1 and paler pieces elsewhere. Below, at the same x, the slopes
# as a curve of their own: shaded where they are positive, striped where they are negative.*
#
# Choose x³ − 3x and move $x$. Where does the lower curve cross zero, and what does the upper one do there?
# **Try:** exercise 02.2.
#
# ## What a slope is good for
#
# You know $f(1) = 4$ and $f'(1) = 4$. **Predict,** without computing $f$: how much does $f$ grow when $x$ goes from 1
# to 1.1?

# %% [markdown] id="step" lang="ja" of="b8b82933"
# *上は曲線と、x = 1 での短い接線（薄いものはほかの点での接線）。下は同じ x での傾きをグラフにしたもので、
# 正のところは塗りつぶし、負のところは斜線です。*
#
# x³ − 3x を選んで $x$ を動かしてみましょう。下の曲線が 0 を横切るのはどこですか。
# そのとき上の曲線はどうなっていますか。**やってみよう**：問題 02.2。
#
# ## 傾きは何の役に立つのか
#
# $f(1) = 4$ と $f'(1) = 4$ がわかっています。**予想しましょう**：$f$ を計算せずに答えてください。
# $x$ が 1 から 1.1 に進むと、$f$ はどれだけ増えますか。

# %% tags=["nbval-check-output"]
dx = 0.1
dy = f(1 + dx) - f(1)
print(f"true change {dy:.2f},  slope times step {4 * dx:.2f}")

# %%
explore(figures.step, dx=(-1.0, 1.0, 0.1))

# %% [markdown] id="signs" lang="en"
# *Left, the curve and its tangent at x = 1, and one step dx = 0.5: the tangent climbs 2, the curve 2.5. Right, the gap
# between them against dx, a parabola with its lowest point, 0, at dx = 0.*
#
# For a small step, $dy \approx f'(x)\,dx$. Make the step ten times smaller and the gap gets a hundred times smaller. This
# one line is how machines learn: who knows the slope knows which small step leads down.
#
# ## What the sign tells
#
# x³ − 3x climbs, falls, and climbs again. **Predict:** which sign does its slope have on each stretch, and what is the
# slope at the two turning points?

# %% [markdown] id="signs" lang="ja" of="fcc02f91"
# *左は曲線と x = 1 での接線。dx = 0.5 だけ進むと、接線は 2、曲線は 2.5 登ります。右は dx に対する両者のずれで、
# dx = 0 で 0 になる放物線です。*
#
# 小さな一歩なら $dy \approx f'(x)\,dx$ が成り立ちます。歩幅を 10 分の 1 にすると、ずれは 100 分の 1 になります。
# 機械学習を支えているのは、この 1 行の式です。傾きがわかれば、どちらへ小さく動けば下がるかがわかるからです。
#
# ## 符号が教えてくれること
#
# x³ − 3x は登り、下り、また登ります。**予想しましょう**：それぞれの区間で傾きの符号はどうなりますか。
# 上りと下りが入れかわる 2 つの点では、傾きはいくつですか。

# %%
figures.signs()

# %% [markdown] id="turning" lang="en"
# *Left, x³ − 3x climbs (solid) to a maximum at x = −1, falls (dashed) to a minimum at x = 1 and climbs again; below it
# the signs of the slope: plus, 0, minus, 0, plus. Right, x³ climbs, is level for an instant at x = 0, and climbs on: plus,
# 0, plus.*
#
# Plus means up, minus means down. Where plus turns into minus stands a **maximum**; where minus turns into plus, a
# **minimum**. Both together are called **extrema**.
#
# **Predict** the slopes of x³ around 0. Do they change their sign?

# %% [markdown] id="turning" lang="ja" of="bd42a70b"
# *左の x³ − 3x は、x = −1 の極大まで登り（実線）、x = 1 の極小まで下り（破線）、また登ります。
# 下の帯は傾きの符号で、+、0、−、0、+ です。右の x³ は登り、x = 0 で一瞬水平になり、そのまま登り続けます。
# 符号は +、0、+ です。*
#
# 正なら上り、負なら下りです。符号が正から負に変わるところで**極大**に、負から正に変わるところで**極小**になります。
# 極大値と極小値を合わせて**極値**といいます。
#
# **予想しましょう**：0 のまわりで、x³ の傾きはどうなるでしょうか。符号は変わりますか。

# %% tags=["nbval-check-output"]
def cube(x):
    return x**3


for x in (-0.2, -0.1, 0, 0.1, 0.2):
    print(f"x = {x:>4}   slope of x³ = {slope(cube, x):.2f}")

# %% [markdown] id="careful-zero" lang="en"
# > **Careful.** You may read that wherever $f'(x) = 0$ there is a maximum or a minimum. x³ says no: its slope at 0 is 0,
# > but positive on both sides. The other direction holds: at an extremum of a smooth curve (not at its ends) the slope
# > is 0. And a minimum is the lowest place *nearby*, perhaps not of all. So "make the loss smallest" is not the task
# > "solve $f'(x) = 0$". Gradient descent solves no equation: it walks downhill.
#
# **Try:** exercise 02.4.
#
# ## A better quotient
#
# Our second point lies on the right. Why not on the left? Or one on each side? **Predict:** which comes nearest to the
# slope of sin at 1?

# %% [markdown] id="careful-zero" lang="ja" of="dd5147f2"
# > **注意**：「$f'(x) = 0$ となる点で極大か極小になる」という説明を見かけますが、x³ がその反例です。
# > 0 での傾きは 0 ですが、左でも右でも正のままです。正しいのは逆向きで、
# > なめらかな曲線の極値（端の点は除く）では傾きが必ず 0 になります。また、極小とは「近くでいちばん低い」ということで、
# > 全体で最小とは限りません。ですから「損失を最小にする」ことと「$f'(x) = 0$ を解く」ことは同じではありません。
# > 勾配降下法は方程式を解くのではなく、ただ坂を下っていきます。
#
# **やってみよう**：問題 02.4。
#
# ## もっとよい差分
#
# 2 つ目の点は右側に置いていました。左側ではだめでしょうか。両側に 1 つずつ置いたらどうでしょう。
# **予想しましょう**：sin の $x = 1$ での傾きにいちばん近いのは、3 つのうちどれでしょうか。

# %%
explore(figures.quotients, h=(0.1, 1.0, 0.1))

# %% [markdown] id="central" lang="en"
# *Three times sin with its dotted tangent at x = 1, slope 0.540, and a dashed secant for h = 0.6. From x to x + h: slope
# 0.264, too flat. From x − h to x: 0.753, too steep. From x − h to x + h: 0.508, nearly parallel to the tangent.*
#
# They are called the **forward**, the **backward** and the **central difference**. One side errs upwards, the other
# downwards; the central difference takes both, and most of the error cancels. (Its points lie $2h$ apart, so it divides
# by $2h$.)
#
# **Predict:** at $h = 0.1$, how many times better is it?

# %% [markdown] id="central" lang="ja" of="c5d8c3fd"
# *3 つとも sin と x = 1 での接線（点線、傾き 0.540）、h = 0.6 の割線（破線）です。
# x から x + h では傾き 0.264 で緩すぎ、x − h から x では 0.753 で急すぎます。x − h から x + h では 0.508 で、
# 接線とほぼ平行です。*
#
# 順に**前進差分**、**後退差分**、**中心差分**といいます。片側だけの差分は、一方が大きすぎ、他方が小さすぎます。
# 中心差分は両側を使うので、誤差の大部分が打ち消し合います（2 点の間隔は $2h$ なので、$2h$ で割ります）。
#
# **予想しましょう**：$h = 0.1$ のとき、中心差分は前進差分の何倍正確でしょうか。

# %% tags=["nbval-check-output"]
h, exact = 0.1, math.cos(1)
forward = (math.sin(1 + h) - math.sin(1)) / h
central = (math.sin(1 + h) - math.sin(1 - h)) / (2 * h)
print(f"forward error {abs(forward - exact):.1e},  central error {abs(central - exact):.1e}")

# %% [markdown] id="smaller" lang="en"
# Nearly fifty times better. And with an $h$ ten times smaller the forward error shrinks ten times, the central one a hundred
# times. **Try:** exercise 02.3.
#
# ## Smaller, smaller, smaller?
#
# So you take $h = 10^{-15}$ and have the slope to fifteen digits. **Predict:** true?

# %% [markdown] id="smaller" lang="ja" of="d9872ca8"
# 誤差は 50 分の 1 近くになりました。さらに $h$ を 10 分の 1 にすると、前進差分の誤差は 10 分の 1 に、
# 中心差分の誤差は 100 分の 1 になります。**やってみよう**：問題 02.3。
#
# ## 小さければ小さいほどよい？
#
# それなら $h = 10^{-15}$ にすれば、傾きが 15 桁まで正しく求まるはずです。**予想しましょう**：本当でしょうか。

# %%
for n in (1, 3, 5, 8, 11, 15):
    h = 10.0**-n
    forward = (math.sin(1 + h) - math.sin(1)) / h
    central = (math.sin(1 + h) - math.sin(1 - h)) / (2 * h)
    print(f"h = 1e-{n:02}   errors {abs(forward - exact):.0e} {abs(central - exact):.0e}")
figures.errors()

# %% [markdown] id="round-off" lang="en"
# *The error against h, both axes logarithmic, h shrinking to the right. Forward (circles) falls until h = 10⁻⁸, central
# (squares) falls twice as steeply until h = 10⁻⁵. Then both run into a rising wall, ε/h, and climb with it.*
#
# The wall is **round-off**. Python keeps about 16 digits: below $\varepsilon \approx 10^{-16}$ all is noise. Two nearly equal
# heights agree in most of their digits; subtract them and mainly noise is left. Then you divide the noise by a tiny $h$.
#
# The best $h$ lies where the two errors meet: about $10^{-8}$ forward, $10^{-5}$ central. **Try:** exercise 02.6.

# %% [markdown] id="round-off" lang="ja" of="256a6aa2"
# *h に対する誤差（両対数グラフ、右へ行くほど h が小さい）。前進差分（丸）は h = 10⁻⁸ まで、
# 中心差分（四角）はその 2 倍の傾きで h = 10⁻⁵ まで下がります。その先では、どちらも右上がりの壁 ε/h にぶつかり、
# 壁に沿って上がっていきます。*
#
# この壁の正体は**丸め誤差**です。Python の小数は約 16 桁までしか記録されず、
# $\varepsilon \approx 10^{-16}$ より細かいところは雑音です。ほとんど同じ 2 つの高さは上位の桁が一致しているので、
# 引き算すると雑音ばかりが残ります（桁落ち）。それを小さな $h$ で割れば、雑音は何倍にも膨らみます。
#
# 2 つの誤差がつり合うところが最良の $h$ です。前進差分なら約 $10^{-8}$、中心差分なら約 $10^{-5}$ です。
# **やってみよう**：問題 02.6。

# %% [markdown] id="corner" lang="en"
# ## A place without a slope
#
# The function $|x|$ drops the sign: $|-3| = 3$. Its curve comes down, meets 0, and goes up.
#
# **Predict:** what is its slope at 0? Ask the right side, the left side, and the central difference.

# %% [markdown] id="corner" lang="ja" of="cb694e9c"
# ## 傾きのない場所
#
# 絶対値 $|x|$ は符号を取り除く関数です（$|-3| = 3$）。グラフは下がってきて 0 に達し、また上がっていきます。
#
# **予想しましょう**：0 での傾きはいくつでしょうか。右側、左側、そして中心差分に聞いてみましょう。

# %% tags=["nbval-check-output"]
h = 0.001
print("right  ", (abs(0 + h) - abs(0)) / h)
print("left   ", (abs(0) - abs(0 - h)) / h)
print("central", (abs(0 + h) - abs(0 - h)) / (2 * h))
figures.zoom("|x|")

# %% [markdown] id="careful-corner" lang="en"
# *The curve |x| around 0, enlarged ten and a hundred times. It stays the same corner each time: slope −1 on the left, +1
# on the right.*
#
# Enlarge a corner as much as you like, it stays a corner. Left and right never agree: $|x|$ has **no derivative** at 0.
#
# > **Careful.** The central difference said 0, without a word of doubt. It does not look at the point itself. Neural
# > networks are full of such corners (ReLU, lesson 06). There PyTorch *agrees on* a value, 0.

# %% [markdown] id="careful-corner" lang="ja" of="6c28e408"
# *0 のまわりの |x| を 10 倍、100 倍に拡大したもの。何倍にしても同じ角（かど）のままで、左の傾きは −1、右の傾きは +1 です。*
#
# 角はどれだけ拡大しても角のままです。左と右の傾きは、どこまでいっても一致しません。$|x|$ は 0 で**微分できません**。
#
# > **注意**：中心差分は、少しも迷わずに 0 と答えました。その点そのものを見ていないからです。
# > ニューラルネットワークにはこのような角がたくさんあります（レッスン 06 の ReLU）。PyTorch では、
# > そこでの値を 0 と「決めて」います。

# %% [markdown] id="two-inputs" lang="en"
# ## Two inputs, two slopes
#
# Now the surface of lesson 01, $g(x, y) = 2x^2 + y^2 + 2$. You stand at $(1, 1)$. How steep is it there?
#
# It depends on where you turn. So ask two simpler questions: how steep along $x$, if $y$ does not move? How steep along
# $y$, if $x$ does not move? **Predict** both.

# %% [markdown] id="two-inputs" lang="ja" of="3402fa3c"
# ## 入力が 2 つなら、傾きも 2 つ
#
# 今度はレッスン 01 の曲面 $g(x, y) = 2x^2 + y^2 + 2$ です。あなたは $(1, 1)$ に立っています。
# そこはどのくらい急でしょうか。
#
# 答えは、どちらを向くかで変わります。そこで、もっとやさしい 2 つの問いに分けます。
# $y$ を固定して $x$ の方向に進むと、どのくらい急ですか。$x$ を固定して $y$ の方向に進むとどうですか。
# どちらも**予想しましょう**。

# %% tags=["nbval-check-output"]
def g(x, y):
    return 2 * x**2 + y**2 + 2


h = 1e-6
print(f"along x: {(g(1 + h, 1) - g(1, 1)) / h:.3f}")
print(f"along y: {(g(1, 1 + h) - g(1, 1)) / h:.3f}")

# %%
explore(figures.cut, plane={"y = const": "y", "x = const": "x"}, x=(-1.4, 1.4, 0.2), y=(-1.4, 1.4, 0.2))

# %% [markdown] id="partial" lang="en"
# *Left, the surface cut open along the plane y = 1; the part in front of it is only a net. The cut shows an orange
# curve with its dotted tangent at (1, 1). Right, the same cut seen from the front: the curve 2x² + 3 with slope 4.*
#
# To hold $y$ fixed is to cut the surface with a plane. The edge of the cut is an ordinary curve with an ordinary slope:
# the **partial derivative** $\partial g / \partial x = 4$. The other plane gives $\partial g / \partial y = 2$.
#
# All of them in a list, $(4, 2)$, are the **gradient**, a word for the slope of a road. "Computing gradients" means
# computing all partial derivatives. **Try:** exercise 02.5.

# %% [markdown] id="partial" lang="ja" of="0e3b1dfc"
# *左は平面 y = 1 で切り開いた曲面（手前側は網目だけ残してあります）。切り口にはオレンジの曲線と、
# (1, 1) での接線（点線）が見えます。右は同じ切り口を正面から見たもので、曲線 2x² + 3 の傾きは 4 です。*
#
# $y$ を固定することは、曲面を平面で切ることです。切り口はふつうの曲線なので、傾きもこれまでどおり測れます。
# この傾きが**偏微分**（偏微分係数）で、$\partial g / \partial x = 4$ と書きます。
# もう一方の平面を選ぶと $\partial g / \partial y = 2$ です。
#
# 偏微分を全部並べた $(4, 2)$ が**勾配**（gradient）です。勾配とはもともと坂道の傾きのことです。
# PyTorch で「勾配を計算する」といえば、すべての偏微分を求めることを指します。**やってみよう**：問題 02.5。

# %% [markdown] id="many" lang="en"
# ## A hundred thousand slopes
#
# The digit reader of lesson 07 has 101,770 parameters, and needs the slope for each of them at every step. **Predict:**
# how often must you run the network to get them all by central differences?
#
# And how does PyTorch get its slopes? Give it our $f$ and ask for the slope at 1.

# %% [markdown] id="many" lang="ja" of="9b516a4d"
# ## 10 万個の傾き
#
# レッスン 07 の手書き数字を読むネットワークには、パラメータが 101,770 個あります。学習を一歩進めるたびに、
# そのすべてについて傾きが必要です。**予想しましょう**：中心差分で求めるとしたら、
# ネットワークを何回動かすことになるでしょうか。
#
# そして、PyTorch はどうやって傾きを求めているのでしょうか。いつもの $f$ を渡して、$x = 1$ での傾きを聞いてみます。

# %% tags=["nbval-check-output"]
print(f"{2 * 101_770:,} runs of the network")

x = torch.tensor(1.0, requires_grad=True)
y = 2 * x**2 + 2
y.backward()
print(x.grad)

# %% [markdown] id="careful-pytorch" lang="en"
# Differences: 203,540 runs, for a single step. By hand, on paper: years, and many mistakes. PyTorch: exactly 4, at once.
# Where is the $h$?
#
# > **Careful.** You may read that frameworks like PyTorch differentiate numerically, with small differences. They do not.
# > Each operation knows its own exact rule, and `backward()` chains the rules together: one walk back gives *all* slopes,
# > without any $h$. Lesson 05 shows how, in lesson 08 you build it.
#
# Difference quotients keep another job: they are the *test*. Every rule in this library has been compared with a central
# difference.

# %% [markdown] id="careful-pytorch" lang="ja" of="a0e893a4"
# 差分なら、たった一歩のために 203,540 回です。紙の上で微分すれば何年もかかり、間違いも避けられません。
# ところが PyTorch は、すぐにちょうど 4 と答えました。$h$ はどこへ行ったのでしょうか。
#
# > **注意**：「PyTorch などのフレームワークは、小さな差分を使った数値微分で計算している」という説明がありますが、
# > 誤りです。どの演算も自分の正確な微分の規則を知っていて、`backward()` がそれをつなぎ合わせます。
# > 後ろ向きに一度たどるだけで、**すべての**傾きが $h$ なしで求まります。仕組みはレッスン 05 で見て、
# > レッスン 08 で自分の手で作ります。
#
# 差分には別の役目があります。検算です。このライブラリの規則は、どれも中心差分と比べて確かめてあります。

# %% [markdown] id="summary" lang="en"
# ## What you take along
#
# 1. A slope is rise over run; let the run shrink, and the secant becomes the tangent. Its slope is the derivative.
# 2. $dy \approx f'(x)\,dx$: the slope foretells what a small step does.
# 3. Plus climbs, minus falls. An extremum needs slope 0 *and* a change of sign: x³ has only the first.
# 4. The central difference beats the forward one, but too small an $h$ drowns in round-off.
# 5. One slope for each input, the others held still: partial derivatives. Together: the gradient.

# %% [markdown] id="summary" lang="ja" of="ea2d456c"
# ## まとめ
#
# 1. 傾きは「縦の差 ÷ 横の差」。横の差を縮めていくと割線は接線になり、その傾きが微分係数です。
# 2. $dy \approx f'(x)\,dx$。傾きがわかれば、小さな一歩の結果を予測できます。
# 3. 正なら上り、負なら下り。極値には「傾きが 0」と「符号が変わる」の両方が必要です。x³ は前者しか満たしません。
# 4. 中心差分は前進差分より正確です。ただし $h$ が小さすぎると、丸め誤差に埋もれます。
# 5. ほかの入力を固定して、入力ごとに 1 つずつ測る傾きが偏微分。全部並べると勾配です。

# %% [markdown] id="quiz" lang="en"
# ## Three questions
#
# 1. $f'(3) = -5$. Roughly how does $f$ change when $x$ goes from 3 to 3.01?
# 2. The slope is 0 at $x = 2$, and positive just left and just right of it. Maximum, minimum, or neither?
# 3. Why does the central difference of $2x^2 + 2$ give exactly 4 at $x = 1$, whatever $h$ you take?
#
# <details><summary>Answers</summary>
#
# 1. It falls by about 0.05.
# 2. Neither: the sign does not change.
# 3. $f(1 + h) - f(1 - h) = 8h$: the $2h^2$ of both sides cancel. Divided by $2h$, that is 4.
#
# </details>
#
# Now it is your turn: [the exercises of lesson 02](../../exercises/en/02_derivatives.ipynb).
#
# Then: [03 · Gradient descent: a hill in fog](03_gradient_descent.ipynb).

# %% [markdown] id="quiz" lang="ja" of="f46c3f57"
# ## 3 つの質問
#
# 1. $f'(3) = -5$ です。$x$ が 3 から 3.01 に進むと、$f$ はおよそどれだけ変わりますか。
# 2. $x = 2$ で傾きが 0、そのすぐ左でもすぐ右でも傾きは正です。極大、極小、どちらでもない、のどれですか。
# 3. $2x^2 + 2$ の $x = 1$ での中心差分は、$h$ がいくつでもちょうど 4 になります。なぜでしょうか。
#
# <details><summary>答え</summary>
#
# 1. およそ 0.05 減ります。
# 2. どちらでもありません。符号が変わらないからです。
# 3. $f(1 + h) - f(1 - h) = 8h$ となり、両側の $2h^2$ が打ち消し合うからです。$2h$ で割ると 4 です。
#
# </details>
#
# 次はあなたの番です：[レッスン 02 の演習](../../exercises/ja/02_derivatives.ipynb)
#
# そのあとは、[03 · 勾配降下法：霧の中の山](03_gradient_descent.ipynb)へ。
