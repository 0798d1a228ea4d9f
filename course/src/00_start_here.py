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
#     title: {en: Start here, ja: はじめに}
#     minutes: 20
#     needs: []
# ---

# %% [markdown] id="start-here" lang="en"
# # 00 · Start here
#
# {badges}
#
# **Goal:** run cells, let the course check your answers, and know the way ahead.
#
# **You need:** nothing but curiosity and a little Python: `=`, `print`, `def`. **Time:** 20 minutes.

# %% [markdown] id="start-here" lang="ja" of="f4725b89"
# # 00 · はじめに
#
# {badges}
#
# **目標**：セルを実行し、答え合わせの使い方を覚え、これから進む道を見渡しましょう。
#
# **必要なもの**：好奇心と、ほんの少しの Python（`=`、`print`、`def`）だけです。**時間**：20 分。

# %%
{bootstrap}

# %% [markdown] id="setup-says" lang="en"
# The gray box above is a **cell**. Click into it, hold Shift and press Enter. One line appears below: it names your
# versions and ends with *ready*.
#
# Run the next cell in the same way. It names the two things this lesson uses.

# %% [markdown] id="setup-says" lang="ja" of="cedf2d0d"
# 上の灰色の枠を**セル**と呼びます。セルの中をクリックし、Shift キーを押しながら Enter キーを押してみましょう。
# すぐ下にバージョンを示す 1 行が現れ、最後に「準備完了」と出ます。
#
# 次のセルも同じように実行してください。このレッスンで使う 2 つのものを読み込みます。

# %%
import autograd_lib as torch
from autograd_lib.course import explore
from autograd_lib.course import figures_start as figures

# %% [markdown] id="where-to" lang="en"
# ## Where does this road lead?
#
# A program that reads handwriting: can you write one? Nobody can list the rules for what makes a 5 a 5. So we let the
# program find them, by trial, error and a slope.
#
# The next cell trains such a program on 1,400 small pictures, then shows it ten that it has never seen. It takes a
# second or two.
#
# **Predict:** how many of the ten will it read correctly?

# %% [markdown] id="where-to" lang="ja" of="fbc4a770"
# ## この道はどこへ続くのでしょう
#
# 手書きの数字を読むプログラムを書けますか。「5 とはこういう形だ」という規則を全部書き出せる人はいません。
# そこで、規則はプログラム自身に見つけてもらいます。頼りになるのは、試すこと、間違えること、そして「傾き」です。
#
# 次のセルは、そのようなプログラムを 1,400 枚ほどの小さな画像で学習させ、初めて見る画像を 10 枚読ませます。1、2 秒で終わります。
#
# **予想しましょう**：10 枚のうち、何枚を正しく読めるでしょうか。

# %%
figures.classifier_at_work()

# %% [markdown] id="classifier-caption" lang="en"
# *Ten handwritten digits of 8×8 pixels in two rows. Above each the digit that its writer meant: with a check mark if the
# program read it so, else with a cross and what the program said. Below, ten bars: how likely it finds each digit from 0
# to 9. Eight are right; the last of each row was picked because the program does worst there.*
#
# Look at the bars below the first cross. The program wavered between 3 and 8. The writer meant a 9: would you have seen
# it?
#
# In lesson 07 you write all of this yourself, for larger pictures. It takes about forty lines.

# %% [markdown] id="classifier-caption" lang="ja" of="aee56986"
# *8×8 画素の手書き数字が 10 枚、2 段に並んでいます。画像の上は書いた人の意図した数字です。プログラムがそう読めればチェック、
# 読めなければ×印とプログラムの答えが付いています。下の 10 本の棒は、0 から 9 のそれぞれを、どのくらいありそうだと考えたかを示します。
# 正解は 8 枚です。各段の最後の 1 枚は、プログラムがいちばん苦手な画像を選びました。*
#
# 1 つ目の×印の下の棒を見てください。プログラムは 3 と 8 で迷いました。書いた人のつもりは 9 です。あなたには 9 に見えますか。
#
# レッスン 07 では、もっと大きな画像で、これを全部自分で書きます。40 行ほどで書けます。

