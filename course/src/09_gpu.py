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
#     title: {en: "GPU: two memories and a bridge", ja: "GPU：2 つのメモリと 1 本の橋"}
#     minutes: 35
#     needs: ["06"]
# ---

# %% [markdown] id="title" lang="en"
# # 09 · GPU: two memories and a bridge
#
# {badges}
#
# **Goal:** know when a GPU pays and when it does not, time it honestly, and write programs that run with one or without.
#
# **You need:** lesson 06. No GPU: the whole lesson runs without one. **Time:** 35 minutes.
#
# "It is a tensor library that can use a GPU", people say of PyTorch, and "a GPU is fast". Both are true. Yet a first
# program on a GPU is often *slower* than before. Why?

# %% [markdown] id="title" lang="ja" of="dd751e57"
# # 09 · GPU：2 つのメモリと 1 本の橋
#
# {badges}
#
# **目標**：GPU が役に立つときと立たないときを見分け、時間を正しく測り、GPU があってもなくても動くプログラムを書けるようになりましょう。
#
# **必要なもの**：レッスン 06。GPU はいりません。このレッスンは、GPU がなくても全部動きます。**時間**：35 分。
#
# 「PyTorch は GPU を使えるテンソルのライブラリ」、「GPU は速い」とよくいわれます。どちらも本当です。ところが、初めて GPU で
# 動かしたプログラムは、前より**遅く**なることがよくあります。なぜでしょうか。

# %%
{bootstrap}

# %% [markdown] id="two-memories" lang="en"
# ## Where do the numbers lie?
#
# So far all numbers lay in one memory, next to one processor, the **CPU**. A **GPU** is a second processor with thousands
# of small cores. It sits on a card of its own, and on that card is a memory of its own.
#
# **Predict:** the GPU can compute only with what lies in *its* memory. Which of the three ways in the picture is the
# narrow one?

# %% [markdown] id="two-memories" lang="ja" of="7f40e64a"
# ## 数はどこにあるのか
#
# これまで、数はすべて 1 つのメモリの中にあり、その隣のプロセッサ、**CPU** が計算していました。**GPU** は、数千個の小さなコアを持つ
# もう 1 つのプロセッサです。専用のカードに載っていて、そのカードには専用のメモリもあります。
#
# **予想しましょう**：GPU が計算に使えるのは、**自分の**メモリにある数だけです。図にある 3 本の道のうち、狭いのはどれでしょうか。

# %%
import inspect

import autograd_lib as torch
from autograd_lib import nn, optim
from autograd_lib.course import devices, explore, figures_speed, play
from autograd_lib.course import figures_devices as figures

explore(figures.memories, gpu=["T4", "H200"])

# %% [markdown] id="memories" lang="en"
# *Left the CPU, four large cores, beside its memory: 10 GB/s. Right the GPU, many small cores, beside its own memory:
# 320 GB/s, a broad band. Between the two memories a thin line: 16 GB/s, with .to("cuda") one way and .to("cpu") the
# other. Below each: 0.44 ms, 0.26 ms, 13 µs.*
#
# The ways are drawn to scale. Between the memories lies a **bridge** (its name is PCI Express), and on Colab's GPU, the
# T4, it is 20 times narrower than the GPU's way to its own memory. The times are for one matrix of 1024 × 1024 numbers:
# it will be with us for the whole lesson.
#
# **Predict:** how many bytes is it? (`float32`, 4 bytes each.)

# %% [markdown] id="memories" lang="ja" of="e24cbb42"
# *左は CPU。大きなコア 4 個と、その隣のメモリで、間は 10 GB/s。右は GPU。多数の小さなコアと自分のメモリの間は 320 GB/s の太い帯。
# 2 つのメモリの間は 16 GB/s の細い線で、片方の向きに .to("cuda")、反対向きに .to("cpu")。その下の時間は、0.44 ms、0.26 ms、13 µs。*
#
# 道の幅は、実際の比率で描いてあります。2 つのメモリの間にあるのが**橋**です（PCI Express といいます）。Colab の GPU である T4 では、
# 橋の幅は、GPU から自分のメモリへの道の 20 分の 1 しかありません。書いてある時間は、1024 × 1024 の行列 1 つを運ぶ時間です。
# この行列には、レッスンの最後まで付き合ってもらいます。
#
# **予想しましょう**：この行列は何バイトでしょうか（`float32` の数 1 個は 4 バイトです）。

# %% tags=["nbval-check-output"]
x = torch.ones(1024, 1024)
size = x.numel() * x.element_size()
t4 = devices.sheet("T4")
print(size, "bytes")
print(f"over the bridge  {1e6 * size / t4.bridge:.0f} microseconds")
print(f"from GPU memory  {1e6 * size / t4.memory:.0f} microseconds")

# %% [markdown] id="honest" lang="en"
# Four million bytes, 262 µs (0.26 ms) over the bridge, 13 µs for the GPU itself.
#
# > **Careful.** These GPU numbers are *calculated, not measured*: from the peaks that the maker's data sheet promises. A
# > real GPU is slower, above all on the bridge. By how much? You will see it further down, on one that was measured. The CPU
# > was measured, on one core. `devices.json` in the library says where each number comes from.
#
# ## A habit
#
# Write this line at the top of every program, and `device` wherever a tensor is made. **Predict:** what will be printed?

