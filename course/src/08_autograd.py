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

# %% [markdown] id="title" lang="ja" of="e8a54fe1"
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

# %% [markdown] id="rule-question" lang="ja" of="42ada6b7"
# ## 前半。ステップ 1：規則
#
# レッスン 05 では「局所的な微分係数 × 入ってきた値 = 出ていく値」でした。大きなグラフのどこかにある 1 つの演算、
# $a = 2$、$b = 5$ の `a * b` を考えます。右から、勾配 10 が届きます。積が少し増えると、損失はその 10 倍増える、という意味です。
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

# %% [markdown] id="rule" lang="ja" of="da19a444"
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

# %% [markdown] id="classes" lang="ja" of="9437f9fd"
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

# %% [markdown] id="accumulate-question" lang="ja" of="f632ca97"
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

# %% [markdown] id="alias-question" lang="ja" of="8c6d9389"
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

# %% [markdown] id="recurse-question" lang="ja" of="10feab41"
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
print(f"{x.grad}, {visits} visits")

# %% tags=["nbval-check-output"]
chain = ladder = Tensor(1.0, requires_grad=True)
for _ in range(10_000):
    chain = add(chain, Tensor(1.0))
for _ in range(19):
    ladder = add(ladder, ladder)

visits = 0
recurse(ladder, 1.0)
print(f"19 diamonds: {visits:,} visits")
try:
    recurse(chain, 1.0)
except RecursionError as error:
    print("10,000 additions in a row:", type(error).__name__)

# %% [markdown] id="waiting-question" lang="en"
# Two failures. A long chain needs more calls inside calls than Python allows; a network over a long text is such a chain.
# And nineteen diamonds in a row have half a million paths: a million visits instead of 20. Each further diamond doubles
# that.
#
# So visit each place *once*, when all has arrived there. How do you know that all has arrived? **Count.** Every use of
# a tensor sends one gradient back to it.
#
# **Predict** the order on the diamond, then press play; try the ladder too. How many visits will the chain and the nineteen
# diamonds need?

# %% [markdown] id="waiting-question" lang="ja" of="4f01c557"
# 2 つの失敗が見つかりました。長い鎖では、呼び出しの中でまた呼び出すことが続き、Python の許す深さを超えてしまいます。長い文を読むネットワークは、
# このような鎖になります。また、ひし形が 19 個つながると道は 50 万本あり、20 回で済むはずの訪問が 100 万回になりました。
# しかも、ひし形が 1 つ増えるたびに 2 倍になります。
#
# だから、すべてが届いてから、**1 度だけ**訪ねるようにします。すべて届いたことは、どうすればわかるでしょうか。**数えればよいのです**。
# テンソルは、使われた回数だけ勾配を受け取るからです。
#
# ひし形での順番を**予想してから**、再生しましょう。ladder（はしご）も試しましょう。先ほどの鎖と 19 個のひし形では、訪問は何回になるでしょうか。

# %%
explore(figures.waiting, graph=list(figures.GRAPHS), step=play(1, figures.WAITS))

# %% [markdown] id="waiting" lang="en"
# *The diamond x, a, b, out with dashed arrows backward. In green circles the order: out 1, b 2, a 3, x 4; above it, order =
# [out, b, a, x]. Before its visit each place shows for how many gradients it waits.*
#
# 1. Count the uses of each place.
# 2. Visit what waits for nothing: at first only `out`.
# 3. Each visit sends gradients: take one off the counts of its inputs. Who comes to 0 is next.
#
# This is a **topological order**, and **exercise 08.3**. PyTorch counts; our library sorts by age.
#
# > **Careful.** "Nearest to the output first" is not enough: `a` is next to `out`, yet must wait for `b`.