# %% [markdown] id="dialogue" lang="en"
# ## Is it hard?
#
# > **Mio:** I opened PyTorch's tutorial. Page one was fine. On page two they took derivatives of things, and on page
# > three there was a network that reads photographs.
# >
# > **Dr. Ren:** Three big steps. What lies between them?
# >
# > **Mio:** That is what I wanted to ask!
# >
# > **Dr. Ren:** A box, a slope and a hill in the fog. PyTorch is a tool: arrays as in NumPy, plus a memory of how each
# > number came about. With the box, the slope and the hill in your hands, the tool is easy to hold.
#
# Those missing steps are this course.

# %% [markdown] id="dialogue" lang="ja" of="6cdedd76"
# ## 難しいのでしょうか
#
# > **ミオ**：PyTorch のチュートリアルを開いてみたんです。1 ページ目は大丈夫でした。2 ページ目で何かを微分しはじめて、
# > 3 ページ目にはもう写真を見分けるネットワークが出てきました。
# >
# > **レン博士**：大きな段差が 3 つあるね。あいだには何があると思う？
# >
# > **ミオ**：それを聞きたかったんです！
# >
# > **レン博士**：箱と、傾きと、霧の山だよ。PyTorch は道具なんだ。NumPy のような配列に、「この数はどうやってできたか」という記憶が付いている。
# > 箱と傾きと山がわかれば、道具はちゃんと手になじむ。
#
# この段差を埋めるのが、このコースです。

# %% [markdown] id="for-whom" lang="en"
# ## Who is this for?
#
# - **You are new.** You know a little Python and have never trained anything. Take every lesson, in order.
# - **You have read about it.** The theory sounds familiar, but you could not write it. Do the exercises first and read
#   where you get stuck.
# - **You study** and need networks for your research. Lessons 05, 06 and 08 show what the machine really does.
# - **You build software.** Lessons 04, 06, 07, 09 and 10 are the shortest way to working code.

# %% [markdown] id="for-whom" lang="ja" of="751c3975"
# ## だれのためのコースでしょう
#
# - **はじめての方**：Python は少しわかるけれど、何かを学習させた経験はないという方は、全レッスンを順番に進みましょう。
# - **本で読んだ方**：理論には見覚えがあるけれど、自分では書けないという方は、まず演習を解き、つまずいたところを読みましょう。
# - **学生・研究者の方**：研究でネットワークが必要なら、レッスン 05、06、08 で、機械が実際に何をしているのかがわかります。
# - **エンジニアの方**：すぐに動くコードがほしいなら、レッスン 04、06、07、09、10 が近道です。

# %%
figures.course_map(here=0)

# %% [markdown] id="map-caption" lang="en"
# *A road with eleven stations. Gray, 00: a start button. Blue: 01 a box named f, 02 a curve with a tangent, 03 a contour
# map with a path. Green: 04 a block of numbers, 05 a graph. Orange: 06 a loop of four steps, 07 a digit. Pink: 08 a
# gear, 09 a GPU, 10 the words "import torch". A pin marks 00.*
#
# The road has four parts:
#
# 1. **Mathematics** (blue): a function, its slope, walking downhill.
# 2. **Tensors** (green): arrays that remember how they were computed.
# 3. **Learning** (orange): predict, measure, find the slope, improve, again and again.
# 4. **Further** (pink): the inside of the machine, faster machines, PyTorch itself.

# %% [markdown] id="map-caption" lang="ja" of="71996c9a"
# *11 の駅がある道。灰色は 00 で再生ボタン。青は 01 が f と書かれた箱、02 が曲線と接線、03 が等高線と道すじ。
# 緑は 04 が数のブロック、05 がグラフ。オレンジは 06 が 4 つのステップの輪、07 が数字。桃色は 08 が歯車、09 が GPU、
# 10 が「import torch」の文字。00 に現在地のピンが立っています。*
#
# 道は 4 つの区間に分かれます。
#
# 1. **数学**（青）：関数、その傾き、そして坂を下ること。
# 2. **テンソル**（緑）：どう計算されたかを覚えている配列。
# 3. **学習**（オレンジ）：予測し、誤差を測り、傾きを求め、直す。そのくり返し。
# 4. **その先**（桃色）：機械の内側、速い機械、そして PyTorch そのもの。

