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
#     title: {en: "Gradient descent: a hill in fog", ja: "勾配降下法：霧の中の山"}
#     minutes: 60
#     needs: ["02"]
# ---

# %% [markdown] id="title" lang="en"
# # 03 · Gradient descent: a hill in fog
#
# {badges}
#
# **Goal:** find the top of a hill that you cannot see, turn the same rule around, and let a program find the parameters
# of a model with it.
#
# **You need:** lesson 02 (slope, central difference, gradient). **Time:** 60 minutes.
#
# A machine that learns does what this climber does. The rule fits into one line of Python, and it needs no more than a
# compass, a tape measure and a GPS.

# %% [markdown] id="title" lang="ja" of="5028e180"
# # 03 · 勾配降下法：霧の中の山
#
# {badges}
#
# **目標**：見えない山の頂上を探し当て、同じ規則を逆向きに使って、モデルのパラメータをプログラムに見つけさせましょう。
#
# **必要なもの**：レッスン 02（傾き、中心差分、勾配）。**時間**：60 分。
#
# 学習する機械も、この登山者と同じことをしています。規則は Python 1 行に収まり、
# 必要な道具は、コンパスと巻き尺と GPS だけです。

# %%
{bootstrap}

# %% [markdown] id="story" lang="en"
# ## A hill in fog
#
# You stand on a hillside and want to reach the top. But there is fog: you see one meter of ground around you, and no
# more. There are no trees, no cliffs, nothing in your way. In your bag are
#
# - a **compass**, so you know where north is,
# - a **tape measure**, so you know how long a meter is,
# - a **GPS**, which shows how high you are, to the centimeter.
#
# **Predict:** what would you do?

# %% [markdown] id="story" lang="ja" of="36a565a6"
# ## 霧の中の山
#
# あなたは山の斜面に立っていて、頂上を目指しています。ところが霧が深く、まわり 1 m の地面しか見えません。
# 木も崖もなく、どの方向へも歩けます。リュックに入っているのは、次の 3 つです。
#
# - 北がどちらかわかる**コンパス**
# - 1 m を正確に測れる**巻き尺**
# - いまいる場所の高さがセンチメートル単位でわかる **GPS**
#
# **予想しましょう**：あなたならどうしますか。

# %% tags=["nbval-check-output"]
import math

import autograd_lib as torch
from autograd_lib.course import climb, explore, figures_descent, figures_hill, hill, play

print(hill.readings((0, 0)))
figures_hill.fog()

# %% [markdown] id="fog" lang="en"
# *A hiker in gray fog; only a disc of one meter is clear. One meter away the ground is 10 cm higher in the north, 20 cm
# in the east, 10 cm lower in the south, 20 cm in the west. Beside it a compass and a GPS: 817.58 m.*
#
# You walk one meter to the north, read the GPS, and come back. The same to the east, south and west: `hill.readings`
# gives these numbers, in centimeters. Close up, the ground is a tilted board: the south repeats the north with a minus
# sign. Two numbers tell it all.
#
# **Predict:** +10 cm to the north, +20 cm to the east. Which direction is steepest? And how steep is it there?

# %% [markdown] id="fog" lang="ja" of="cb495250"
# *灰色の霧の中の登山者。まわり 1 m の円の中だけ地面が見え、東へ巻き尺が伸びています。1 m 先の地面は、北が 10 cm、
# 東が 20 cm 高く、南が 10 cm、西が 20 cm 低くなっています。右はコンパスと、817.58 m を示す GPS です。*
#
# 北へ 1 m 進み、GPS を読んで、戻ってきます。東、南、西でも同じことをします。こうして得られる 4 つの数（単位はセンチメートル）が、
# `hill.readings` の返す測定値です。近くで見れば、斜面は傾いた 1 枚の板のようなものです。だから、南は北の、西は東の符号を
# 変えただけの数になります。北と東の 2 つの数がわかれば十分です。
#
# **予想しましょう**：北は +10 cm、東は +20 cm です。いちばん急なのはどの方向でしょうか。そこでの傾きはどのくらいでしょうか。

# %% tags=["nbval-check-output"]
east, north = 20, 10  # centimeters up, one meter away

steepest = math.hypot(east, north)  # the long side: the root of 20² + 10²
heading = math.degrees(math.atan2(east, north))  # its angle, from north
print(f"{steepest:.2f} cm for one meter, heading {heading:.1f} degrees east of north")
explore(figures_hill.heading, heading=(0, 360))

# %% [markdown] id="heading" lang="en"
# *Left, a right triangle: 20 cm to the east, 10 cm to the north; its long side, 22.36 cm, points 63.4° away from north.
# Right, how much you climb in one meter, for every heading: a wave through the four readings, highest at 63.4°.*
#
# Lay the two readings together as arrows. The long side of the triangle, the **hypotenuse**, gives both answers at
# once: its direction is the steepest one, and its length is the climb for one meter.
#
# Turn the slider. At which two headings do you neither climb nor fall? At what angle to the steepest one?

# %% [markdown] id="heading" lang="ja" of="f0439645"
# *左は直角三角形。東へ 20 cm、北へ 10 cm で、斜辺は 22.36 cm、北から 63.4° の向きです。右は、1 m 進むと何 cm 登るかを
# 向きごとに示した波形の曲線。4 つの測定値を通り、63.4° で最も高くなります。*
#
# 2 つの測定値を矢印としてつなげてみましょう。できた直角三角形の**斜辺**が、2 つの答えを同時に教えてくれます。
# 斜辺の向きがいちばん急な方向、斜辺の長さがその方向へ 1 m 進んだときに登る高さです。
#
# スライダーを動かしてみましょう。登りも下りもしない向きが 2 つあります。それは、いちばん急な向きとどんな角度になっていますか。

