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
#     title: {en: "Under the hood: build your own autograd", ja: "しくみの中へ：自分の自動微分を作る"}
#     minutes: 90
#     needs: ["06"]
# ---

# %% [markdown] id="title" lang="en"
# # 08 · Under the hood: build your own autograd
#
# {badges}
#
# **Goal:** write the diary keeper of lesson 05 yourself: about 150 lines that differentiate whatever you compute, and
# train the network of lesson 06.
#
# **You need:** lessons 05 and 06. **Time:** 90 minutes, in two sittings; the pause is marked.
#
# Here you see how each piece works, and how it fails. [In the exercises](../../exercises/en/08_autograd.ipynb) you write
# them, 08.1 to 08.7. Stuck on one? Go on with ours, `mini.py`.

# %% [markdown] id="title" lang="ja"
# # 08 · しくみの中へ：自分の自動微分を作る
#
# {badges}
#
# **目標**：レッスン 05 の「日記」を書く仕組みを、自分で作りましょう。150 行ほどで、どんな計算でも微分でき、
# レッスン 06 のネットワークを学習させられるものになります。
#
# **必要なもの**：レッスン 05 と 06。**時間**：90 分。2 回に分けましょう。休憩の場所には印があります。
#
# ここでは、それぞれの部品がどう働き、どう失敗するかを見ます。部品を書くのは[演習](../../exercises/ja/08_autograd.ipynb)
# の 08.1 から 08.7 です。1 つの部品で行きづまったら、こちらで用意した `mini.py` のものを使って先へ進めます。

# %%
{bootstrap}

# %% [markdown] id="rule-question" lang="en"
# ## First sitting. Step 1: a rule
#
# Lesson 05: local derivative × incoming = outgoing. Take one operation, `a * b` with $a = 2$, $b = 5$, somewhere in a large
# graph. From the right a gradient of 10 arrives: if the product grew by a little, the loss would grow by 10 times as
# much.
#
# **Predict:** what must this operation send to `a`, what to `b`? And which numbers must it have kept until now?

# %% [markdown] id="rule-question" lang="ja"
# ## 前半。ステップ 1：規則
#
# レッスン 05 では「局所的な微分係数 × 入ってきた値 = 出ていく値」でした。大きなグラフのどこかにある 1 つの演算、
# $a = 2$、$b = 5$ の `a * b` を考えます。右からは勾配 10 が届きました。積が少し増えると、損失はその 10 倍増える、という意味です。
#
# **予想しましょう**：この演算は、`a` と `b` にそれぞれいくつを送るべきでしょうか。そのために、どの数を取っておく必要がありますか。

# %%
import numpy as np

from autograd_lib.course import explore, mini, play
from autograd_lib.course import figures_engine as figures

explore(figures.rule_box, op=list(figures.RULES), grad=[10.0, 1.0, 0.0, -2.5])

# %% [markdown] id="rule" lang="en"
# *A box with three floors. Top: a = 2 and b = 5 go in, a * b = 10 comes out. Middle: saved, a = 2 and b = 5. Bottom: the
# rule turns grad = 10 into 50 for a (grad * b) and 20 for b (grad * a).*
#
# That is a whole operation: compute, **save** what will be needed, and a **gradient rule**. Choose the others: what does
# `add` save? And `tanh`?
#
# A rule gets the incoming gradient and gives the outgoing ones; it never builds a Jacobian matrix. Each box is one
# *vector–Jacobian product* of lesson 05. Walking from the output back is called **reverse mode**.

# %% [markdown] id="rule" lang="ja"
# *3 段に分かれた箱。上段では a = 2 と b = 5 が入り、a * b = 10 が出ます。中段は saved で a = 2、b = 5。下段の規則が、
# grad = 10 から、a への 50（grad * b）と b への 20（grad * a）を作ります。*
#
# 演算に必要なのはこれだけです。計算する。あとで使うものを**保存する**。そして**勾配の規則**。ほかの演算も選んでみましょう。
# `add` は何を保存しますか。`tanh` はどうですか。
#
# 規則は、入ってきた勾配を受け取り、出ていく勾配を返します。ヤコビ行列は作りません。1 つの箱が、レッスン 05 の
# **ベクトル–ヤコビアン積** 1 回分です。このように出力から戻る方法を**リバースモード**といいます。