# %% [markdown] id="two-words" lang="en"
# Why does the course use its own small library? Because you can open it and read how it works. Its names, results and
# error messages are PyTorch's. So all that you type after
#
# ```python
# import autograd_lib as torch
# ```
#
# is PyTorch code. In lesson 10 you delete the words `autograd_lib as`, and the same cells run on PyTorch, one of the
# most widely used libraries of the field.
#
# ## A cell shows its last line
#
# **Predict:** what appears below the next cell? Work it out in your head before you run it. `**` means "to the power
# of".

# %% [markdown] id="two-words" lang="ja" of="4b274f6d"
# なぜ小さな自前のライブラリを使うのでしょう。中を開いて、しくみを自分の目で読めるからです。名前も、計算結果も、エラーメッセージも
# PyTorch と同じに作ってあります。ですから、次の行のあとに書くものは、すべて PyTorch のコードです。
#
# ```python
# import autograd_lib as torch
# ```
#
# レッスン 10 では `autograd_lib as` という文字を消します。すると同じセルが、この分野で最も広く使われているライブラリの
# 1 つ、PyTorch の上で動きます。
#
# ## セルは最後の行を表示します
#
# **予想しましょう**：次のセルの下には何が現れるでしょうか。実行する前に、頭の中で計算してみてください。`**` は累乗の記号です。

# %% tags=["nbval-check-output"]
x = 3
2 * x**2 + 2

# %% [markdown] id="twenty" lang="en"
# Powers first: 3² = 9. Then 2 · 9 = 18, and 18 + 2 = **20**. You will meet this 20 again: it travels with you through
# the next lessons.
#
# The cell showed the value of its **last line**, without `print`. The number in brackets on its left says when it ran:
# `[5]` is the fifth run.
#
# **Try:** change the 3 to a 5 and run the cell again. Which number do you expect?
#
# ## A cell remembers
#
# **Predict:** run the next cell once. Then run it twice more. What does it show each time?

# %% [markdown] id="twenty" lang="ja" of="da10f083"
# まず累乗で 3² = 9。次に 2 · 9 = 18、そして 18 + 2 = **20** です。この 20 は、これからのレッスンにもずっと付いてきます。
#
# `print` がなくても、セルは**最後の行**の値を表示します。左の角かっこの数字は、何番目に実行されたかを表します。`[5]` なら 5 番目です。
#
# **やってみよう**：3 を 5 に変えて、もう一度実行してみましょう。どんな数になると思いますか。
#
# ## セルは覚えています
#
# **予想しましょう**：次のセルを 1 回実行します。それから、あと 2 回実行します。それぞれ何が表示されるでしょうか。

# %%
x = x + 1
x

# %% [markdown] id="kernel" lang="en"
# One more each time. Behind the page works a Python program, the **kernel**. It keeps every name with its value, until
# you restart it. The page shows the text of the cells; the kernel holds what they made.
#
# That has a trap. The kernel knows nothing of the order *on the page*. It only knows the order in which you ran things.

# %% [markdown] id="kernel" lang="ja" of="7ee0706c"
# 実行するたびに 1 ずつ増えます。ページの裏では**カーネル**という Python のプログラムが動いています。カーネルは、再起動するまで、
# 名前と値の組を全部覚えています。ページにあるのはセルの文字で、セルが作ったものはカーネルの中にあるのです。
#
# ここに落とし穴があります。カーネルは*ページの上の*順番を知りません。知っているのは、あなたが実行した順番だけです。

# %%
figures.run_order()

# %% [markdown] id="order-caption" lang="en"
# *Left, three cells as they stand on the page: `n = 1` with the number [1], `n = n + 1` with [3], `n = n * 10` with [2].
# Arrows lead to the right, where they stand in the order in which they ran. There n is first 1, then 10, then 11.*
#
# Somebody ran the third cell before the second. **Question:** which value would n have if the cells had run from top to
# bottom?

# %% [markdown] id="order-caption" lang="ja" of="4084b1e4"
# *左は、ページに並んだ 3 つのセル。`n = 1` の番号は [1]、`n = n + 1` は [3]、`n = n * 10` は [2] です。矢印の先、右側では
# 実行された順に並んでいて、n は 1、10、11 と変わります。*
#
# だれかが、2 番目のセルより先に 3 番目のセルを実行したのです。**質問**：上から順に実行していたら、n はいくつになったでしょうか。