# %% [markdown] id="honest" lang="ja" of="787cce41"
# 約 400 万バイトです。橋を渡るのに 262 µs（0.26 ms）、GPU が自分のメモリから読むだけなら 13 µs です。
#
# > **注意**：GPU の数字は、**測定値ではなく計算値**です。メーカーがデータシートで約束している最高の値から計算しました。本物の GPU は
# > これより遅く、とくに橋で差が出ます。どれほど遅いかは、あとで、実際に測った GPU の図で確かめます。CPU の数字のほうは、
# > コア 1 つで実際に測ったものです。それぞれの数の出どころは、ライブラリの `devices.json` に書いてあります。
#
# ## 身につけたい習慣
#
# プログラムの先頭に、いつも次の 1 行を書きましょう。そしてテンソルを作るときには `device` を渡します。
# **予想しましょう**：何が表示されるでしょうか。

# %%
device = "cuda" if torch.cuda.is_available() else "cpu"

x = torch.tensor([1.3518]).to(device)   # made here, then moved
y = torch.ones_like(x, device=device)   # made there at once
z = x + y
print(z)
print(z.to("cpu", torch.double))

# %% [markdown] id="to" lang="en"
# With a GPU, the first line ends in `device='cuda:0'`: GPU number 0. `to` can change the device, the dtype, or both.
#
# > **Careful.** In tutorials you see this sum printed as 2.3518 in `float64`. It has not become more exact: the digits
# > that `float32` lost stay lost, and `item()` shows 2.3517999….
#
# A GPU to try: in Colab, *Runtime → Change runtime type → T4 GPU*. For all others here is a **pretend GPU**. Its numbers
# are right, its times calculated, its names and error texts PyTorch's. **Predict** both devices.

# %% [markdown] id="to" lang="ja" of="d1d5b2bd"
# GPU があれば、1 行目の最後に `device='cuda:0'`（0 番の GPU）と付きます。`to` では、デバイスと dtype のどちらか、または両方を変えられます。
#
# > **注意**：解説記事に、この和を `float64` にして 2.3518 と表示した例があります。正確になったわけではありません。`float32` で失われた桁は
# > 戻らず、`item()` で見ると 2.3517999… です。
#
# 本物の GPU を試すには、Colab で「ランタイム」→「ランタイムのタイプを変更」→「T4 GPU」を選びます。それ以外の人のために、
# **模擬 GPU** を用意しました。計算結果は本物、時間は計算値、関数名とエラーの文面は PyTorch と同じです。
# 2 つのデバイスを**予想しましょう**。

# %% tags=["nbval-check-output"]
from autograd_lib.course.pretend import Machine

pretend = Machine("T4")
x = pretend.ones(1024, 1024)
y = x.to("cuda")
print(x.device, y.device, pretend.cuda.get_device_name())

# %% [markdown] id="mixed-question" lang="en"
# `to` has sent a *copy* over the bridge; `x` is where it was. The copy is a tensor of its own, in another memory.
#
# **Predict:** what does `x @ y` do, one matrix here and one there? Send the smaller one over by itself? Or nothing?

# %% [markdown] id="mixed-question" lang="ja" of="446ff69b"
# `to` は、橋の向こうへ**コピー**を送りました。`x` は元の場所のままです。コピーは、別のメモリにある別のテンソルです。
#
# **予想しましょう**：一方がこちら、もう一方があちらにあるとき、`x @ y` はどうなるでしょうか。自動で送ってくれるでしょうか。

# %% tags=["nbval-check-output"]
x, y = pretend.ones(1024, 1024), pretend.ones(1024, 1024, device="cuda")
try:
    x @ y
except RuntimeError as error:
    print(error)
print(2 * y.sum())

# %% [markdown] id="mixed" lang="en"
# An error, not a silent trip. The bridge is slow, so PyTorch wants *you* to decide who crosses it. Only plain numbers (the 2)
# and tensors that are one number, of shape `()`, may join in from the CPU.
#
# Now two lines that look alike. **Predict:** where is `x` afterwards, and where are the weights of `net`?

# %% [markdown] id="mixed" lang="ja" of="bb25c5d2"
# エラーになりました。黙って運んではくれません。橋は遅いので、何を渡らせるかは**あなた**が決めるのです。CPU の側から加われるのは、
# ふつうの数（ここでは 2）と、形状が `()` の、数 1 つだけのテンソルだけです。
#
# 次の 2 行はよく似ています。**予想しましょう**：実行したあと、`x` はどこにありますか。`net` の重みはどこにありますか。

# %% tags=["nbval-check-output"]
x, net = pretend.ones(1024, 1024), pretend.nn.Linear(1024, 10)
x.to("cuda")
net.to("cuda")
print("x", x.device, "  net.weight", net.weight.device)

x = x.to("cuda")
outputs = net(x)
print("x", x.device, "  outputs", outputs.device, " ", outputs.cpu().device)

# %% [markdown] id="to-twice" lang="en"
# - `tensor.to(device)` returns a new tensor. Without `x = ` in front, the trip was for nothing.
# - `module.to(device)` moves the module's own parameters, and returns that same module.
#
# Both, network *and* data, must be on the same side. **Try:** exercise 09.1.
#
# In the diary of lesson 05, `to` is an operation like any other: gradients travel back over the bridge.
# **Predict:** is the result of a `to` a leaf? (A change of dtype is recorded in the same way, and needs no GPU.)

# %% [markdown] id="to-twice" lang="ja" of="9d2aab77"
# - `tensor.to(device)` は新しいテンソルを返します。`x = ` を付けないと、せっかく運んだものが捨てられます。
# - `module.to(device)` は、モジュール自身のパラメータを移し、同じモジュールを返します。
#
# ネットワークとデータの**両方**が、同じ側になければなりません。**やってみよう**：問題 09.1。
#
# レッスン 05 の「日記」では、`to` もほかと同じ演算の 1 つです。勾配は橋を渡って戻ってきます。
# **予想しましょう**：`to` の結果は葉でしょうか（dtype の変更も同じように記録されるので、GPU なしで試せます）。