# %% [markdown] id="units" lang="en"
# At 153° and 333°, at right angles to it: along a contour line.
#
# > **Careful.** 20 cm is a difference of heights. Divide it by the meter walked, in the same unit, and it becomes a
# > *slope*: 0.20 m / 1 m = 0.20. Mix cm and m, and you are wrong by a factor of 100. The slopes to the east and to the
# > north, (0.20, 0.10), are the **gradient** of lesson 02.
#
# > **Careful.** A compass counts clockwise, from north. Mathematics counts counterclockwise, from the $x$ axis, here
# > east: 26.6°. So the code says `atan2(east, north)`.
#
# **The rule of your step:** walk 100 times as far as the ground is steep, up. **Predict:** where do you arrive?

# %% [markdown] id="units" lang="ja" of="189ef70d"
# 153° と 333° で、いちばん急な向きと直角です。このとき、あなたは等高線に沿って歩いています。
#
# > **注意**：20 cm は高さの「差」です。歩いた 1 m で、単位をそろえて割ると、はじめて「傾き」になります。
# > 0.20 m ÷ 1 m = 0.20 です。cm と m を混ぜると 100 倍もずれてしまいます。東と北の傾きを並べた (0.20, 0.10) が、
# > レッスン 02 の**勾配**です。
#
# > **注意**：コンパスの角度は、北から時計回りに測ります。数学では x 軸（ここでは東）から反時計回りに測るので、
# > 同じ向きが 26.6° になります。コードが `atan2(east, north)` の順になっているのはそのためです。
#
# **一歩の規則**：いちばん急な上りの方向へ、傾きの大きさの 100 倍の距離を歩きます。
# **予想しましょう**：どこに着くでしょうか。

# %% tags=["nbval-check-output"]
slope_east, slope_north = east / 100, north / 100  # meters up, for one meter walked

step_east, step_north = 100 * slope_east, 100 * slope_north
length = math.hypot(step_east, step_north)
print(f"{step_east:.0f} m east, {step_north:.0f} m north: {length:.2f} m")
assert round(length, 2) == 22.36 and round(heading, 1) == 63.4

# %% [markdown] id="again" lang="en"
# You walk 22.36 m and stand 20 m to the east and 10 m to the north. Both coordinates change, each by *its own* slope;
# the 22.36 is only the length of the way. **Try:** exercise 03.1.
#
# Then you do it all again: four readings, one step. **Play it yourself.** Below your first step is made. Set compass
# and tape, walk, and read the four numbers anew. No rule binds you. Lift the fog when you believe that you stand on the
# top: then you are compared with the rule, which has made as many steps and as many readings as you.
#
# **Predict:** how many steps do you need until all four numbers are 0? Will you beat the rule?

# %% [markdown] id="again" lang="ja" of="a6204b1a"
# 22.36 m 歩いて、東へ 20 m、北へ 10 m の場所に着きます。2 つの座標は、それぞれ「自分の傾き」の分だけ変わります。
# 22.36 は歩いた距離にすぎません。**やってみよう**：問題 03.1。
#
# あとは同じことの繰り返しです。4 回測って、一歩進みます。**まず、自分で登ってみましょう**。下では、最初の一歩だけ進めてあります。
# コンパスで向きを、巻き尺で距離を決めて歩き、新しい 4 つの数を読みます。どう歩くかは自由です。頂上に着いたと思ったら、
# 霧を晴らしましょう。同じ歩数、同じ回数の測定で進んだ「一歩の規則」と、結果を比べられます。
#
# **予想しましょう**：4 つの数がすべて 0 になるまで、何歩かかるでしょうか。規則に勝てるでしょうか。

# %%
game = climb()
game.walk(63, 22)  # heading in degrees, meters

# %% [markdown] id="hike" lang="en"
# *Gray fog with one step in it, from (0, 0) to the northeast. Beside it the four readings at its end: 12 and 21 cm up
# in the north and east, as much down in the south and west; and a curve of the altitude, now 822.73 m.*
#
# Four numbers are all you know, and yet they lead you up. (No buttons to press? Add your steps as lines of code,
# `game.walk(55, 25)` for example, and at the end `game.lift()`.)
#
# The program below takes *our* step each time, and stops when the GPS shows no difference any more. **Predict:** will all
# its steps be about 22 m long? Will it need fewer steps than you?

# %% [markdown] id="hike" lang="ja" of="06b52f6c"
# *灰色の霧の中に、(0, 0) から北東への一歩だけが見えます。その横に、着いた場所での 4 つの測定値（北と東が 12 cm と 21 cm 高く、
# 南と西が同じだけ低い）と、標高（いまは 822.73 m）の曲線があります。*
#
# わかるのは 4 つの数だけですが、それでも登っていけます（ボタンが表示されないときは、`game.walk(55, 25)` のような行を書き足し、
# 最後に `game.lift()` を実行しましょう）。
#
# 下のプログラムは、毎回「一歩の規則」のとおりに進み、GPS の値に差がなくなったら止まります。
# **予想しましょう**：どの一歩も 22 m くらいになるでしょうか。あなたより少ない歩数で着くでしょうか。

# %% tags=["nbval-check-output"]
place = (0.0, 0.0)
for step in range(100):
    found = hill.readings(place)
    slope_east = (found.east - found.west) / 2 / 100  # a central difference, and cm made m
    slope_north = (found.north - found.south) / 2 / 100
    level = not any(found)  # all four readings are 0
    if step in (0, 1, 2, 5, 10, 15) or level:
        length = 100 * math.hypot(slope_east, slope_north)
        print(f"step {step:>2}   {hill.altitude(place):.2f} m high   next step {length:5.2f} m")
    if level:
        break
    place = (place[0] + 100 * slope_east, place[1] + 100 * slope_north)

# %%
explore(figures_hill.walk, step=play(0, 22))