# %% [markdown] id="waiting" lang="ja" of="535aa392"
# *ひし形 x、a、b、out と、後ろ向きの破線の矢印。緑の丸の数字が順番で、out が 1、b が 2、a が 3、x が 4。上に order = [out, b, a, x] と
# あります。訪ねる前の場所には、まだ待っている勾配の個数が書かれます。*
#
# 1. それぞれの場所が何回使われたかを数えます。
# 2. もう何も待っていない場所を訪ねます。最初は `out` だけです。
# 3. 訪ねるたびに勾配を送り、その入力の数を 1 減らします。0 になったところが次です。
#
# これが**トポロジカル順序**で、**問題 08.3** です。PyTorch もこのように数えます。このライブラリは、古さの順に並べます。
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
# earlier walk has left. And 20 visits instead of a million.
#
# Now the number of lesson 05: the mean of $3(x + 2)^2$ over four ones. (The sum needs a rule: each element gets the same
# `grad`.) **Predict:** which gradient must come out?

# %% [markdown] id="backward-question" lang="ja" of="6728905b"
# これがエンジンで、10 行です。規則、累積、順番がそろいました。ノードに届いた勾配は先へ渡され、葉に届いた勾配はそこに残って、
# 前にたどったときのものに足されます。訪問は 100 万回から 20 回に減りました。
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
# 27 and 4.5, as in lesson 05, by an engine of some 50 lines.
#
# Build graphs of your own with it. `of` says what `out` is computed from.
#
# **Predict before each change:** which number gets which place in the order? When does `b` get none? And where do
# two gradients meet?

# %% [markdown] id="editor-question" lang="ja" of="f9b7392d"
# レッスン 05 と同じ 27 と 4.5 が、50 行ほどのエンジンから出てきました。
#
# このエンジンで、自分のグラフを組み立ててみましょう。`of` は、`out` を何から計算するかです。
#
# **変える前に予想しましょう**：順番の数字は、それぞれどこに付きますか。`b` に数字が付かないのはどんなときですか。2 つの勾配が
# 出会うのはどこですか。

# %%
explore(figures.editor, a=list(figures.ONE), b=list(figures.ONE), out=list(figures.TWO), of=figures.OF, x=(-2.0, 2.0))

# %% [markdown] id="pause" lang="en"
# *Four boxes: x, a = x ** 2, b = a * 3, out = a + b, with the values 2, 4, 12, 16 in blue. In green circles the order: out
# 1, b 2, a 3, x 4. Below, in orange, the gradients that arrive: 1, 1, 4, 16.*
#
# With `of = "a, a"` nobody uses `b`: no way leads from `out` to it, so it is not visited.
#
# ## Pause
#
# This is the end of the first sitting. You have the heart of it: exercises 08.1, 08.2, 08.3. The second sitting makes it
# fit for tensors, and proves it. It does not need the cells above, only the file `mini.py`: the same classes with
# operators and a few more operations, some 150 lines.

# %% [markdown] id="pause" lang="ja" of="3c9b94b0"
# *4 つの箱 x、a = x ** 2、b = a * 3、out = a + b と、青い字の値 2、4、12、16。緑の丸の順番は out が 1、b が 2、a が 3、x が 4。
# 下のオレンジの字は届いた勾配で、同じ順に 1、1、4、16 です。*
#
# `of = "a, a"` にすると、`b` はだれにも使われません。`out` から戻る道がないので、訪ねられることもありません。
#
# ## 休憩
#
# 前半はここまでです。中心になる部分はもうできました：問題 08.1、08.2、08.3。後半では、これをテンソルに使えるようにし、正しさを
# 証明します。上のセルは使わず、`mini.py` だけで始められます。同じクラスに演算子といくつかの演算を加えたもので、150 行ほどです。

# %% [markdown] id="broadcast-question" lang="en"
# ## Second sitting. Step 4: broadcasting
#
# A bias of shape (3,) is added to a batch of shape (2, 3): broadcasting copies it for each row (lesson 04). Backward, a
# gradient of shape (2, 3) arrives, but the bias has three numbers.
#
# **Predict:** what should become of the six? Try all the shapes.

# %% [markdown] id="broadcast-question" lang="ja" of="df0312bc"
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

# %% [markdown] id="broadcast" lang="ja" of="43410d58"
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