# %% tags=["nbval-check-output"]
w = torch.ones(3, requires_grad=True)
moved = w.to(torch.double)
print(moved.is_leaf, moved.grad_fn.name())
moved.sum().backward()
print(w.grad)

w = torch.ones(3, device=device, requires_grad=True)
print(w.is_leaf)

# %% [markdown] id="leaf" lang="en"
# No leaf: its gradient arrives at the tensor before the bridge. So a parameter is *made* where it shall live (last
# lines), or moved by `net.to(device)` before the optimizer is built.
#
# ## What does it cost?
#
# Our matrix goes to the GPU, is used there, and comes back. The bridge takes 0.26 ms. **Predict:** how long does the T4
# take to add 1 to a million numbers, and how long for `y @ y`, two billion operations?

# %% [markdown] id="leaf" lang="ja" of="7b2bbb4b"
# 葉ではありません。勾配は、橋を渡る前のテンソルに届きます。ですからパラメータは、住む場所で**作る**か（最後の 2 行）、
# オプティマイザを作る前に `net.to(device)` で移します。
#
# ## いくらかかるのか
#
# いつもの行列を GPU に送り、そこで計算し、結果を戻します。橋は片道 0.26 ms です。**予想しましょう**：T4 は、100 万個の数に 1 を足すのに
# どれだけかかるでしょうか。20 億回の演算が必要な `y @ y` ではどうでしょうか。

# %%
def milliseconds(work):
    pretend.cuda.synchronize()
    start = pretend.perf_counter()
    work()
    pretend.cuda.synchronize()
    return f"{1000 * (pretend.perf_counter() - start):.3f} ms"

# %% tags=["nbval-check-output"]
x = pretend.ones(1024, 1024)
y = x.to("cuda")
y + 1, y @ y                      # the first time is special, as you will see
print("to cuda ", milliseconds(lambda: x.to("cuda")))
print("y + 1   ", milliseconds(lambda: y + 1))
print("y @ y   ", milliseconds(lambda: y @ y))
print("to cpu  ", milliseconds(lambda: y.to("cpu")))

# %% [markdown] id="formula" lang="en"
# Two billion operations take about as long as *one* trip of the matrix! And adding 1 is quicker than either. Behind these
# numbers is a rough formula:
#
# $$t = t_{\mathrm{launch}} + \frac{\text{bytes}}{\text{bandwidth}} + \frac{\text{operations}}{P}$$
#
# The **launch**: telling the GPU what to do takes about 10 µs, however small the job. (No data sheet says it. Measured: 12 µs
# with our library, 7 µs with PyTorch.) Bytes need bandwidth, operations need the peak $P$, 8.1 · 10¹² a second. (A real GPU
# does some of this at the same time, and never quite reaches its peak.) **Predict:** of the whole way (there, compute, back), what share is the bridge?

# %% [markdown] id="formula" lang="ja" of="ada77712"
# 20 億回の演算と、行列を**片道** 1 回運ぶのが、ほぼ同じ時間です。1 を足すほうは、どちらよりも短くて済みます。
# これらの数は、次の大まかな式から求めました。
#
# $$t = t_{\mathrm{launch}} + \frac{\text{bytes}}{\text{bandwidth}} + \frac{\text{operations}}{P}$$
#
# 1 つ目の $t_{\mathrm{launch}}$ は**起動**の時間です。GPU に仕事を頼むだけで、どんなに小さな仕事でも約 10 µs かかります
# （データシートにはない値です。測ってみると、このライブラリで 12 µs、PyTorch で 7 µs でした）。
# 2 つ目は、動かすバイト数を帯域幅で割ったもの。3 つ目は、演算の回数を最高速度 $P$（1 秒に 8.1 · 10¹² 回）で割ったものです
# （本物の GPU は、その一部を同時に進めますが、最高速度に届くこともまずありません）。
# **予想しましょう**：行って、計算して、戻る時間全体のうち、橋は何割を占めるでしょうか。

# %%
explore(figures.budget, n=(16.0, 4096.0), gpu=["T4", "H200"])

# %% [markdown] id="budget" lang="en"
# *Two bars for n = 1024 on a T4, each split into shares of its time. x + 1: 90% bridge, 0.58 ms in all. x @ x: 61%
# bridge, 31% operations, 0.86 ms in all. The rest is launches and the GPU's own memory.*
#
# Make `n` small: launches are all that is left. Make it large: for `x @ x` the operations grow, for `x + 1` they never
# do. **Why?** The matrix has $n^2$ numbers, and each crosses the bridge. `x + 1` does 1 operation for each of them, `x @ x`
# does $2n$. *Much work for each number that crosses*: that is what pays.

# %% [markdown] id="budget" lang="ja" of="c764f23e"
# *T4 で n = 1024 のときの、時間の内訳を示す 2 本の棒。x + 1 は橋が 90 %、全体で 0.58 ms。x @ x は橋が 61 %、演算が 31 %、全体で 0.86 ms。
# 残りは起動と、GPU 自身のメモリです。*
#
# `n` を小さくすると、ほとんど起動だけになります。大きくすると、`x @ x` では演算の割合が増えますが、`x + 1` では増えません。
# **なぜでしょうか**。行列には $n^2$ 個の数があり、そのどれもが橋を渡ります。1 個あたりの演算は、`x + 1` では 1 回、`x @ x` では $2n$ 回です。
# **橋を渡った数 1 個につき、たくさん計算する**。GPU が役に立つのは、そういうときです。