# %% [markdown] id="restart" lang="en"
# From top to bottom it is (1 + 1) · 10 = 20. The picture's notebook said 11. Both are "right"; only one can be
# repeated by somebody else.
#
# When things get strange, start afresh and run everything in order:
#
# | In | choose |
# |---|---|
# | JupyterLab | Kernel → Restart Kernel and Run All Cells… |
# | Colab | Runtime → Restart session and run all |
# | VS Code | Restart, then Run All |
#
# ## Many numbers at once
#
# The course keeps numbers in **arrays**. An array computes with all its numbers at once, without a loop.
#
# **Predict:** what does the next cell show?

# %% [markdown] id="restart" lang="ja" of="863b698b"
# 上から順なら (1 + 1) · 10 = 20 です。図のノートブックでは 11 になりました。計算はどちらも間違っていません。でも、ほかの人が
# 同じ結果を出せるのは、上から順に実行したほうだけです。
#
# 様子がおかしいと思ったら、最初からやり直して、上から順に全部実行しましょう。
#
# | 環境 | 選ぶもの |
# |---|---|
# | JupyterLab | Kernel → Restart Kernel and Run All Cells… |
# | Colab | ランタイム → セッションを再起動してすべて実行 |
# | VS Code | 再起動、それから「すべてを実行」 |
#
# ## たくさんの数をいちどに
#
# このコースでは、数を**配列**に入れて扱います。配列は、ループを書かなくても、中の数すべてをいちどに計算します。
#
# **予想しましょう**：次のセルは何を表示するでしょうか。

# %% tags=["nbval-check-output"]
import numpy as np

x = np.array([0, 1, 2, 3])
2 * x**2 + 2

# %% [markdown] id="two-names-question" lang="en"
# Four results for four numbers, and the last is 20 again.
#
# ## One array, two names
#
# **Predict:** `a` is never mentioned in the third line. Does it change?

# %% [markdown] id="two-names-question" lang="ja" of="3b53742c"
# 4 つの数に 4 つの結果が返り、最後はやはり 20 です。
#
# ## 1 つの配列に 2 つの名前
#
# **予想しましょう**：3 行目に `a` は出てきません。それでも `a` は変わるでしょうか。

# %% tags=["nbval-check-output"]
a = np.array([1, 2, 3])
b = a
b[1] = 99
a

# %% [markdown] id="two-names-why" lang="en"
# It does! `b = a` copies no numbers. It ties a second name to the same array. Who wants a second array asks for one:
# `c = a.copy()`.

# %% [markdown] id="two-names-why" lang="ja" of="75e67715"
# 変わりました！ `b = a` は数をコピーしません。同じ配列に 2 つ目の名前を結び付けるだけです。別の配列がほしいときは、
# `c = a.copy()` と書きます。

# %%
figures.two_names()

# %% [markdown] id="two-names-caption" lang="en"
# *Two labels, a and b = a, are tied to one array 1, 99, 3; its 99 was written through b. A third label, c = a.copy(), is
# tied to an array of its own: 1, 2, 3.*
#
# Remember this picture. In lesson 04 tensors share their numbers in the same way, and half of all strange results come
# from it.
#
# ## Sliders
#
# Many pictures of this course can be moved. Run the next cell. **Question:** can you light exactly seven lamps?

# %% [markdown] id="two-names-caption" lang="ja" of="21304299"
# *a と b = a という 2 つの札が、1、99、3 という 1 つの配列に結ばれています。99 は b を通して書き込まれました。3 つ目の札 c = a.copy() は、
# 1、2、3 という自分だけの配列に結ばれています。*
#
# この図を覚えておいてください。レッスン 04 のテンソルも、同じように中身を共有します。首をかしげるような結果の多くは、これが原因です。
#
# ## スライダー
#
# このコースの図の多くは、動かせます。次のセルを実行してください。**質問**：ランプをちょうど 7 個ともせますか。

# %%
explore(figures.lamps, n=(0, 12))