# %% [markdown] id="matmul-question" lang="en"
# ## Step 5: the matrix product
#
# A layer is `x @ W`. Four points of three numbers, `x` (4, 3), times `W` (3, 2): a result of shape (4, 2), and so is
# `grad`. The gradient of `W` must be (3, 2), that of `x` (4, 3).
#
# **Predict:** with `@` and `.T`, in which way can you make a (3, 2) out of `x` and `grad`? And a (4, 3) out of `grad` and
# `W`?

# %% [markdown] id="matmul-question" lang="ja" of="f5cb9e7b"
# ## ステップ 5：行列の積
#
# 層の計算は `x @ W` です。3 つの数からなる点が 4 つで `x` は (4, 3)、`W` は (3, 2)。結果の形状は (4, 2) で、`grad` も同じです。
# `W` の勾配は (3, 2)、`x` の勾配は (4, 3) でなければなりません。
#
# **予想しましょう**：`@` と `.T` を使って、`x` と `grad` から (3, 2) を作るには、どう掛ければよいでしょうか。`grad` と `W` から (4, 3) を
# 作るには、どうしますか。

# %% tags=["nbval-check-output"]
x = np.arange(12.0).reshape(4, 3)
W = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
grad = np.ones((4, 2))
for_x, for_W = mini.matmul_rule(grad, x, W)
print(for_x.shape, for_x[0].tolist())
print(for_W.shape, for_W[:, 0].tolist())
assert for_x.shape == x.shape and for_W.shape == W.shape

# %% [markdown] id="matmul" lang="en"
# Only one product fits in each case. Why is it right? `x[i, k]` goes into each number of row $i$, times `W[k, j]`. What
# comes back is the sum over $j$ of `grad[i, j] * W[k, j]`: here 1 + 2 = 3. And `W[k, j]` meets all four points:
# 0 + 3 + 6 + 9 = 18. Copies and sums again. **Exercise 08.5**.
#
# > **Careful.** With square matrices each wrong product fits too. Shapes are a hint, not a proof.
#
# ## Results that are used twice
#
# The slope of $e^x$ is $e^x$, that of $\tanh x$ is $1 - \tanh^2 x$. **Predict:** what should these two save, their input
# or their result?

# %% [markdown] id="matmul" lang="ja" of="42ba1400"
# どちらも、形状の合う積は 1 通りしかありません。なぜそれで正しいのでしょうか。`x[i, k]` は、`W[k, j]` を掛けて、$i$ 行目のすべての数に入ります。
# だから戻ってくるのは、`grad[i, j] * W[k, j]` の $j$ についての和で、ここでは 1 + 2 = 3 です。`W[k, j]` は 4 つの点すべてと掛けられるので、
# 0 + 3 + 6 + 9 = 18。ここでもコピーと和です。**問題 08.5**。
#
# > **注意**：正方行列では、間違った積でも形状が合ってしまいます。形状は手がかりであって、証明ではありません。
#
# ## 結果をもう一度使う
#
# $e^x$ の傾きは $e^x$、$\tanh x$ の傾きは $1 - \tanh^2 x$ です。**予想しましょう**：この 2 つの演算は、入力と結果のどちらを保存するのがよいでしょうか。

# %% tags=["nbval-check-output"]
y = mini.tanh(mini.Tensor([0.0, 1.0], requires_grad=True))
print("saved is the result:", y.node.saved[0] is y.data)
print(mini.tanh_rule(np.array([10.0, 10.0]), y.data).round(4).tolist())

# %% [markdown] id="gradcheck-question" lang="en"
# The result: it exists already, so saving it costs nothing, and no second `tanh` is computed. **Exercise 08.7**: there
# is only one input, so the rule gives its gradient alone, no longer in a tuple as `total_rule` did.
#
# ## Step 6: is it right?
#
# Lesson 02 measured slopes with two heights and a small $h$. The measured slopes are never exact, but they know nothing of your rules.
# **gradcheck** compares, element by element:
#
# $$|\mathrm{numeric} - \mathrm{analytic}| \le 10^{-5} + 10^{-3} \cdot |\mathrm{numeric}|$$
#
# with central differences and $h = 10^{-6}$, in float64. **Predict** which bars cross the line: `careless` forgets `grad`, and
# `relu` is asked exactly at its bend, 0.