# %% [markdown] id="walk" lang="en"
# *Gray fog; only the path is clear. It leads from (0, 0) to the northeast, bends to the north and ends at (110, 139.5).
# In a corner the readings of the last place, all 0. Right, the altitudes, from 817.58 m up to 848.76 m, and the lengths
# of the steps: first about 23 m, later 1 m.*
#
# Press play and watch the four readings. After 22 steps all are 0: no direction leads up, as far as the GPS can tell.
#
# Now the fog lifts. **Predict:** did you go straight for the top? How does your path cross the contour lines?

# %% [markdown] id="walk" lang="ja" of="24a2d539"
# *灰色の霧の中に、道すじに沿った細い緑の帯が見えます。(0, 0) から北東へ向かい、北へ曲がって (110, 139.5) で終わります。
# 隅の円は最後の場所での 4 つの測定値で、すべて 0 です。右は標高（817.58 m から 848.76 m まで）と、
# 一歩の長さ（はじめは約 23 m、終わりのほうは 1 m）です。*
#
# 再生ボタンを押して、4 つの測定値の変化を見てみましょう。22 歩で、すべて 0 になります。
# GPS で測れるかぎり、上りになる方向はもうありません。
#
# さて、霧が晴れました。地図を広げてみましょう。**予想しましょう**：頂上へまっすぐ向かっていたでしょうか。
# 道すじは等高線とどのように交わっているでしょうか。

# %%
explore(figures_hill.walk, step=play(0, 22), fog=False)

# %% [markdown] id="map" lang="en"
# *The same climb on a map with contour lines. From each point the path starts at a right angle to its line, so it bends
# with them; it ends on the top, 848.76 m. A second top, 829.59 m, lies in the west.*
#
# You found the top, with one meter of sight, but not straight: "steepest here" is not "towards the top".
#
# > **Careful.** You do not stride 22 m each time. A step is 100 times the *slope*: long where it is steep, short near
# > the level top. So you come to rest there. Steps of a fixed length would lead across the top for ever.
#
# And the second top? **Predict:** who would end there?

# %% [markdown] id="map" lang="ja" of="5e41e9e2"
# *同じ登山を等高線の地図にかいたもの。どの一歩も、その場所の等高線と直角の向きに踏み出しています。道すじは等高線に合わせて
# 曲がり、848.76 m の頂上で終わります。西には、もう 1 つ低い頂上（829.59 m）があります。*
#
# 1 m 先しか見えなくても、頂上に着きました。ただし、まっすぐではありません。
# 「ここでいちばん急な方向」は「頂上の方向」とは限らないからです。
#
# > **注意**：毎回 22 m ずつ歩くわけではありません。一歩の長さは「傾き」の 100 倍です。急なところでは長く、
# > 平らになる頂上の近くでは短くなります。だから頂上で止まれるのです。歩幅がいつも同じだったら、
# > 頂上をまたいで行ったり来たりするだけで、いつまでも止まれません。
#
# では、もう 1 つの頂上は？ **予想しましょう**：どこから登ると、そこに着くのでしょうか。

# %%
explore(figures_hill.starts, east=(-180.0, 220.0, 10.0), north=(-60.0, 250.0, 10.0))

# %% [markdown] id="starts" lang="en"
# *Climbs from many places. Most of those in the west (dashed, triangles) gather on the lower top, all others (solid,
# circles) on the higher one. The thick path starts at (−150, 30) and ends at 829.58 m: there the GPS shows no
# difference.*
#
# > **Careful.** The story often has the climber always reach *the* top. The rule leads to *a* top, the one above your
# > start. There the readings are 0 as well, and the fog hides any higher one.
#
# ## From the hill to learning
#
# A model has parameters, and a **loss**: one number that says how badly it does. Learning means finding the parameters
# with the smallest loss. **Predict:** what corresponds to the GPS? And which sign must change?

# %% [markdown] id="starts" lang="ja" of="f9509018"
# *地図の上に、たくさんの場所からの登山をかいたもの。西側から登った道の多く（破線、三角）は低い頂上に、
# ほかの道（実線、丸）はすべて高い頂上に集まります。太い道は (−150, 30) から始まり、829.58 m で終わります。
# 頂上より 1 cm 低いのは、そこで GPS の値に差がなくなるからです。*
#
# > **注意**：この話は「必ず頂上に着く」かのように語られることがよくあります。実際に着くのは、出発点から登っていった先の頂上です。
# > 低いほうの頂上でも測定値はすべて 0 になり、霧の中では、もっと高い頂上があることに気づけません。
#
# ## 山から学習へ
#
# モデルにはパラメータと**損失**があります。損失は、モデルの答えがどれだけ悪いかを表す 1 つの数です。
# 学習とは、損失がいちばん小さくなるパラメータを探すことです。
# **予想しましょう**：GPS に当たるものは何でしょう。変えなければならない符号はどれでしょう。

# %%
figures_hill.mirror()

# %% [markdown] id="mirror" lang="en"
# *Left a hill with steps up to its top, right the same shape upside down, with steps down into it. Below, line by line:
# (x, y) and (u, v); H and L; the height difference for 1 m and the partial derivatives of L; 100 and lr. At the end, x
# plus 100 times the slope, and u minus lr times the slope.*
#
# | the hill | learning |
# |---|---|
# | place: east, north | parameters $u$, $v$ |
# | GPS: tells the height of a place | **loss function** $L$ |
# | height | loss |
# | height difference, for 1 m | **gradient** |
# | 100 | **learning rate** `lr` |
# | one step: 100 × slope | change of the parameters: `lr` × gradient |
# | upwards: **+** | downwards: **−** |

# %% [markdown] id="mirror" lang="ja" of="86ca8749"
# *左は頂上へ登る山、右はそれを上下逆さまにした谷で、底へ下りていきます。その下は 1 行ずつの対応で、(x, y) と (u, v)、
# H と L、1 m あたりの高さの差と L の偏微分、100 と lr。最後は、x に「100 × 傾き」を足す式と、u から「lr × 傾き」を引く式です。*
#
# | 山登り | 学習 |
# |---|---|
# | 場所（東、北） | パラメータ $u$、$v$ |
# | GPS：場所の高さがわかる | **損失関数** $L$ |
# | 高さ | 損失 |
# | 1 m あたりの高さの差 | **勾配** |
# | 100 | **学習率** `lr` |
# | 一歩：100 × 傾き | パラメータの変化：`lr` × 勾配 |
# | 上へ：**+** | 下へ：**−** |