# %% [markdown] id="crossover-question" lang="en"
# ## When does it pay?
#
# Now no more promises: one machine was measured, its CPU with 16 cores and its GPU, an H200. **Predict:** from which size on
# is the GPU quicker for `x @ x`, with the trip there and back? For `x + 1`? And what changes if the matrix stays there for
# 100 operations (`times`)?

# %% [markdown] id="crossover-question" lang="ja" of="34dcb621"
# ## GPU が勝つのはいつか
#
# ここからは約束ではなく、実際に測った値です。測ったのは 1 台のコンピュータで、CPU は 16 コア、GPU は H200 です。
# **予想しましょう**：往復の時間も含めて、`x @ x` ではどの大きさから GPU のほうが速くなるでしょうか。`x + 1` ではどうでしょうか。
# また、行列を向こうに置いたまま 100 回計算すると（`times`）、何が変わりますか。

# %%
explore(figures.crossover(), work=["x @ x", "x + 1"], times=[1, 10, 100, 1000], cores=[16, 1], n=(16.0, 4096.0))

# %% [markdown] id="crossover" lang="en"
# *Time against n, logarithmic axes. With markers: measured, 2026-11-26. The CPU (circles) takes 2 µs to 0.11 s, the H200
# (diamonds) 55 µs to 30 ms; they cross at a star, n ≈ 520. Broken lines: H200 and T4, calculated, not measured. At n = 1024:
# CPU 1.7 ms, H200 0.78 ms (calculated 0.2 ms), T4 0.86 ms.*
#
# Below about 520 the CPU wins: it is done before the product is back.
#
# For `x + 1` they *never* cross: the trip alone takes longer than the CPU needs, at every size. With `times=100`, each of the
# 100 pays a hundredth of the trip, and they cross at $n \approx 370$: bring the data over *once*.
#
# `cores=1` (another machine) loses from about 150 on.

# %% [markdown] id="crossover" lang="ja" of="e30d7017"
# *n と時間の関係。両軸とも対数目盛。印の付いた実線は、2026 年 11 月 26 日の測定値です。CPU（丸）は 2 µs から 0.11 s まで、
# H200（ひし形）は 55 µs から 30 ms まで上がります。2 本は星印 n ≈ 520 で交わります。破線は H200 と T4 の計算値で、測定値ではありません。
# n = 1024 では CPU 1.7 ms、H200 0.78 ms（計算値は 0.2 ms）、T4 0.86 ms。*
#
# 約 520 より小さければ CPU の勝ちです。積が橋を渡って戻ってくるより先に、CPU は計算を終えてしまいます。
#
# `x + 1` では**一度も**交わりません。どの大きさでも、往復だけで、CPU の計算より長くかかるからです。`times=100` にすると、1 回あたりの橋の時間は
# 100 分の 1 になり、$n \approx 370$ で交わります。データを運ぶのは**1 度だけ**にしましょう。
#
# `cores=1` は、別のコンピュータの小さな CPU です。こちらは約 150 から GPU に負けます。

# %% [markdown] id="promises-question" lang="en"
# ## What of the promises is kept?
#
# Calculated, the H200 needs 0.2 ms for our matrix; measured, nearly four times as much. So which promise was broken? The
# next figure draws, for each size, the share that was reached of each of the three peaks: operations, memory, bridge.
#
# **Predict:** which is kept best for large matrices, which worst? And what is left of all three for small ones?

# %% [markdown] id="promises-question" lang="ja" of="1a773a34"
# ## 約束はどこまで守られたか
#
# いつもの行列にかかる時間は、計算では 0.2 ms なのに、測ると 4 倍近くでした。守られなかったのは、どの約束でしょうか。
# 次の図は、演算、メモリ、橋の 3 つの最高値に対して、それぞれ何パーセントまで出せたかを、大きさごとに描きます。
#
# **予想しましょう**：大きな行列で、いちばんよく守られたのはどれで、いちばん守られなかったのはどれでしょうか。小さな行列ではどうでしょうか。

# %%
explore(figures.promises, library=["autograd_lib", "torch"])

# %% [markdown] id="promises" lang="en"
# *Shares of the H200's peaks against n: all near 0 for small n. At n = 4096, x @ x reaches 76% of the operations, x + 1 29% of
# the memory. The bridge, dashed on the way back, never gets beyond 25%, and ends at 10% and 6%.*
#
# Small jobs reach nothing: their time is launch. Large products reach three quarters. The bridge breaks its promise: the
# operating system may move ordinary memory about at any time, so the numbers are first copied to a place that stays, and only
# then sent. (In PyTorch, `pin_memory()` puts them there beforehand.)
#
# Choose `torch`: its `x + 1` is better tuned, 64%. The bridge is no wider.

# %% [markdown] id="promises" lang="ja" of="77084135"
# *H200 の最高値に対する割合と n の関係。n が小さいうちは、どれも 0 に近い値です。n = 4096 では、x @ x が演算の 76 %、x + 1 がメモリの 29 %。
# 橋は（戻りは破線）どの大きさでも 25 % を超えず、最後は 10 % と 6 % です。*
#
# 小さな仕事では、どれもほとんど 0 です。時間の大半が起動で過ぎてしまうからです。大きな積なら、最高の 4 分の 3 まで届きます。
# 約束がいちばん守られていないのは橋です。ふつうのメモリの中身は、OS がいつ別の場所へ移すかわかりません。そこで、数をまず「動かない場所」に
# コピーし、それから送ります（PyTorch では、`pin_memory()` で、前もってその場所に置いておけます）。
#
# `torch` を選んでみましょう。`x + 1` は、PyTorch のほうがよく調整されていて 64 % です。橋の広さは変わりません。