# %%
class Node:
    def __init__(self, rule, saved, inputs):
        self.rule, self.saved, self.inputs = rule, saved, inputs


class Tensor:
    def __init__(self, data, requires_grad=False, node=None):
        self.data = np.asarray(data, dtype=np.float64)
        self.requires_grad, self.grad, self.node = requires_grad, None, node


def record(data, rule, saved, *inputs):
    return Tensor(data, True, Node(rule, saved, inputs))

# %% [markdown] id="classes" lang="en"
# The whole diary. A `Tensor` holds numbers, their gradient and the node that made it; a leaf has none. A `Node` holds
# the three things of the box, and where its inputs came from: PyTorch's `grad_fn` and `next_functions`.
#
# An operation is now two lines, and its rule two more. (`mul_rule` is yours to write: **exercise 08.1**. Here ours stands
# in.)
#
# **Predict** what is printed.

# %% [markdown] id="classes" lang="ja"
# 日記はこれで全部です。`Tensor` は、数と、その勾配と、自分を作ったノードを持ちます（葉にはノードがありません）。`Node` は、箱にあった
# 3 つと、入力がどこから来たかを持ちます。PyTorch の `grad_fn` と `next_functions` にあたるものです。
#
# これで演算は 2 行、規則も 2 行で書けます（`mul_rule` を書くのはあなたです：**問題 08.1**。ここではこちらのものを使います）。
#
# 何が表示されるか、**予想しましょう**。

# %% tags=["nbval-check-output"]
def add(a, b):
    return record(a.data + b.data, add_rule, (), a, b)

def add_rule(grad):
    return grad, grad

def mul(a, b):
    return record(a.data * b.data, mini.mul_rule, (a.data, b.data), a, b)

c = mul(Tensor(2.0), Tensor(5.0))
print(c.data, c.node.rule.__name__, c.node.saved)
print([float(each) for each in c.node.rule(10.0, *c.node.saved)])

# %% [markdown] id="accumulate-question" lang="en"
# The node keeps the two numbers, and its rule gives 50 and 20. Try it with other gradients than 1: a rule that forgets
# `grad` looks right as long as `grad` is 1.
#
# ## Step 2: where arrows meet, add
#
# $y = x + x$. The rule of `add` sends a 1 along each of the two arrows. Collect what arrives in a dictionary, a place for
# each tensor.
#
# **Predict** both lines. The slope of $x + x$ is 2.

# %% [markdown] id="accumulate-question" lang="ja"
# ノードは 2 つの数を覚えていて、規則は 50 と 20 を返しました。規則を試すときは、1 以外の勾配も使いましょう。`grad` を掛け忘れた規則でも、
# `grad` が 1 の間は正しく見えてしまうからです。
#
# ## ステップ 2：矢印が出会うところでは足す
#
# $y = x + x$ とします。`add` の規則は、2 本の矢印のそれぞれに 1 を送ります。届いたものを、テンソルごとに場所を分けて、
# 辞書に集めましょう。
#
# 2 行の結果を**予想しましょう**。$x + x$ の傾きは 2 です。

# %% tags=["nbval-check-output"]
x = Tensor(3.0, requires_grad=True)
node = add(x, x).node

assigned, added = {}, {}
for source, sent in zip(node.inputs, node.rule(1.0, *node.saved)):
    assigned[source] = sent
    mini.accumulate(added, source, sent)
print("assigned", assigned[x])
print("added   ", added[x])

# %% [markdown] id="alias-question" lang="en"
# `=` throws the first arrival away. Adding is needed: **exercise 08.2**.
#
# But how? `grads[place] += sent` is the obvious line. A counter-example: one gradient of two numbers goes
# through the rule of `add`. Then three more arrive for `a`.
#
# **Predict:** what stands in `b`?

# %% [markdown] id="alias-question" lang="ja"
# `=` では、先に届いたものが捨てられてしまいます。足さなければなりません：**問題 08.2**。
#
# では、どう足しましょうか。すぐに思いつくのは `grads[place] += sent` です。反例を見ましょう。2 つの数からなる勾配が
# `add` の規則を通り、そのあと `a` にだけ、さらに 3 が届きます。
#
# **予想しましょう**：`b` には何が入っていますか。