# %% [markdown] id="sign" lang="en"
# > **Careful.** Such tables often leave out the last line. A hill is climbed, a loss is *descended*. The gradient
# > points uphill, always. So the learner subtracts it. With the climber's plus, the loss would grow at every step.
#
# This is **gradient descent**. The lesson's loss has two parameters:
#
# $$L(u, v) = 3u^2 + 3v^2 - uv + 7u - 7v + 10$$
#
# Begin with one: hold $v$ at 1, stand at $u = 4$, and step with `lr` = 0.1. **Predict:** the slope there is 30. Where
# do you land?

# %% [markdown] id="sign" lang="ja" of="5cc76cd5"
# > **注意**：このような対応表では、最後の行がよく抜けています。山は登りますが、損失は「下り」ます。
# > 勾配はいつでも上りの方向を指すので、学習するときは引きます。登山者と同じように足すと、損失は一歩ごとに大きくなります。
#
# これが**勾配降下法**です。このレッスンの損失には、パラメータが 2 つあります。
#
# $$L(u, v) = 3u^2 + 3v^2 - uv + 7u - 7v + 10$$
#
# まずは 1 つだけ動かします。$v$ を 1 に固定し、$u = 4$ から `lr` = 0.1 で進みます。
# **予想しましょう**：そこでの傾きは 30 です。どこに着くでしょうか。

# %% tags=["nbval-check-output"]
def L(u, v):
    return 3 * u**2 + 3 * v**2 - u * v + 7 * u - 7 * v + 10


u, lr, h = 4.0, 0.1, 1e-5
for step in range(5):
    slope = (L(u + h, 1) - L(u - h, 1)) / (2 * h)  # the central difference of lesson 02
    print(f"u = {u:5.2f}   L = {L(u, 1):5.2f}   slope = {slope:5.2f}   step = {-lr * slope:5.2f}")
    u = u - lr * slope
explore(figures_descent.slide, step=play(0, 8), lr=(0.02, 0.3, 0.02))

# %% [markdown] id="slide" lang="en"
# *The curve L(u, 1), a bowl with its bottom at u = −1. From u = 4 three arrows lead to the left, 3, 1.2 and 0.48 long.
# Dotted lines show how high each point lies, green lines how steep it is there. Right, the numbers of the last point.*
#
# All that the climber knows is in the picture: height (dotted), slope (green), step (arrow). And here is the promised
# line:
#
# ```python
# u = u - lr * slope
# ```
#
# Set `lr` to 0.3 and play: what do the arrows do? **Try:** exercise 03.2.
#
# Now with both parameters, from $(4, 4)$. **Predict:** is $L$ steeper along $u$ or along $v$?

# %% [markdown] id="slide" lang="ja" of="dc6f451a"
# *L(u, 1) の曲線は、u = −1 に底があるお椀の形です。u = 4 から左へ、長さ 3、1.2、0.48 の矢印が 3 本続きます。
# 点線は各点の高さ、緑の線はそこでの傾きです。右には最後の点での数値が並んでいます。*
#
# 山登りの 3 つの要素が、図の中にそろっています。高さ（点線）、傾き（緑）、一歩（矢印）です。
# そして、これが約束の 1 行です。
#
# ```python
# u = u - lr * slope
# ```
#
# `lr` を 0.3 にして再生してみましょう。矢印はどう動きますか。**やってみよう**：問題 03.2。
#
# 次は、両方のパラメータを動かして $(4, 4)$ から進みます。
# **予想しましょう**：$L$ は $u$ の方向と $v$ の方向のどちらに急でしょうか。

# %% tags=["nbval-check-output"]
def gradient(f, u, v, h=1e-5):
    along_u = (f(u + h, v) - f(u - h, v)) / (2 * h)
    along_v = (f(u, v + h) - f(u, v - h)) / (2 * h)
    return along_u, along_v


u, v = 4.0, 4.0
du, dv = gradient(L, u, v)
print(f"L = {L(u, v):.2f}   gradient = ({du:.2f}, {dv:.2f})")
u, v = u - 0.1 * du, v - 0.1 * dv
print(f"L = {L(u, v):.2f}   at ({u:.2f}, {v:.2f})")

# %% [markdown] id="both" lang="en"
# The gradient is (27, 13): steeper along $u$. One step takes 2.7 from $u$ and 1.3 from $v$, and the loss falls from 90
# to 23.63.
#
# > **Careful.** Both slopes belong to the place where you *stand*. Ask for both first, then move both, in one line as
# > above. Whoever changes $u$ first and then asks for the slope along $v$ has asked at another place. That may even go
# > well, as it would here; but it is another method.
#
# **Try:** exercise 03.3. Then: twenty steps. **Predict:** how close to the lowest loss, 3, will you come?

# %% [markdown] id="both" lang="ja" of="059aa2a9"
# 勾配は (27, 13) で、$u$ の方向のほうが急です。一歩で $u$ は 2.7、$v$ は 1.3 減り、損失は 90 から 23.63 に下がりました。
#
# > **注意**：2 つの傾きは、どちらも「いま立っている場所」のものです。先に両方を求めてから、上のコードのように 1 行で
# > 両方を動かします。先に $u$ だけ動かしてから $v$ の方向の傾きを求めると、別の場所で測ったことになります。
# > それでうまくいくこともあります（この例もそうです）が、別の方法になってしまいます。
#
# **やってみよう**：問題 03.3。次は 20 歩進みます。
# **予想しましょう**：いちばん低い損失は 3 です。どこまで近づけるでしょうか。