# %% [markdown] id="careful-fast" lang="en"
# > **Careful.** "PyTorch replaces NumPy, because it can use a GPU" and "a GPU computes matrices fast" are half the truth.
# > For small tensors, and for tensors that only come to visit, the CPU is quicker.
#
# **Try:** exercises 09.3 and 09.5.
#
# ## A clock that lies
#
# You stop the time of `y @ y` on the GPU. **Predict:** what does this print? (You know the truth: 0.31 ms.)

# %% [markdown] id="careful-fast" lang="ja" of="c021961f"
# > **注意**：「PyTorch は GPU を使えるから NumPy の代わりになる」、「GPU は行列の計算が速い」という説明は、話の半分でしかありません。
# > 小さなテンソルや、ちょっと立ち寄るだけのテンソルなら、CPU のほうが速いのです。
#
# **やってみよう**：問題 09.3 と 09.5。
#
# ## うそをつく時計
#
# GPU での `y @ y` の時間を測ります。**予想しましょう**：何が表示されるでしょうか（本当の時間は、先ほどの 0.31 ms です）。

# %% tags=["nbval-check-output"]
start = pretend.perf_counter()
z = y @ y
stop = pretend.perf_counter()
print(f"{1e6 * (stop - start):.0f} microseconds")

# %% [markdown] id="asynchronous" lang="en"
# 10 microseconds, for two billion operations? The clock has measured something else: the *launch*. Python hands the job
# over and goes on at once; the GPU works through a queue, by itself. This is called **asynchronous**.
#
# The program waits only where it must: when numbers cross the bridge (`.to("cuda")`, `.cpu()`, and `.item()` or `print`, which
# want to *see* them), or when it is told to wait, by `torch.cuda.synchronize()`.
#
# Press play. **Watch:** at which moment is the clock stopped, above and below?

# %% [markdown] id="asynchronous" lang="ja" of="3278e459"
# 20 億回の演算が 10 µs でしょうか。時計が測ったのは別のもの、**起動**の時間です。Python は仕事を渡すと、すぐ次の行へ進みます。
# GPU は、列に並んだ仕事を自分で片付けていきます。このような動き方を**非同期**といいます。
#
# プログラムが待つのは、数が橋を渡るとき（`.to("cuda")` や `.cpu()`、それに、数を**見る** `.item()` や `print`）と、
# `torch.cuda.synchronize()` で「待て」と言われたときだけです。
#
# 再生ボタンを押しましょう。**よく見てください**：上と下では、時計はどの瞬間に止まりますか。

# %%
explore(figures.timeline, products=play(1, 8, 1, 4), n=[512, 256, 1024])

# %% [markdown] id="timeline" lang="en"
# *Two timelines of four products, each with a lane for the CPU and one for cuda. Above, without synchronize: four short
# launches, the clock stops at 40 µs, the GPU works on until about 180 µs. Below, with synchronize: the CPU waits, dashed,
# and the clock stops when the GPU is done, at 182 µs.*
#
# Now choose `n` = 256. Who waits for whom? Each product takes less time than its launch: the GPU stands idle. Small jobs
# waste a GPU.
#
# One trap is left. A fresh machine, waited for properly, three times the same. **Predict:** three times the same time?

# %% [markdown] id="timeline" lang="ja" of="acb54fc4"
# *4 回の積の時間の流れが 2 つ。どちらにも CPU と cuda の段があります。上は synchronize なしで、短い起動が 4 つ並び、時計は 40 µs で止まりますが、
# GPU は約 180 µs まで働いています。下は synchronize ありで、CPU は待ち（破線）、GPU が終わった 182 µs で時計が止まります。*
#
# 次に `n` を 256 にしましょう。待っているのはどちらですか。どの積も起動より短いので、今度は GPU が手持ちぶさたです。
# 小さな仕事では、GPU がもったいないのです。
#
# 落とし穴はもう 1 つあります。新しい機械で、きちんと待ちながら、同じ計算を 3 回測ります。**予想しましょう**：時間も 3 回とも同じでしょうか。

# %% tags=["nbval-check-output"]
pretend = Machine("T4")
y = pretend.ones(1024, 1024, device="cuda")
pretend.cuda.synchronize()
for _ in range(3):
    print(milliseconds(lambda: y @ y))

# %% [markdown] id="warm-up" lang="en"
# The first use of an operation loads or compiles its program for the GPU (here 100 ms, an assumption; on real ones from
# milliseconds to seconds). So, to time honestly:
#
# 1. bring the data over *before*, unless the trip is what you ask about;
# 2. warm up: run once, uncounted;
# 3. `synchronize()` before you start the clock *and* before you stop it.
#
# **Try:** exercise 09.2.
#
# Now a loop that adds up a loss. **Predict:** what does a single `.item()` in it cost?

# %% [markdown] id="warm-up" lang="ja" of="5f398495"
# 演算を初めて使うとき、その GPU 用のプログラムが読み込まれたり、コンパイルされたりします（ここでは 100 ms と仮定しました。本物では数ミリ秒から数秒です）。
# ですから、正しく測るには次のようにします。
#
# 1. データは**先に**運んでおく（橋の時間を知りたいとき以外）。
# 2. 準備運動をする。つまり 1 回動かして、その時間は数えない。
# 3. 時計を動かす前と、止める前の**両方**で `synchronize()` を呼ぶ。
#
# **やってみよう**：問題 09.2。
#
# 次は、損失を足していくループです。**予想しましょう**：ループの中の `.item()` 1 つで、何が失われるでしょうか。

# %%
explore(figures.loops, steps=(1, 8, 1, 4), n=[512, 256, 1024])