# %% [markdown] id="lamps-caption" lang="en"
# *Twelve lamps in a ring around the number 0; none of them is lit. With the slider n, as many lamps shine as n says.*
#
# No slider below your cell, or nothing moves? The page on GitHub shows only pictures; sliders need a running kernel.
#
# - **JupyterLab:** run the cell. If words appear instead of a slider, reload the page in the browser.
# - **Colab:** run the cell; wait a second. Do not upgrade `ipywidgets` there.
# - **VS Code:** allow the scripts of widgets when it asks.
#
# Everything can be learned without sliders too: edit the numbers in a cell and run it again.

# %% [markdown] id="lamps-caption" lang="ja" of="adc4e722"
# *数字 0 のまわりに 12 個のランプが輪になって並び、どれも消えています。スライダー n を動かすと、n の数だけランプがともります。*
#
# スライダーが出ない、または動かないときは、次を試してください。GitHub のページで見られるのは図だけです。動かすにはカーネルが必要です。
#
# - **JupyterLab**：セルを実行します。スライダーの代わりに文字が出たら、ブラウザでページを読み込み直しましょう。
# - **Colab**：セルを実行し、少し待ちます。`ipywidgets` は更新しないでください。
# - **VS Code**：ウィジェットのスクリプトを許可するか聞かれたら、許可しましょう。
#
# スライダーがなくても、すべて学べます。セルの数字を書きかえて、もう一度実行すればよいのです。

# %% [markdown] id="three-answers" lang="en"
# ## Let the course check you
#
# Every lesson has exercises. They contain three dots, `...`, where you write. Then `check` looks at your answer. It
# knows three outcomes. Here is the first:

# %% [markdown] id="three-answers" lang="ja" of="d1778f3d"
# ## 答え合わせをしてもらう
#
# どのレッスンにも演習があります。`...` と書かれたところに、あなたが答えを書きます。すると `check` が答えを確かめます。結果は 3 種類です。
# まず 1 つ目。

# %%
check("00.1", ...)

# %% [markdown] id="second-outcome" lang="en"
# **Not attempted:** nothing is lost, and nothing is wrong. Exercise 00.1 asks for a secret number. Let us guess 7:

# %% [markdown] id="second-outcome" lang="ja" of="266b4a85"
# **未回答**：何も失われず、間違いにもなりません。問題 00.1 は秘密の数を当てるものです。7 と答えてみましょう。

# %%
check("00.1", 7)

# %% [markdown] id="read-it" lang="en"
# **Wrong**, and it says why it thinks so. The course knows the usual mistakes and tells them apart. So a wrong answer is
# worth something: try, read, try again.
#
# Stuck? Ask. Each call climbs one rung of a ladder, from a nudge to a strong hint:

# %% [markdown] id="read-it" lang="ja" of="45087865"
# **不正解**です。そして、その理由も教えてくれます。このコースは、よくある間違いを見分けられます。ですから、間違えることにも
# 意味があります。試して、読んで、また試しましょう。
#
# 行きづまったら、ヒントをもらいましょう。`hint` を呼ぶたびに、はしごを 1 段ずつ登るように、ヒントが具体的になっていきます。

# %%
hint("00.1")

# %% [markdown] id="four-verbs" lang="en"
# You do not get the third outcome here: that one is yours. Four words are all you need:
#
# | Type | and you get |
# |---|---|
# | `check("00.1", answer)` | not attempted, wrong or right, and why |
# | `hint("00.1")` | the next hint |
# | `reveal("00.1")` | an answer, when you have tried enough |
# | `progress()` | what is done, what is left |
#
# Nothing leaves your computer. How often you tried, only you see.
#
# ## Ask the code itself
#
# What does `torch.tanh` do? You need not leave the notebook. Every function carries its own description:

# %% [markdown] id="four-verbs" lang="ja" of="8a30b5b4"
# 3 つ目の結果は、ここでは見せません。あなた自身で出してください。必要な言葉は 4 つだけです。
#
# | 入力 | すると |
# |---|---|
# | `check("00.1", answer)` | 未回答・不正解・正解と、その理由 |
# | `hint("00.1")` | 次のヒント |
# | `reveal("00.1")` | 解答例（十分に考えたあとで） |
# | `progress()` | 終わった演習と、残りの演習 |
#
# 結果があなたのコンピュータの外に出ることはありません。何回試したかも、あなたにしか見えません。
#
# ## コードに直接たずねる
#
# `torch.tanh` は何をする関数でしょうか。ノートブックを離れる必要はありません。どの関数にも、説明が付いています。