# %% tags=["nbval-check-output"]
u, v = 4.0, 4.0
history = [(u, v)]
for step in range(20):
    du, dv = gradient(L, u, v)
    u, v = u - 0.1 * du, v - 0.1 * dv
    history.append((u, v))
print(" ".join(f"{L(*place):.2f}" for place in history[:6]), "...", f"{L(u, v):.2f}")  # L(*(4, 4)) is L(4, 4)
explore(figures_descent.descent, step=play(0, 20), u=(-6.0, 5.0, 0.5), v=(-6.0, 5.0, 0.5))

# %% [markdown] id="descent" lang="en"
# *Left, the map of L: rings around the minimum at (−1, 1). The path comes from (4, 4) in shorter and shorter steps.
# Right, the loss on a logarithmic axis: 90, 24, 8, 4, then it lies on the dashed line at 3.*
#
# After five steps the loss is 3.08, after twenty 3.00. Nobody told the program where the bottom is. Move the start with
# the sliders: does it find the bottom from everywhere? **Try:** exercise 03.4.
#
# ## How large a step?
#
# We took `lr` = 0.1 without a word. **Predict:** after twenty steps, which is best: 0.01, 0.1, 0.27 or 0.3?

# %% [markdown] id="descent" lang="ja" of="f20ab6fe"
# *左は L の地図で、(−1, 1) の最小点を輪が囲んでいます。(4, 4) からの道すじは、だんだん短い一歩になります。
# 右は対数目盛でかいた損失で、90、24、8、4 と下がり、3 の破線に重なります。*
#
# 5 歩で損失は 3.08、20 歩で 3.00 になりました。谷底がどこにあるかは、プログラムに教えていません。
# スライダーで出発点を変えてみましょう。どこからでも谷底に着きますか。**やってみよう**：問題 03.4。
#
# ## 一歩の大きさ
#
# ここまでは、何も言わずに `lr` = 0.1 を使ってきました。
# **予想しましょう**：20 歩進んだとき、いちばんよいのは 0.01、0.1、0.27、0.3 のどれでしょうか。

# %% tags=["nbval-check-output"]
for lr in (0.01, 0.1, 0.27, 0.3):
    u, v = 4.0, 4.0
    for step in range(20):
        du, dv = gradient(L, u, v)
        u, v = u - lr * du, v - lr * dv
    print(f"lr = {lr:<5} ({u:5.2f}, {v:5.2f})   L = {L(u, v):6.2f}")
figures_descent.rates()

# %% [markdown] id="rates" lang="en"
# *Four maps of L, and below each the loss of twenty steps. lr = 0.01 creeps and is not there yet, at 13.67. 0.1 goes
# straight in. 0.27 jumps across the valley, back and forth, and closes in slowly. 0.3 comes down to 17 at
# first, then jumps farther out each time, up to 320.*
#
# Too small is slow, too large is fatal: the path **diverges**. In between it zigzags. From 0.27 to 0.3 it is a tiny
# step. **Predict:** where exactly is the limit? Look for it:

# %% [markdown] id="rates" lang="ja" of="a865dfde"
# *L の地図が 4 枚。下はそれぞれ 20 歩の損失です。lr = 0.01 はのろのろ進み、まだ 13.67 です。0.1 はすんなり底に着きます。
# 0.27 は谷をまたいで行ったり来たりしながら、ゆっくり近づきます。0.3 は、はじめこそ 17 まで下がりますが、
# そのあとは跳ぶたびに遠ざかり、320 まで上がります。*
#
# 小さすぎると遅く、大きすぎると**発散**します。その間ではジグザグになります。0.27 と 0.3 は、ほんのわずかな違いです。
# **予想しましょう**：境目はどこでしょうか。探してみましょう。

# %%
explore(figures_descent.descent, lr=(0.01, 0.32, 0.01), step=play(0, 40))

# %% [markdown] id="curvature" lang="en"
# *The map and the loss again, with sliders for learning rate and steps.*
#
# With 0.28 it still closes in, with 0.29 no more. Why there? Back to one parameter. $L(u, 1) = 3(u + 1)^2 + 3$ has
# the slope $6(u + 1)$: it grows by 6 with each unit. Call this 6 the **curvature**. A step makes
#
# $$u + 1 \;\;\to\;\; u + 1 - \mathtt{lr} \cdot 6(u + 1) = (1 - 6\,\mathtt{lr})\,(u + 1)$$
#
# so the distance to the bottom is *multiplied* by $1 - 6\,\mathtt{lr}$. With 0.1 that is 0.4: 5, 2, 0.8 …
# **Predict:** for which `lr` does the distance grow?
#
# And with two? The rings are longer along one diagonal. Go from the minimum by (1, 1), or by (1, −1): **predict** where
# the gradient is larger.

# %% [markdown] id="curvature" lang="ja" of="d15cbff0"
# *地図と損失の図に、学習率とステップ数のスライダーを付けたもの。*
#
# 0.28 ではまだ近づきますが、0.29 ではもう近づきません。なぜでしょうか。
# パラメータが 1 つの場合に戻って考えましょう。$L(u, 1) = 3(u + 1)^2 + 3$ の傾きは $6(u + 1)$ で、$u$ が 1 増えるごとに 6 ずつ
# 増えます。この 6 を**曲率**と呼ぶことにします。一歩進むと
#
# $$u + 1 \;\;\to\;\; u + 1 - \mathtt{lr} \cdot 6(u + 1) = (1 - 6\,\mathtt{lr})\,(u + 1)$$
#
# となり、底までの距離が $1 - 6\,\mathtt{lr}$ 倍になります。0.1 なら 0.4 倍なので、5、2、0.8 … と縮みます。
#
# **予想しましょう**：距離が増えていくのは、`lr` がいくつのときですか。
#
# パラメータが 2 つのときはどうでしょう。地図の輪は、一方の対角線の方向に少し長くなっています。
# **予想しましょう**：最小点から (1, 1) だけ動いたところと、(1, −1) だけ動いたところでは、どちらの勾配が大きいでしょうか。