# %% [markdown] id="loops" lang="en"
# *Above, the loop with .item() in each step: launch, product, then bridge and CPU wait for each other; four steps take 265 µs.
# Below, the loop that keeps the total on the GPU: launches run ahead, products follow without a gap, and the only crossing
# is the last one; 205 µs.*
#
# `.item()` empties the queue each time: nothing can be prepared ahead. Keep the total a tensor and ask once, at the
# end. (Choose `n` = 256: the CPU cannot run ahead here anyway, and nothing is gained. Measure before you optimize.)
#
# **Try:** exercise 09.4.

# %% [markdown] id="loops" lang="ja" of="3b2ae3e3"
# *上は毎回 .item() を呼ぶループ。起動、積のあと、橋を渡るたびに CPU と待ち合わせをし、4 ステップで 265 µs。下は合計を GPU に置いたままのループ。
# 起動が先へ進み、積がすき間なく続き、橋を渡るのは最後の 1 回だけで、205 µs。*
#
# `.item()` を呼ぶたびに列が空になり、次の仕事を先回りして渡しておけません。合計はテンソルのままにして、最後に 1 回だけ尋ねましょう
# （`n` を 256 にすると、もともと CPU が先へ進めないので、得をしません。速くする前に、まず測りましょう）。
#
# **やってみよう**：問題 09.4。

# %% [markdown] id="train-question" lang="en"
# ## The loop, on any device
#
# Here is the regression of lesson 06, now for whatever `device` you have. **Predict:** which lines differ? And will the GPU find
# another line than the CPU did, 1.7451 and 0.5795?

# %% [markdown] id="train-question" lang="ja" of="6a9657cd"
# ## どのデバイスでも動くループ
#
# レッスン 06 の直線の学習を、どの `device` でも動くように書きました。**予想しましょう**：前と違うのはどの行でしょうか。また、GPU では、
# CPU のときの 1.7451 と 0.5795 とは別の値になるでしょうか。