# %%
print(torch.tanh.__doc__)

# %% [markdown] id="where-to-look" lang="en"
# Type `torch.tanh?` for the same, with the arguments, and `torch.tanh??` to read the code itself: a few lines.
#
# | Question | Where |
# |---|---|
# | What does this function do? | `name?` in a cell |
# | How does it do it? | `name??` |
# | Which lessons are there, and what does each need? | [the table of contents](../README.md) |
# | How do I install it, where is which file? | [the README](../../README.md) |

# %% [markdown] id="where-to-look" lang="ja" of="821b71c5"
# `torch.tanh?` なら同じ説明が引数と一緒に出ます。`torch.tanh??` ならコードそのものが読めます。ほんの数行です。
#
# | 知りたいこと | 見るところ |
# |---|---|
# | この関数は何をするのか | セルに `名前?` |
# | どうやってそれをしているのか | `名前??` |
# | どんなレッスンがあり、何が必要か | [目次](../README.md) |
# | インストールの方法、ファイルの場所 | [README](../../README.ja.md) |

# %% [markdown] id="take-away" lang="en"
# ## What we saw
#
# 1. A cell shows its last line; Shift+Enter runs it.
# 2. The kernel remembers values in the order in which cells *ran*; "restart and run all" makes order and page agree.
# 3. An array computes with all its numbers at once.
# 4. `b = a` is a second name, not a second array.
# 5. `check`, `hint`, `reveal`, `progress`: wrong answers are part of the way.

# %% [markdown] id="take-away" lang="ja" of="ed3c48a5"
# ## まとめ
#
# 1. セルは最後の行を表示します。Shift+Enter で実行します。
# 2. カーネルは、*実行した*順に値を覚えます。「再起動してすべて実行」すれば、ページの順番と一致します。
# 3. 配列は、中の数すべてをいちどに計算します。
# 4. `b = a` は 2 つ目の名前です。2 つ目の配列ではありません。
# 5. `check`、`hint`、`reveal`、`progress`。間違いも道のりの一部です。

# %% [markdown] id="quiz" lang="en"
# ## Three questions
#
# 1. A cell shows `[12]` on its left. Is it the twelfth cell on the page?
# 2. You delete the cell that said `n = 1`. Does the kernel still know `n`?
# 3. `x` is an array of five numbers. How many numbers has `x + 1`?
#
# <details><summary>Answers</summary>
#
# 1. Not necessarily: it was the twelfth to *run*.
# 2. Yes, until you restart it. Afterwards the notebook may no longer run, so restart before you pass it on.
# 3. Five: 1 is added to each.
#
# </details>

# %% [markdown] id="quiz" lang="ja" of="5382ec9f"
# ## 3 つの質問
#
# 1. セルの左に `[12]` と出ています。ページの上から 12 番目のセルでしょうか。
# 2. `n = 1` と書いたセルを消しました。カーネルはまだ `n` を知っているでしょうか。
# 3. `x` は 5 個の数の配列です。`x + 1` には数がいくつありますか。
#
# <details><summary>答え</summary>
#
# 1. そうとは限りません。12 番目に*実行された*セルです。
# 2. はい、再起動するまでは知っています。再起動すると、そのノートブックは動かなくなるかもしれません。人に渡す前に、再起動して確かめましょう。
# 3. 5 個です。それぞれに 1 が足されます。
#
# </details>

# %% [markdown] id="next" lang="en"
# ## Your turn
#
# The [exercises of this lesson](../../exercises/en/00_start_here.ipynb) take ten minutes. Find the secret number!
#
# Then: [01 · Functions: black boxes and chains](01_functions.ipynb).

# %% [markdown] id="next" lang="ja" of="1ba0b654"
# ## あなたの番です
#
# [このレッスンの演習](../../exercises/ja/00_start_here.ipynb)は 10 分ほどです。秘密の数を見つけてください！
#
# そのあとは、[01 · 関数：ブラックボックスをつなぐ](01_functions.ipynb)へ。