# %% tags=["nbval-check-output"]
for u, v in ((0, 2), (0, 0)):  # one step from (-1, 1), along either diagonal
    du, dv = gradient(L, u, v)
    print(f"at ({u}, {v}) the gradient is ({du:.2f}, {dv:.2f})")
for lr in (0.28, 2 / 7, 0.29):
    u, v = 4.0, 4.0
    for step in range(100):
        du, dv = gradient(L, u, v)
        u, v = u - lr * du, v - lr * dv
    print(f"lr = {lr:.4f}   L = {L(u, v):.2f}")
explore(figures_descent.bound, lr=(0.0, 0.35, 0.01))

# %% [markdown] id="bound" lang="en"
# *Left, |1 − 5 lr| (dashed) and |1 − 7 lr|; the second passes 1 at 2/7, where the hatched zone begins.
# Right, the distance d to the minimum after 20 steps: smallest where the lines cross, above 1 from 2/7 on.*
#
# After (1, 1), the gradient is (5, 5), five times the way; after (1, −1), it is (7, −7), seven times. Each diagonal
# behaves like one parameter: 5 and 7 are the curvatures of $L$. The larger sets the limit, for the distance shrinks
# only while $|1 - 7\,\mathtt{lr}| < 1$:
#
# $$\mathtt{lr} < \frac{2}{7} \approx 0.2857$$
#
# At exactly 2/7 you jump between (0, 0) and (−2, 2) for ever, with loss 10. In general: **2 divided by the largest
# curvature.** **Try:** exercise 03.5.

# %% [markdown] id="bound" lang="ja" of="63f20154"
# *左は lr に対する |1 − 5 lr|（破線）と |1 − 7 lr|。後者は 2/7 で 1 を超え、そこから先が網掛けの領域です。
# 右は 20 歩後の、最小点までの距離 d。2 本の線が交わるところで最も小さく、2/7 から先では 1 を超えます。*
#
# 最小点から (1, 1) だけ動くと勾配は (5, 5) で、動いた分の 5 倍です。(1, −1) なら (7, −7) で、7 倍です。つまり、どちらの対角線の
# 上でも、パラメータが 1 つのときと同じことが起こります。この 5 と 7 が $L$ の 2 つの曲率です。限界を決めるのは大きいほうです。
# 距離が縮むのは $|1 - 7\,\mathtt{lr}| < 1$ のときだけなので、
#
# $$\mathtt{lr} < \frac{2}{7} \approx 0.2857$$
#
# となります。ちょうど 2/7 では、(0, 0) と (−2, 2) の間を永遠に往復し、損失は 10 のままです。
# 一般には、**2 ÷ いちばん大きい曲率**が限界です。**やってみよう**：問題 03.5。

# %% [markdown] id="two-valleys" lang="en"
# ## Two valleys
#
# The hill had two tops. A loss can have two valleys: $L(w) = w^4 - 4w^2 + w + 6$ has the slope $4w^3 - 8w + 1$.
#
# **Predict:** you start at $w = 2$. Do you end in the lower valley? (In fog, with two parameters, you can try it too: in
# the game above choose *two valleys*.)

# %% [markdown] id="two-valleys" lang="ja" of="5dfac8d4"
# ## 2 つの谷
#
# 山には頂上が 2 つありました。損失に谷が 2 つあることもあります。$L(w) = w^4 - 4w^2 + w + 6$ の傾きは $4w^3 - 8w + 1$ です。
#
# **予想しましょう**：$w = 2$ から始めると、低いほうの谷に着くでしょうか（パラメータが 2 つの場合は、霧の中を自分で歩いて
# 試せます。上のゲームの「場所」で「2 つの谷」を選びましょう）。

# %% tags=["nbval-check-output"]
for start in (-2.0, 0.1, 0.2, 2.0):
    w = start
    for step in range(100):
        w = w - 0.02 * (4 * w**3 - 8 * w + 1)
    print(f"from {start:4}  to {w:6.3f}   L = {w**4 - 4 * w**2 + w + 6:.3f}")
explore(figures_descent.valleys, start=(-2.2, 2.2, 0.1), step=play(0, 40))

# %% [markdown] id="valleys" lang="en"
# *A curve with two valleys: the left one at w = −1.47 goes down to 0.56, the right one at w = 1.35 to 3.38. From 2.1
# the points run into the right one. A strip below marks which starts lead to which valley; it changes at the ridge
# between them.*
#
# > **Careful.** "Gradient descent finds the minimum" says too much. It finds *a* valley, the one below the start. 0.1
# > and 0.2 are close neighbors and end far apart. No chance is at work: the ridge decides.
#
# **Try:** exercise 03.6.
#
# ## Where does a loss come from?
#
# A line $y = wx + b$ is to go through three points. **Predict:** can you measure its badness by adding up its errors?

# %% [markdown] id="valleys" lang="ja" of="569274cd"
# *谷が 2 つある曲線。左の谷は w = −1.47 で 0.56 まで、右の谷は w = 1.35 で 3.38 まで下がります。
# 2.1 から始めた点は右の谷に入ります。下の帯は、どの出発点がどちらの谷に着くかを示し、間の尾根で切り替わります。*
#
# > **注意**：「勾配降下法は最小値を見つける」というのは言いすぎです。見つかるのは、出発点から下っていった先の谷です。
# > 0.1 と 0.2 はすぐ隣なのに、着く谷は別々です。これは偶然ではありません。尾根のどちら側にいるかで決まります。
#
# **やってみよう**：問題 03.6。
#
# ## 損失はどこから来るのか
#
# 3 つの点を通る直線 $y = wx + b$ を求めたいとします。
# **予想しましょう**：直線の「悪さ」は、誤差を全部足せば測れるでしょうか。