# %% tags=["nbval-check-output"]
net = nn.Linear(1, 1)
nn.init.zeros_(net.weight), nn.init.zeros_(net.bias)
net.to(device)                                                    # once, before the optimizer
inputs = torch.tensor([[1.0], [2.0], [3.0]], device=device)       # once, before the loop
labels = torch.tensor([[2.0], [4.0], [6.0]], device=device)
optimizer = optim.SGD(net.parameters(), lr=0.01)
for epoch in range(100):
    loss = nn.functional.mse_loss(net(inputs), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(f"w {net.weight.item():.4f}, b {net.bias.item():.4f}, loss {loss.item():.4f}")

# %% [markdown] id="train" lang="en"
# The same line. Three places name the device, and the four steps none. (A GPU may add up in another order, so last digits can differ.)
# And with six numbers, it would be much *slower*.
#
# When not all data fit into the GPU's memory, each mini-batch crosses once: `inputs, labels = inputs.to(device), labels.to(device)`, first
# thing in the loop. **Try:** exercise 09.6.
#
# How does our library compute on a GPU? **Predict:** where, in the gradient rule of tanh, does it say so?

# %% [markdown] id="train" lang="ja" of="600d4d52"
# 同じ直線です。デバイスの名前が出てくるのは 3 か所だけで、4 つのステップには出てきません（GPU では足す順が変わることがあり、最後の桁が
# 違うことはあります）。そして、数が 6 個だけなら、GPU のほうがずっと**遅い**はずです。
#
# データ全部が GPU のメモリに入りきらないときは、ミニバッチを 1 つずつ渡らせます。ループの最初で
# `inputs, labels = inputs.to(device), labels.to(device)` とします。**やってみよう**：問題 09.6。
#
# では、このライブラリは GPU でどう計算するのでしょうか。tanh の勾配の規則のどこにそれが書いてあるか、**予想しましょう**。

# %% tags=["nbval-check-output"]
from autograd_lib.ops.pointwise import TanhBackward0

w = torch.ones(3, device=device, requires_grad=True)
print(w.tanh().grad_fn.name())
rule = inspect.getsource(TanhBackward0.backward)
print(rule)
assert "cuda" not in rule and "cpu" not in rule

# %% [markdown] id="rule" lang="en"
# Nowhere. On the CPU the numbers are an array of NumPy; on `cuda` they are an array of **CuPy**, a library that does on
# NVIDIA's GPUs what NumPy does on the CPU, with the same names. The array knows where it lies, so the rule need not. Write your own
# functions like this: no `np.` around tensors, new tensors with `device=x.device`.
#
# ## Your own measurement
#
# With a GPU, this cell measures it (a few seconds) and draws it over the rest. Without one, it says whose numbers these are.

# %% [markdown] id="rule" lang="ja" of="2ae525b6"
# どこにもありません。CPU では、数は NumPy の配列です。`cuda` では **CuPy** の配列になります。CuPy は、NumPy が CPU でしていることを、
# NVIDIA の GPU で、同じ名前の関数で行うライブラリです。どこにあるかは配列が知っているので、規則のほうは知らなくてよいのです。
# 自分の関数もこのように書きましょう。テンソルに `np.` を使わず、新しいテンソルは `device=x.device` で作ります。
#
# ## 自分で測る
#
# GPU があれば、次のセルが数秒で測り、図に重ねて描きます。なければ、図の数がどこから来たのかを表示します。

# %%
mine = devices.measure(torch, device, seconds=0.1) if device == "cuda" else None
for each in devices.recorded("cpu") + devices.recorded("cuda"):
    print(f"{each['device']}: {each['machine']}, {each['date']}, {each['versions']}")
figures.crossover(mine)()

# %% [markdown] id="measured" lang="en"
# *The same figure as before, with the curve of your own GPU in black with crosses, if there is one. Solid and with markers:
# measured. Broken lines: calculated from data sheets, not measured.*
#
# Have you a GPU? Is your curve above the calculated ones, as the H200's is? Where is the gap wide, for small `n` or for large? And
# which of the three promises is behind it? (To measure your own CPU, write `devices.measure(torch, "cpu", seconds=0.1)`.)

# %% [markdown] id="measured" lang="ja" of="4026a111"
# *前と同じ図。自分の GPU の測定値があれば、黒い線と十字の印で重なります。印の付いた実線は測定値、破線はデータシートからの計算値で、
# 測定値ではありません。*
#
# GPU がある人へ：あなたの曲線も、H200 と同じように計算値より上に来ましたか。差が大きいのは、`n` が小さいところでしょうか、大きいところでしょうか。
# それは、3 つの約束のうちのどれでしょうか（自分の CPU を測るには、`devices.measure(torch, "cpu", seconds=0.1)` と書きます）。

# %% [markdown] id="fast-question" lang="en"
# ## Why is this fast?
#
# Is a library written in Python slow beside one written in C++? First: what does *one* operation cost? The next cell measures,
# on your CPU, a tanh of $n$ numbers three times: by NumPy alone, on a tensor `x`, and on a tensor `w` that records its graph.
#
# **Predict:** from which $n$ on does recording the graph cost less than a tenth of the whole?

# %% [markdown] id="fast-question" lang="ja" of="6e69b545"
# ## なぜ速いのか
#
# Python で書いたライブラリは、C++ で書いたものより遅いのでしょうか。まず、演算**1 回**の時間を調べます。次のセルは、$n$ 個の数の tanh を、
# あなたの CPU で 3 通りに測ります。NumPy だけ、テンソル `x`、そして計算グラフを記録するテンソル `w` です。
#
# **予想しましょう**：グラフを記録する時間が全体の 10 分の 1 より小さくなるのは、$n$ がいくつからでしょうか。

# %%
import time

import numpy as np

works = {"np.tanh(a)": lambda: np.tanh(a), "x.tanh()": lambda: x.tanh(), "w.tanh()": lambda: w.tanh()}
sizes, taken = [4**k for k in range(11)], {code: [] for code in works}
for n in sizes:
    a = np.full(n, 0.5, np.float32)
    x = torch.from_numpy(a)
    w = x.clone().requires_grad_()      # as x, but recorded
    for code, work in works.items():
        taken[code].append(devices.time_of(work, lambda: None, 0.01, time.perf_counter)[0])
figures_speed.growth(sizes, taken)

# %% [markdown] id="overhead" lang="en"
# *Time of one tanh against n, logarithmic axes, measured here. For small n three nearly level lines, NumPy lowest, then x,
# then w. For large n they join and rise together. A star: recording has become a tenth.*
#
# The level part is **overhead**: Python's call, a tensor around NumPy's array, and for `w` *one* small object that holds
# the rule, the inputs and the saved values. It costs the same for one number and for a million.
#
# The rising part is arithmetic. No line of Python runs there: it is one of NumPy's compiled loops, the same for all three.
#
# PyTorch is installed? Write `import torch` on top of the cell. **Predict:** where is it quicker, where are we?

# %% [markdown] id="overhead" lang="ja" of="4e7cdd75"
# *tanh 1 回の時間と、要素の数 n の関係。両軸とも対数目盛で、今ここで測った値です。n が小さいうちは、3 本ともほぼ水平で、下から NumPy、x、w の順です。
# n が大きくなると 1 本に重なり、そろって上がります。星印は、記録の時間が 10 分の 1 になったところです。*
#
# 水平な部分は**オーバーヘッド**（計算そのもの以外にかかる手間）です。Python の関数呼び出し、NumPy の配列を包むテンソル、そして `w` ではさらに、
# 規則、入力、保存した値を持つ小さなオブジェクトが**1 つ**だけ作られます。数が 1 個でも 100 万個でも、この手間は変わりません。
#
# 上がっていく部分が計算です。そこでは Python のコードは 1 行も動いていません。働いているのは NumPy のコンパイル済みのループで、3 本とも同じものです。
#
# PyTorch が入っている人は、セルの先頭に `import torch` と書いてみましょう。**予想しましょう**：PyTorch のほうが速いのはどこで、
# こちらが速いのはどこでしょうか。

# %%
figures_speed.ratios()

# %% [markdown] id="ratios" lang="en"
# *Our time by PyTorch's for the same work, measured, logarithmic axis. Left of 1, on blue, this library is quicker;
# right, on orange, PyTorch. Squares: one operation with its gradient, hollow for small tensors, filled for large. Dots: whole
# computations on two processors; those with a few numbers lie left. Large gelu lies far right.
# Diamonds, on an H200: all on the right.*
#
# **Left:** tiny tensors cost overhead only, and ours is small. One object per operation; backward hands a gradient on without
# a copy where nobody else holds it. PyTorch pays for generality at each operation; but all of `layer_norm` is *one* for it.
#
# Compare the two dots of a work: a benchmark speaks of its own machine only.

# %% [markdown] id="ratios" lang="ja" of="5283d2b4"
# *同じ仕事にかかる、このライブラリの時間を PyTorch の時間で割った値。測定値、対数目盛。1 の線より左の青い側では、このライブラリのほうが速く、
# 右のオレンジの側では PyTorch のほうが速い。四角は演算 1 つとその勾配で、白抜きは小さなテンソル、塗りつぶしは大きなテンソル。丸は計算全体を
# 2 種類のプロセッサで測ったもので、数が少ないものは左にあります。大きな gelu は右のほう。ひし形は H200 で、どれも右側です。*
#
# **左側**：小さなテンソルでは、かかるのはほとんどオーバーヘッドだけで、このライブラリではそれが小さいのです。作るオブジェクトは演算 1 つに 1 個。
# 逆伝播では、ほかに誰も持っていない勾配なら、コピーせずに渡します。PyTorch は、ずっと多くの場合に対応するための手間を、演算のたびに払っています。
# ただし PyTorch では、`layer_norm` 全体でも演算は**1 つ**だけです。
#
# 同じ仕事の 2 つの丸を比べてみましょう。ベンチマークの結果は、それを測ったマシンについてのものでしかありません。

# %% [markdown] id="large" lang="en"
# **Right,** PyTorch wins when the work is large:
#
# - *One pass.* Our gelu is `0.5 * a * (1 + erf(…))`: for each step NumPy goes through memory and makes a new array. PyTorch goes
#   through once.
# - *Convolutions.* We copy every window into a column and multiply matrices. That is far better than loops in Python, but PyTorch's
#   routines are made for nothing else.
# - *Cores.* PyTorch shares large operations among all of them; NumPy only products of matrices.
# - *GPU.* For one training step ours launches more **kernels** (programs on the GPU) than PyTorch, and each launch costs.
#
# So: to learn, and for small nets, Python is no hindrance. For large ones, take PyTorch; your code fits.

# %% [markdown] id="large" lang="ja" of="4da4b3b7"
# **右側**：仕事が大きいときは PyTorch の勝ちです。
#
# - **1 回で済ませる**。このライブラリの gelu は `0.5 * a * (1 + erf(…))` です。NumPy は 1 段ごとにメモリ全体を読み、新しい配列を作ります。
#   PyTorch は 1 回通るだけです。
# - **畳み込み**。ここでは、窓を 1 つずつ列に写して、行列の積にしています。Python のループよりはるかに速いのですが、PyTorch には畳み込み専用のルーチンがあります。
# - **コア**。PyTorch は、大きな演算を全部のコアで分担します。NumPy が分担するのは行列の積だけです。
# - **GPU**。学習 1 ステップで起動する**カーネル**（GPU で動くプログラム）の数は、このライブラリのほうが多く、起動のたびに時間がかかります。
#
# ですから、学ぶときや小さなネットワークでは、Python で書いてあることは妨げになりません。大きなものには PyTorch を使いましょう。コードはそのまま通用します。

# %% [markdown] id="summary" lang="en"
# ## What you take along
#
# 1. Two memories, one narrow bridge. `tensor.to(device)` returns a copy, `module.to(device)` moves the module.
# 2. Tensors that meet must lie on the same device; PyTorch never sends one over by itself.
# 3. A GPU pays for much work on each number that has crossed: large matrices, data that stay. For a single `x + 1` it never
#    paid.
# 4. Launches are asynchronous: warm up, and `synchronize()` before each look at the clock. `.item()` waits too.
# 5. `device = "cuda" if torch.cuda.is_available() else "cpu"`, and the same program runs everywhere.

# %% [markdown] id="summary" lang="ja" of="47efe78c"
# ## まとめ
#
# 1. メモリは 2 つ、間の橋は狭い。`tensor.to(device)` はコピーを返し、`module.to(device)` はモジュール自身を移します。
# 2. 一緒に計算するテンソルは、同じデバイスになければなりません。PyTorch が勝手に運ぶことはありません。
# 3. GPU が役に立つのは、橋を渡った数 1 個につきたくさん計算するとき。大きな行列や、置いたままのデータです。`x + 1` 1 回のためなら、
#    どの大きさでも役に立ちませんでした。
# 4. GPU は非同期に動きます。準備運動をして、時計を見る前に必ず `synchronize()`。`.item()` も待ちます。
# 5. `device = "cuda" if torch.cuda.is_available() else "cpu"` と書けば、同じプログラムがどこでも動きます。

# %% [markdown] id="quiz" lang="en"
# ## Three questions
#
# 1. `x.to("cuda")`, then `net(x)` with `net` on the GPU: an error. Why?
# 2. A friend measures 9 µs on the GPU, for matrices of 100 rows and of 10,000 rows alike. What was measured?
# 3. A matrix visits the GPU for a single `x + 1`. What would have to change for the visit to pay?
#
# <details><summary>Answers</summary>
#
# 1. The copy was thrown away; `x` is still on the CPU. Write `x = x.to("cuda")`.
# 2. The launch: `synchronize()` is missing.
# 3. More work on it before it comes back: many operations, or one like `x @ x`.
#
# </details>
#
# Now it is your turn: [the exercises of lesson 09](../../exercises/en/09_gpu.ipynb).
#
# Then: [10 · From here to PyTorch](10_pytorch.ipynb).

# %% [markdown] id="quiz" lang="ja" of="29ff9112"
# ## 3 つの質問
#
# 1. `x.to("cuda")` のあと、GPU にある `net` で `net(x)` としたらエラーになりました。なぜでしょうか。
# 2. 友だちが GPU で測ったら、100 行の行列でも 10,000 行の行列でも 9 µs でした。測ったのは何の時間でしょうか。
# 3. 行列が、`x + 1` を 1 回するためだけに GPU へ行きます。行くかいがあるようにするには、何を変えればよいでしょうか。
#
# <details><summary>答え</summary>
#
# 1. コピーが捨てられ、`x` は CPU にあるままだからです。`x = x.to("cuda")` と書きます。
# 2. 起動の時間です。`synchronize()` が抜けています。
# 3. 戻る前にもっと計算することです。演算をたくさん続けるか、`x @ x` のような演算にします。
#
# </details>
#
# 次はあなたの番です：[レッスン 09 の演習](../../exercises/ja/09_gpu.ipynb)
#
# そのあとは、[10 · ここから PyTorch へ](10_pytorch.ipynb)へ。