# %% tags=["nbval-check-output"]
grads = {}
grads["a"], grads["b"] = add_rule(np.array([1.0, 1.0]))
grads["a"] += 3
print(grads["a"], grads["b"])

# %% [markdown] id="recurse-question" lang="en"
# `b` has changed too! The rule handed the *same* array to both, and `+=` on an array works in place (the shared memory of
# lesson 04). `grads[place] + sent` makes a new one.
#
# ## Step 3: in which order?
#
# Why not just recurse? A function that hands each input its gradient, and calls itself there. Five lines, no list, no
# order. On the diamond of lesson 05 ($a = x^2$, $b = 3a$, out $= a + b$ at $x = 2$; gradient 16) it has to be right: it
# walks every path by itself, and at the leaf it adds.
#
# **Predict:** on which graphs does it fail?

# %% [markdown] id="recurse-question" lang="ja"
# `b` まで変わってしまいました。規則が 2 か所に渡したのは**同じ**配列で、配列の `+=` はインプレースだからです
# （レッスン 04 の共有メモリです）。`grads[place] + sent` なら、新しい配列ができます。
#
# ## ステップ 3：どの順にたどるか
#
# 再帰ではいけないのでしょうか。それぞれの入力に勾配を渡し、そこで自分自身を呼び出す関数です。5 行で書けて、リストも順番もいりません。
# レッスン 05 のひし形（$x = 2$ で $a = x^2$、$b = 3a$、out $= a + b$。勾配は 16）でも、正しい答えになります。
# すべての道を 1 本ずつたどり、葉で足すからです。
#
# **予想しましょう**：うまくいかないのは、どんなグラフでしょうか。

# %% tags=["nbval-check-output"]
def recurse(tensor, grad):
    global visits
    visits += 1
    if tensor.node is None:
        tensor.grad = grad if tensor.grad is None else tensor.grad + grad
        return
    for source, sent in zip(tensor.node.inputs, tensor.node.rule(grad, *tensor.node.saved)):
        recurse(source, sent)

x, visits = Tensor(2.0, requires_grad=True), 0
a = mul(x, x)
recurse(add(a, mul(a, Tensor(3.0))), 1.0)
print(x.grad, visits)

# %% tags=["nbval-check-output"]
chain = ladder = Tensor(1.0, requires_grad=True)
for _ in range(10_000):
    chain = add(chain, Tensor(1.0))
for _ in range(20):
    ladder = add(ladder, ladder)

visits = 0
recurse(ladder, 1.0)
print(f"20 diamonds: {visits:,} visits")
try:
    recurse(chain, 1.0)
except RecursionError as error:
    print("10,000 additions in a row:", type(error).__name__)

# %% [markdown] id="waiting-question" lang="en"
# Two failures. A long chain needs more calls inside calls than Python allows; a network over a long text is such a chain.
# And twenty diamonds have a million paths: two million visits instead of 21. Each further diamond doubles that.
#
# So visit each place *once*, when all has arrived there. How do you know that all has arrived? **Count.** Every use of
# a tensor sends one gradient back to it.
#
# **Predict** the order on the diamond, then press play; try the ladder too. How many visits will the chain and the twenty
# diamonds need?

# %% [markdown] id="waiting-question" lang="ja"
# 失敗は 2 通りありました。長い鎖では、呼び出しの中の呼び出しが、Python の許す深さを超えます。長い文を読むネットワークは、
# このような鎖になります。また、ひし形が 20 個あると道は 100 万本あり、21 回で済むはずの訪問が 200 万回になりました。
# ひし形が 1 つ増えるごとに、その 2 倍になります。
#
# だから、すべてが届いてから、**1 度だけ**訪ねるようにします。すべて届いたことは、どうすればわかるでしょうか。**数えればよいのです**。
# テンソルは、使われた回数だけ勾配を受け取るからです。
#
# ひし形での順番を**予想してから**、再生しましょう。ladder（はしご）も試しましょう。先ほどの鎖と 20 個のひし形では、訪問は何回になるでしょうか。

# %%
explore(figures.waiting, graph=list(figures.GRAPHS), step=play(1, figures.WAITS))