# %% tags=["nbval-check-output"]
xs, ys = [1, 2, 3], [2, 4, 6]


def mse(w, b):
    return sum((w * x + b - y) ** 2 for x, y in zip(xs, ys)) / len(xs)  # zip: each x with its y


errors = [0 * x + 4 - y for x, y in zip(xs, ys)]  # the line w = 0, b = 4
print("errors", errors, " sum", sum(errors), f" mean of squares {mse(0, 4):.2f}")
print(f"w = 0, b = 0: {mse(0, 0):.4f}   w = 2, b = 0: {mse(2, 0):.4f}")
explore(figures_descent.fit, w=(0.0, 4.0, 0.25), b=(-2.0, 2.0, 0.5))

# %% [markdown] id="fit" lang="en"
# *Left, three stars and the model's line y = 0; dotted bars between them: −2, −4, −6. Middle, the squares 4, 16 and 36;
# the dashed line is their mean, 18.67. Right, the map of L(w, b), a long narrow valley, with a dot at (0, 0).*
#
# The flat line at 4 is plainly bad, yet its errors, 2, 0 and −2, add up to 0. Squares cannot cancel. Their mean is the
# **mean squared error**; $y_p$ is predicted, $y_t$ true:
#
# $$L(w, b) = \frac{1}{M} \sum \left(y_p - y_t\right)^2$$
#
# Move $w$ and $b$: the line changes, the dot walks. **Try:** exercise 03.7.
#
# **Predict** the signs of the gradient at $(0, 0)$.

# %% [markdown] id="fit" lang="ja" of="523d732e"
# *左は、右上がりに並んだ 3 つの星とモデルの直線 y = 0。誤差 −2、−4、−6 を表す点線が、直線と星を結んでいます。
# 中央はその 2 乗 4、16、36 の棒グラフで、破線は平均の 18.67。右は L(w, b) の地図で、細長い谷があり、点が (0, 0) にあります。*
#
# 高さ 4 の水平な直線は明らかに外れているのに、誤差 2、0、−2 を足すと 0 になってしまいます。2 乗すれば打ち消し合いません。
# その平均が**平均二乗誤差**です（$y_p$ は予測値、$y_t$ は正解）。
#
# $$L(w, b) = \frac{1}{M} \sum \left(y_p - y_t\right)^2$$
#
# $w$ と $b$ を動かしてみましょう。左では直線が変わり、右では点が移動します。**やってみよう**：問題 03.7。
#
# **予想しましょう**：$(0, 0)$ での勾配は、それぞれどんな符号でしょうか。

# %% tags=["nbval-check-output"]
w, b = 0.0, 0.0
dw, db = gradient(mse, w, b)
print(f"gradient ({dw:.4f}, {db:.4f})")
for step in range(100):
    dw, db = gradient(mse, w, b)
    w, b = w - 0.01 * dw, b - 0.01 * db
print(f"after 100 steps w = {w:.4f}, b = {b:.4f}")
explore(figures_descent.bowl, step=play(0, 100, 5))

# %% [markdown] id="bowl" lang="en"
# *Left, the loss as a surface over w and b, a long valley. A path of a hundred points runs down its wall from (0, 0)
# and gathers on its floor. Right, the same on the map; the end, (1.75, 0.58), lies beside the minimum at (2, 0).*
#
# Both slopes are negative, so both parameters grow: the line tilts and rises towards the points. The loop is the one
# from above, word for word; only the function is another one.
#
# After 100 steps $w$ is 1.7451, not 2. The wall of the valley is steep, its floor almost level, and there the steps are
# tiny. Lesson 06 comes back to these three points. **Try:** exercise 03.8.

# %% [markdown] id="bowl" lang="ja" of="367fbedf"
# *左は w と b の上にかいた損失の曲面で、細長い谷です。(0, 0) からの 100 個の点が壁を下り、谷底に集まります。
# 右は同じものの地図で、終点 (1.75, 0.58) は、最小点 (2, 0) から少し離れています。*
#
# 傾きはどちらも負なので、パラメータは両方とも増えます。直線は傾きながら上がって、点に近づいていきます。
# 繰り返しのコードは前とまったく同じで、関数が違うだけです。
#
# 100 歩進んでも、$w$ は 2 ではなく 1.7451 です。谷の壁は急ですが、谷底はほとんど平らなので、そこでは一歩がとても小さくなります。
# レッスン 06 で、この 3 つの点に戻ってきます。**やってみよう**：問題 03.8。

# %% [markdown] id="other-tasks" lang="en"
# ## Another loss, the same steps
#
# Not every task asks for a number. "Is this digit a 5?" has the answer 1 (yes) or 0 (no), and the model says how likely
# it finds the 1: a probability $p$. (A function presses its $wx + b$ between 0 and 1.)
#
# **Predict:** the true answer is 1. Two models say 0.9 and 0.01. What should each pay?

# %% [markdown] id="other-tasks" lang="ja" of="313a9e9a"
# ## 損失が変わっても、やることは同じ
#
# 数を当てる問題ばかりではありません。「この数字は 5 ですか」の答えは 1（はい）か 0（いいえ）で、
# モデルは「1 である確率」$p$ を答えます（$wx + b$ の値を、ある関数で 0 から 1 の間に押しこめます）。
#
# **予想しましょう**：正解は 1 です。2 つのモデルが 0.9 と 0.01 と答えました。それぞれの損失は、どのくらいにすべきでしょうか。

# %% tags=["nbval-check-output"]
for p in (0.99, 0.9, 0.5, 0.1, 0.01):
    print(f"p = {p:<4}   price {-math.log(p):.2f}")  # math.log: the natural logarithm, ln
explore(figures_descent.price, p=(0.01, 0.99, 0.01))