# %% [markdown] id="gradcheck-question" lang="ja" of="50aa2a99"
# 結果のほうです。結果はどのみち作られるので、保存しても余分なメモリはいりませんし、`tanh` をもう一度計算することもありません。
# **問題 08.7** です。入力が 1 つなので、これからは `total_rule` のようなタプルにせず、勾配だけをそのまま返します。
#
# ## ステップ 6：正しいことを確かめる
#
# レッスン 02 では、2 か所の高さと小さな $h$ で傾きを測りました。測った傾きはぴったりの値にはなりませんが、あなたの規則とは無関係に決まります。
# だから検算に使えます。**gradcheck** は、測った傾きと、規則の出した勾配を、要素ごとに比べます。
#
# $$|\mathrm{numeric} - \mathrm{analytic}| \le 10^{-5} + 10^{-3} \cdot |\mathrm{numeric}|$$
#
# 測るのは中心差分、$h = 10^{-6}$、float64 です。線を越える棒はどれか、**予想しましょう**。`careless` は `grad` を掛け忘れた規則で、
# `relu` は折れ曲がるところ、ちょうど 0 で調べます。

# %%
def share(op, x):
    def f(x):
        return (op(mini.Tensor(x)) ** 2).sum().data

    def gradient(x):
        leaf = mini.Tensor(x, requires_grad=True)
        (op(leaf) ** 2).sum().backward()
        return leaf.grad

    return mini.excess(f, gradient, x)

# %%
def careless(x):
    return mini.record(np.exp(x.data), lambda grad, result: result, (np.exp(x.data),), x)

at, W = np.array([[0.3, 1.2, 0.8], [1.9, 0.1, 0.6]]), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
ops = {"x + row": lambda x: x + [1.0, 2.0, 3.0], "x * row": lambda x: x * [1.0, 2.0, 3.0], "x @ W": lambda x: x @ W}
ops |= {"exp": mini.exp, "log": mini.log, "tanh": mini.tanh, "mean": mini.mean, "careless": careless}
shares = {name: share(op, at) for name, op in ops.items()}
shares["relu(0)"] = share(lambda x: x.relu() + 1.0, np.zeros(1))
assert [name for name, each in shares.items() if each > 1] == ["careless", "relu(0)"]
figures.bars(shares)

# %% [markdown] id="bars" lang="en"
# *Nine bars on a logarithmic scale, with a dashed line at 1, which is what gradcheck allows. Seven blue ones stay below
# 0.00001; two hatched ones reach about 1,000.*
#
# Seven pass, a hundred thousand times better than asked. `careless` is found.
#
# > **Careful.** The rule of relu is right. At a bend there is no slope, and the difference measures halfway between both
# > sides. Check elsewhere, and in float64: lesson 02 showed the wall.
#
# Write it: **exercise 08.6**. `torch.autograd.gradcheck` allows exactly as much; our library is tested so.
#
# ## The proof: points of two colors
#
# The arms and the network of lesson 06; the same start for both engines. **Predict:** how far apart are their losses after
# 200 updates?

# %% [markdown] id="bars" lang="ja" of="5784a04c"
# *対数目盛りの 9 本の棒と、gradcheck が許す大きさ 1 の破線。青い 7 本は 0.00001 に届きません。斜線の 2 本は
# 1,000 あたりまで伸びています。*
#
# 7 つは、許される誤差の 10 万分の 1 以下で合格です。`careless` の間違いは見つかりました。
#
# > **注意**：relu の規則は、不合格でも正しいものです。折れ曲がるところには傾きがなく、差分は両側の中間を測ってしまいます。折れ目を避けて調べましょう。
# > そして、float64 で計算しましょう。レッスン 02 の「丸め誤差の壁」があるからです。
#
# 書いてみましょう：**問題 08.6**。`torch.autograd.gradcheck` の許す誤差も、これとまったく同じです。このライブラリの演算も、
# 同じ基準でテストしています。
#
# ## 実証：2 色の点
#
# レッスン 06 の渦の腕と、そのネットワークです。2 つのエンジンに、同じ点と、同じ最初のパラメータを渡します。**予想しましょう**：200 回更新したあと、
# 損失はどのくらい違っているでしょうか。