# %% [markdown] id="waiting" lang="en"
# *The diamond x, a, b, out with dashed arrows backward. In green circles the order: out 1, b 2, a 3, x 4; above it, order =
# [out, b, a, x]. Before its visit each place shows how many gradients it waits for: a two, b and x one.*
#
# 1. Count the uses of each place.
# 2. Visit what waits for nothing: at first only `out`.
# 3. Each visit sends gradients: take one off the counts of its inputs. Who comes to 0 is next.
#
# This is a **topological order**, and **exercise 08.3**. PyTorch counts in this way. Our library sorts by age: what is used
# is older than its user.
#
# > **Careful.** "Nearest to the output first" is no such order: `a` stands next to `out`, but must wait for `b`.

# %% [markdown] id="waiting" lang="ja"
# *ひし形 x、a、b、out と、後ろ向きの破線の矢印。緑の丸の数字が順番で、out が 1、b が 2、a が 3、x が 4。上に order = [out, b, a, x] と
# あります。訪ねる前の場所には、まだ待っている勾配の個数が書かれます。a は 2、b と x は 1 です。*
#
# 1. それぞれの場所が何回使われたかを数えます。
# 2. もう何も待っていない場所を訪ねます。最初は `out` だけです。
# 3. 訪ねるたびに勾配を送り、その入力の数を 1 減らします。0 になったところが次です。
#
# これが**トポロジカル順序**で、**問題 08.3** です。PyTorch もこのように数えます。このライブラリは、古さの順に並べます。使われる側は、使う側より
# 必ず古いからです。
#
# > **注意**：「出力に近いものから」では、この順になりません。`a` は `out` のすぐ隣ですが、`b` を待たなければなりません。

# %% tags=["nbval-check-output"]
def backward(root, grad=1.0):
    grads = {root: grad * np.ones(root.data.shape)}
    for tensor in mini.topological_order(root, mini.inputs_of):
        arrived, node = grads.pop(tensor), tensor.node
        if node is None:
            tensor.grad = arrived if tensor.grad is None else tensor.grad + arrived
            continue
        for source, sent in zip(node.inputs, node.rule(arrived, *node.saved)):
            if source.requires_grad:
                mini.accumulate(grads, source, sent)

for root in (chain, ladder):
    print(f"{len(mini.topological_order(root, mini.inputs_of)):,} visits")

# %% [markdown] id="backward-question" lang="en"
# The engine, ten lines: rule, accumulate, order. At a node, gradients go on; at a leaf they stay, and add to what an
# earlier walk has left. And 21 visits instead of two million.
#
# Now the number of lesson 05: the mean of $3(x + 2)^2$ over four ones. (The sum needs a rule: each element gets the same
# `grad`.) **Predict:** which gradient must come out?

# %% [markdown] id="backward-question" lang="ja"
# これがエンジンで、10 行です。規則、累積、順番がそろいました。ノードに届いた勾配は先へ渡され、葉に届いた勾配はそこに残って、
# 前にたどったときのものに足されます。訪問は 200 万回から 21 回に減りました。
#
# 次はレッスン 05 の数です。4 つの 1 についての $3(x + 2)^2$ の平均を計算します（合計にも規則がいります。どの要素にも同じ `grad` を
# 渡します）。**予想しましょう**：どんな勾配が求まるはずですか。

# %% tags=["nbval-check-output"]
def total(x):
    return record(x.data.sum(), total_rule, (x.data.shape,), x)

def total_rule(grad, shape):
    return (grad * np.ones(shape),)

x = Tensor(np.ones((2, 2)), requires_grad=True)
y = add(x, Tensor(np.full((2, 2), 2.0)))
z = mul(mul(y, y), Tensor(np.full((2, 2), 3.0)))
out = mul(total(z), Tensor(0.25))
backward(out)
print(out.data, x.grad.tolist())

# %% [markdown] id="editor-question" lang="en"
# 27 and 4.5, as in lesson 05, by an engine of 40 lines.
#
# Build graphs of your own with it. `of` says what `out` is computed from.
#
# **Predict before each change:** which number gets which place in the order? When does `b` get none? And where do
# two gradients meet?

# %% [markdown] id="editor-question" lang="ja"
# レッスン 05 と同じ 27 と 4.5 が、40 行のエンジンから出てきました。
#
# このエンジンで、自分のグラフを組み立ててみましょう。`of` は、`out` を何から計算するかです。
#
# **変える前に予想しましょう**：順番の数字は、それぞれどこに付きますか。`b` に数字が付かないのはどんなときですか。2 つの勾配が
# 出会うのはどこですか。