# %% [markdown] id="price" lang="en"
# *The price of a probability p. Solid, −ln p, if the answer is 1: nothing at p = 1, steeply up towards p = 0.
# Dashed, the mirror image −ln(1 − p), if the answer is 0. Marked: p = 0.1 costs 2.30 or 0.11.*
#
# To be unsure costs a little; to be sure and wrong costs without limit. The mean of these prices is the
# **cross-entropy** of lesson 07 ($y_p$ is our $p$; $y_t$, 1 or 0, switches one half off):
#
# $$-\frac{1}{M} \sum \bigl(y_t \ln y_p + (1 - y_t) \ln(1 - y_p)\bigr)$$
#
# And then? *The later steps are exactly the same.*
#
# ## Who computes the gradient?
#
# Our `gradient` runs $L$ four times for two slopes. Lesson 02 ended with another way. **Predict** the two numbers:

# %% [markdown] id="price" lang="ja" of="cd33af96"
# *確率 p に対する損失。実線は正解が 1 のときの −ln p で、p = 1 では 0、p = 0 に近づくと急に高くなります。
# 破線は正解が 0 のときの −ln(1 − p) で、左右を入れかえた形です。印の p = 0.1 では 2.30 と 0.11 です。*
#
# 自信がないときの損失は少しで済みますが、自信満々で間違えると、損失は限りなく大きくなります。この平均が、レッスン 07 で使う
# **交差エントロピー**（クロスエントロピーともいいます）です。$y_p$ は $p$ のことで、
# $y_t$ は 1 か 0 なので、2 つの項のうち一方は必ず消えます。
#
# $$-\frac{1}{M} \sum \bigl(y_t \ln y_p + (1 - y_t) \ln(1 - y_p)\bigr)$$
#
# そのあとは、勾配を求めて一歩進むことの繰り返しで、これまでとまったく同じです。
#
# ## 勾配を計算するのはだれか
#
# `gradient` は、2 つの傾きを求めるのに $L$ を 4 回計算します。レッスン 02 の最後では、別の方法に出会いました。
# **予想しましょう**：次の 2 つの数は何でしょうか。

# %% tags=["nbval-check-output"]
u = torch.tensor(4.0, requires_grad=True)
v = torch.tensor(4.0, requires_grad=True)
loss = L(u, v)
loss.backward()
print(u.grad, v.grad)

# %% [markdown] id="summary" lang="en"
# 27 and 13, exactly, from one run. Lesson 04 shows what `torch.tensor` makes, lesson 05 how `backward()` works.
#
# ## What you take along
#
# 1. The gradient points steepest up; its length says how steep. +10 and +20 cm for 1 m: 22.36 m at 63.4°.
# 2. Learning goes down: `parameter = parameter - lr * gradient`, all at once.
# 3. Steps shrink with the slope, and end in *a* valley, not always the lowest.
# 4. Too small a learning rate creeps; above 2 / (largest curvature) it diverges.
# 5. Mean squared error for numbers, cross-entropy for yes or no: the steps are the same.

# %% [markdown] id="summary" lang="ja" of="6b2e6001"
# 1 回の計算で、ちょうど 27 と 13 が求まりました。`torch.tensor` が作るものはレッスン 04 で、`backward()` の仕組みは
# レッスン 05 で説明します。
#
# ## まとめ
#
# 1. 勾配はいちばん急な上りの方向を指し、その長さが急さを表します。1 m で北へ +10 cm、東へ +20 cm なら、63.4° の向きに 22.36 m です。
# 2. 学習では下ります。`パラメータ = パラメータ - lr * 勾配` を、すべてのパラメータで同時に行います。
# 3. 傾きが小さくなると一歩も小さくなり、どこかの谷で止まります。いちばん低い谷とは限りません。
# 4. 学習率が小さすぎるとなかなか進まず、「2 ÷ いちばん大きい曲率」を超えると発散します。
# 5. 数を当てる問題では平均二乗誤差、「はい・いいえ」の問題では交差エントロピーを損失にします。そのあとの手順は同じです。

# %% [markdown] id="quiz" lang="en"
# ## Three questions
#
# 1. A meter to the north it is 30 cm lower, to the east 40 cm higher. Where does the climber go, and how far?
# 2. A loss has the curvatures 2 and 50. Which learning rate is the limit? Which direction is slow?
# 3. The gradient has become 0. Have you found the smallest loss?
#
# <details><summary>Answers</summary>
#
# 1. 40 m east and 30 m south: 50 m in all.
# 2. 2/50 = 0.04. The one with curvature 2: a step leaves 1 − 0.04 · 2 = 92 % of the distance.
# 3. You stand in a valley (or on a ridge). A lower one may exist.
#
# </details>
#
# Your turn: [the exercises of lesson 03](../../exercises/en/03_gradient_descent.ipynb).
#
# Then: [04 · Tensors: many numbers, one name](04_tensors.ipynb).

# %% [markdown] id="quiz" lang="ja" of="3858cfde"
# ## 3 つの質問
#
# 1. 1 m 北では 30 cm 低く、1 m 東では 40 cm 高くなっています。登山者はどちらへ、どれだけ進みますか。
# 2. ある損失の曲率は 2 と 50 です。学習率の限界はいくつですか。そのとき、進みが遅いのはどちらの方向ですか。
# 3. 勾配が 0 になりました。いちばん小さい損失を見つけたと言えますか。
#
# <details><summary>答え</summary>
#
# 1. 東へ 40 m、南へ 30 m です。歩く距離は 50 m になります。
# 2. 2/50 = 0.04 です。遅いのは曲率 2 の方向で、一歩進んでも距離の 92 %（1 − 0.04 · 2）が残ります。
# 3. 言えません。谷底（または尾根の上）にいることがわかるだけで、ほかにもっと低い谷があるかもしれません。
#
# </details>
#
# 次はあなたの番です：[レッスン 03 の演習](../../exercises/ja/03_gradient_descent.ipynb)
#
# そのあとは、[04 · テンソル：たくさんの数に 1 つの名前](04_tensors.ipynb)へ。