# %%
import math

import autograd_lib as torch
from autograd_lib import nn, optim

_ = torch.manual_seed(1)
r = 0.15 + 0.85 * torch.rand(300)
colors = (torch.arange(300) % 2 * 2.0 - 1).view(300, 1)
angle = 1.8 * math.pi * r + math.pi / 2 * colors[:, 0]
points = r.view(300, 1) * torch.stack([angle.cos(), angle.sin()], 1) + 0.06 * torch.randn(300, 2)

# %%
_ = torch.manual_seed(2)
net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1), nn.Tanh())
start = [p.detach().numpy().T.copy() for p in net.parameters()]
optimizer = optim.SGD(net.parameters(), lr=0.2, momentum=0.9)
theirs = []
for update in range(200):
    loss = ((net(points) - colors) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    theirs.append(loss.item())

# %%
def mine(x):
    for W, b in zip(parameters[::2], parameters[1::2]):
        x = (x @ W + b).tanh()
    return x

parameters, speeds, ours = [mini.Tensor(each, requires_grad=True) for each in start], [0.0] * 6, []
for update in range(200):
    loss = ((mine(points.numpy()) - colors.numpy()) ** 2).mean()
    loss.backward()
    ours.append(float(loss.data))
    for i, p in enumerate(parameters):
        speeds[i] = 0.9 * speeds[i] + p.grad
        p.data, p.grad = p.data - 0.2 * speeds[i], None

# %% tags=["nbval-check-output"]
right = (np.sign(mine(points.numpy()).data) == colors.numpy()).mean()
print(f"right: {right:.0%}   loss: {ours[0]:.2f} -> {ours[-1]:.4f}   the other engine: {theirs[-1]:.4f}")
assert max(abs(a - b) for a, b in zip(ours, theirs)) < 1e-4
figures.trained(mine, ours, theirs, points, colors)

# %% [markdown] id="trained" lang="en"
# *Left, the plane in two colors, with a black border that winds between two spiral arms; all 300 points lie on their own
# color. Right, the loss against the update on a logarithmic scale: a broad pale line (nn) and a dashed dark one (mini), one on the other.*
#
# The same curve, all the way down. What is left is float32 against float64. `parameters` is what `net.parameters()` gives, `mine` a `forward`: an
# `nn.Module` is a class that keeps the two together.
#
# ## The same idea, found again
#
# Is that how the real ones do it? Look. (In a notebook, `name??` shows any source.) **Predict** the rule of tanh in
# `autograd_lib`.

# %% [markdown] id="trained" lang="ja" of="edf8fe1f"
# *左は 2 色に塗り分けた平面。黒い境界が 2 本の渦の腕の間を縫い、300 個の点はすべて自分の色の側にあります。右は更新の回数に対する損失（対数目盛り）。太く淡い線
# （nn）の上に、濃い破線（mini）がぴったり重なっています。*
#
# 最後まで同じ曲線です。残ったわずかな差は、float32 と float64 の違いです。`parameters` は `net.parameters()` と同じもの、`mine` は `forward` に
# あたります。この 2 つをまとめて持つクラスが `nn.Module` です。
#
# ## 同じ考えをもう一度見つける
#
# 本物もこうなっているのでしょうか。見てみましょう（ノートブックで `名前??` と書くと、どんなソースも見られます）。`autograd_lib` の tanh の規則を
# **予想しましょう**。

# %% tags=["nbval-check-output"]
import inspect

from autograd_lib.autograd import engine
from autograd_lib.ops.pointwise import TanhBackward0

x = torch.tensor([[1.0, 2.0]], requires_grad=True)
W = torch.tensor([[0.5], [-0.25]], requires_grad=True)
b = torch.tensor([1.0], requires_grad=True)
y = (x @ W + b).tanh()
print(y.grad_fn.name())
print(inspect.getsource(TanhBackward0))
print(inspect.getdoc(engine.fit))

# %% [markdown] id="pytorch-question" lang="en"
# Your `tanh_rule`; the word `result` says what is saved. The other steps stand in `autograd_lib/autograd/engine.py`: `walk`
# accumulates, `reachable` sorts, `fit` is your `unbroadcast` (you read its description). The rest is for what you left out: hooks, several
# outputs, second derivatives, clear errors.
#
# And PyTorch? Its engine is written in C++, so `??` shows nothing. But its graph lies open: `next_functions` are your
# `inputs`. Walk over it. (Recursion will do here: a small graph, and nothing is summed.)
#
# **Predict:** how many operations and how many leaves has $\tanh(xW + b)$?

# %% [markdown] id="pytorch-question" lang="ja" of="a182dca7"
# あなたの `tanh_rule` と同じです。何を保存するかは `result` という名前が示しています。ほかのステップは
# `autograd_lib/autograd/engine.py` にあります。`walk` が累積し、`reachable` が並べ、`fit` があなたの `unbroadcast` にあたります（いま読んだのは
# その説明です）。ほかの行は、あなたが作らなかったもののためのコードです。フック、
# 複数の出力、2 階微分、わかりやすいエラーなどがあります。
#
# では PyTorch はどうでしょうか。エンジンは C++ で書かれているので、`??` では何も見えません。しかしグラフは見えます。`next_functions` が、
# あなたの `inputs` です。たどってみましょう（小さなグラフで、何も足さないので、ここでは再帰で足ります）。
#
# $\tanh(xW + b)$ のグラフに、演算はいくつ、葉はいくつあるか、**予想しましょう**。

# %% tags=["nbval-check-output"]
def show(node, depth=0):
    print("    " * depth + node.name())
    for source, _ in node.next_functions:
        show(source, depth + 1)

show(y.grad_fn)

# %% [markdown] id="walk-question" lang="en"
# Three operations, three leaves. `AccumulateGrad` is the line `tensor.grad = ...` of your engine. Replace `autograd_lib` by PyTorch in the last
# cells, and the same six lines appear (the source of tanh does not).
#
# Now watch the real engine at work. `viz.explore_graph` (lesson 05) goes back with you, step by step; point at a node for its
# rule. All that you built is in there: a rule, what it saved, a sum, an order.
#
# **Predict:** for how many gradients does `a` wait? And by which number does the rule of tanh multiply their sum? What it
# saved is about 0.905.

# %% [markdown] id="walk-question" lang="ja" of="084ff78c"
# 演算が 3 つ、葉が 3 つでした。`AccumulateGrad` は、あなたのエンジンの `tensor.grad = ...` の行にあたります。最後のセルの `autograd_lib` を
# PyTorch に替えても、同じ 6 行が表示されます（tanh のソースは見られません）。
#
# 今度は、本物のエンジンが動くところを見ましょう。レッスン 05 の `viz.explore_graph` なら、1 歩ずついっしょに戻れます。ノードを指すと、
# その規則が表示されます。規則、保存したもの、足し算、順番。あなたの作ったものが、すべてそこにあります。
#
# **予想しましょう**：`a` は勾配をいくつ待つでしょうか。tanh の規則は、その和に何を掛けるでしょうか。保存してあるのは、約 0.905 です。

# %%
from autograd_lib import viz


def f(x):
    a = x.tanh()
    b = a.exp()
    return a * b


viz.explore_graph(f, torch.tensor(1.5, requires_grad=True))

# %% [markdown] id="pytorch" lang="en"
# *From top to bottom: x with the value 1.5, tanh a 0.9051, exp b 2.472, and the output, mul, 2.238. The gradients, from
# below: 2.472 × 1 to a and 0.9051 × 1 to b; 2.472 × 0.9051 = 2.238 from b to a; 0.1807 × 4.71 = 0.8511 to x.*
#
# Two: 2.472 and 2.238. Only when both are there does tanh multiply their sum, by $1 - a^2$, about 0.18. It needs no `x`; nor
# does exp, whose number is its result, 2.472. Hand in a tensor of PyTorch's, and the walk is the same.
#
# > **Careful.** You may read that PyTorch differentiates your code, or measures slopes. It does neither: it runs the rules of
# > what was recorded.

# %% [markdown] id="pytorch" lang="ja" of="83f04fde"
# *上から順に、x は値 1.5、tanh の a は 0.9051、exp の b は 2.472、出力の mul は 2.238。勾配は、下から順に、a へ 2.472 × 1、b へ 0.9051 × 1、
# b から a へ 2.472 × 0.9051 = 2.238、x へ 0.1807 × 4.71 = 0.8511 です。*
#
# 2 つです。2.472 と 2.238 がそろってから、tanh の規則がその和に $1 - a^2$、約 0.18 を掛けます。`x` は使いません。exp も同じで、掛けるのは
# 自分の結果の 2.472 です。PyTorch のテンソルを渡しても、まったく同じようにたどれます。
#
# > **注意**：「PyTorch はコードを微分する」「傾きを測る」という説明を見かけますが、どちらも違います。記録しておいた演算の規則を
# > 実行しているだけです。

# %% [markdown] id="take-along" lang="en"
# ## What you take along
#
# 1. An operation computes, saves, and has a rule: gradient in, gradients out.
# 2. Where paths meet, add; never in place.
# 3. Visit each place once, when all has arrived: a topological order. No recursion.
# 4. A copy forward is a sum backward: broadcasting, and the matrix product.
# 5. gradcheck measures what the rules claim.

# %% [markdown] id="take-along" lang="ja" of="ec262cd5"
# ## まとめ
#
# 1. 演算は、計算し、保存し、規則を持ちます。規則は、勾配を受け取って勾配を返します。
# 2. 道が出会うところでは足します。インプレースでは足しません。
# 3. すべてが届いてから、1 度だけ訪ねます。それがトポロジカル順序で、再帰は使いません。
# 4. 前向きのコピーは、後ろ向きの和です。ブロードキャストも、行列の積もそうです。
# 5. gradcheck は、規則の言い分を測って確かめます。

# %% [markdown] id="quiz" lang="en"
# ## Three questions
#
# 1. A rule forgets to multiply by `grad`. Why does $y = e^x$, `y.backward()` not show it?
# 2. `x` is used by three operations. How many gradients must have arrived before `x` is visited, and what happens to them?
# 3. A bias of shape (16,) is added to a batch of shape (300, 16). Which shape arrives, and what makes it fit?
#
# <details><summary>Answers</summary>
#
# 1. The walk starts with `grad` 1, and nothing comes after `exp`. With anything behind it, the gradient is wrong.
# 2. Three; they are added.
# 3. (300, 16); `unbroadcast` sums over the 300 rows.
#
# </details>
#
# Now build it: [the exercises of lesson 08](../../exercises/en/08_autograd.ipynb).
#
# Then: [09 · GPU: two memories and a bridge](09_gpu.ipynb).

# %% [markdown] id="quiz" lang="ja" of="37ac72ce"
# ## 3 つの質問
#
# 1. `grad` を掛け忘れた規則があります。$y = e^x$ で `y.backward()` としても間違いに気づけないのはなぜですか。
# 2. `x` を 3 つの演算が使っています。`x` を訪ねる前に、勾配はいくつ届いている必要がありますか。それらはどうなりますか。
# 3. 形状 (300, 16) のバッチに、形状 (16,) のバイアスを足します。届く勾配の形状は何で、どうすれば合いますか。
#
# <details><summary>答え</summary>
#
# 1. 出発点の `grad` が 1 で、`exp` のあとに何もないからです。あとに別の演算があれば、勾配は間違った値になります。
# 2. 3 つです。足し合わされます。
# 3. (300, 16) です。`unbroadcast` が 300 行について和をとります。
#
# </details>
#
# いよいよ組み立てます：[レッスン 08 の演習](../../exercises/ja/08_autograd.ipynb)
#
# そのあとは、[09 · GPU：2 つのメモリと 1 本の橋](09_gpu.ipynb)へ。