# %%
explore(figures.editor, a=list(figures.ONE), b=list(figures.ONE)[::-1], out=list(figures.TWO), of=figures.OF, x=(-2.0, 2.0))

# %% [markdown] id="pause" lang="en"
# *Four boxes: x, a = exp(x), b = a * 3, out = a + b. Above each its value in blue and its place in the order in a green
# circle, from out (1) to x (4); below it, in orange, the gradient that arrives.*
#
# With `of = "a, a"` nobody uses `b`: no way leads from `out` to it, so it is not visited.
#
# ## Pause
#
# This is the end of the first sitting. You have the heart of it: exercises 08.1, 08.2, 08.3. The second sitting makes it
# fit for tensors, and proves it. It does not need the cells above, only the file `mini.py`: the same classes with
# operators and a few more operations, 140 lines.

# %% [markdown] id="pause" lang="ja"
# *4 つの箱 x、a = exp(x)、b = a * 3、out = a + b。それぞれの上に、青い字で値、緑の丸で順番（out が 1、x が 4）。下にはオレンジの字で、
# 届いた勾配があります。*
#
# `of = "a, a"` にすると、`b` はだれにも使われません。`out` から戻る道がないので、訪ねられることもありません。
#
# ## 休憩
#
# 前半はここまでです。中心になる部分はもうできました：問題 08.1、08.2、08.3。後半では、これをテンソルに使えるようにし、正しさを
# 証明します。上のセルは使わず、`mini.py` だけで始められます。同じクラスに演算子といくつかの演算を加えたもので、140 行です。

# %% [markdown] id="broadcast-question" lang="en"
# ## Second sitting. Step 4: broadcasting
#
# A bias of shape (3,) is added to a batch of shape (2, 3): broadcasting copies it for each row (lesson 04). Backward, a
# gradient of shape (2, 3) arrives, but the bias has three numbers.
#
# **Predict:** what should become of the six? Try all the shapes.

# %% [markdown] id="broadcast-question" lang="ja"
# ## 後半。ステップ 4：ブロードキャスト
#
# 形状 (2, 3) のバッチに、形状 (3,) のバイアスを足します。ブロードキャストは、バイアスを行ごとにコピーします（レッスン 04）。
# 後ろへたどると、届く勾配の形状は (2, 3) ですが、バイアスの数は 3 つです。
#
# **予想しましょう**：6 つの数はどうすればよいでしょうか。ほかの形状でも試しましょう。

# %%
explore(figures.broadcast, shape=list(figures.SHAPES))

# %% [markdown] id="broadcast" lang="en"
# *Above, forward: 10, 20, 30 become two rows; the second one, dashed, is a copy. Below, backward: the rows 1, 2, 3 and
# 4, 5, 6 become their sum 5, 7, 9.*
#
# **A copy forward is a sum backward.** It is step 2 again: a number that was used twice gets two gradients.
#
# Two things may have happened to a shape: axes put *in front* (sum them away), axes of size 1 *stretched* (sum, but keep the 1).
# That is `unbroadcast`, **exercise 08.4**. The engine applies it to all that a rule gives, so no rule needs to care.
#
# **Predict** the three shapes.

# %% [markdown] id="broadcast" lang="ja"
# *上は前向き：10、20、30 が 2 行になります。破線の 2 行目はコピーです。下は後ろ向き：1、2、3 の行と 4、5、6 の行が、和の 5、7、9 に
# なります。*
#
# **前向きのコピーは、後ろ向きの和**です。ステップ 2 と同じことです。2 回使われた数には、勾配が 2 つ届きます。
#
# 形状の変わり方は 2 通りあります。**前に**軸が付け加えられたとき（足して、その軸をなくします）と、大きさ 1 の軸が**引き伸ばされた**とき（足しますが、
# 1 は残します）です。これが `unbroadcast` で、**問題 08.4** です。規則が返すものすべてにエンジンがこれを使うので、規則のほうでは気にしなくて
# かまいません。
#
# 3 つの形状を**予想しましょう**。

# %% tags=["nbval-check-output"]
grad = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
for shape in [(3,), (2, 1), ()]:
    result = mini.unbroadcast(grad, shape)
    print(shape, result.shape, result.tolist())
    assert result.shape == shape
