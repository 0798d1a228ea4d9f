// The graph explorer: draws the boxes and arrows that Python has placed, and shows them up to a step of the walk.
// A step is shown at once and then told to Python; groups are opened there, since that needs new places.

const KINDS = ["leaf", "operation", "output", "group"];
const SECONDS = 0.9; // between two steps that play
const HIGH = 636; // pixels: of the sheet, as explorer.css says
const LEAST = 0.82; // times its own size: letters of 9 pixels; what is larger then is scrolled to

/** The path of an arrow, and points along it: [tip, a point before it, start, a point after it]. */
function ends(path) {
  const numbers = path.match(/-?[\d.]+/g).map(Number);
  const points = [];
  for (let i = 0; i < numbers.length; i += 2) points.push([numbers[i], numbers[i + 1]]);
  const other = (list, from) => list.find((each) => Math.hypot(each[0] - from[0], each[1] - from[1]) > 1) ?? from;
  const start = points[0];
  const tip = points[points.length - 1];
  return [tip, other([...points].reverse(), tip), start, other(points, start)];
}

/** A triangle with its tip at one point, coming from another. */
function arrowhead([u, v], [x, y], size) {
  const length = Math.hypot(u - x, v - y) || 1;
  const [a, b] = [(u - x) / length, (v - y) / length];
  const [p, q] = [u - size * a, v - size * b];
  const side = size * 0.45;
  return `${u},${v} ${p - side * b},${q + side * a} ${p + side * b},${q - side * a}`;
}

export default front((view) => {
  let { given } = view;
  const { root, say } = view;
  let step = 0;
  let zoom = 0; // 0: as large as the sheet allows
  let parts = null; // elements by the id of their box or arrow
  let chosen = "";
  let focus = null; // where the focus goes when new boxes come: a group's id
  let sent = null; // the step that Python was told last

  root.classList.add("al-explorer");
  const title = make("p", { class: "al-title" });
  const notes = make("div");
  const first = button("|←", say("first"), () => go(0));
  const back = button("←", say("back"), () => go(step - 1));
  const next = button(say("next"), say("step"), () => go(step + 1), { class: "al-main" });
  const last = button("→|", say("end"), () => go(end()));
  const play = player(view, () => { walk(step + 1); return step < end(); }, () => SECONDS);
  play.element.addEventListener("click", () => { if (play.running && step >= end()) walk(0); });
  const place = slider({ low: 0, high: 1, step: 1, value: 0, name: say("position"), show: shown }, (at) => go(at));
  const size = [
    button("−", say("smaller"), () => scale(0.8)),
    button(say("fit"), say("fit"), () => { zoom = 0; resize(); }),
    button("+", say("larger"), () => scale(1.25)),
  ];
  const opened = make("div", { class: "al-bar" });
  const words = make("div", { class: "al-say" });
  const sheet = make("div", { class: "al-graph", role: "group", "aria-label": say("graph"), tabindex: "-1" });
  const details = make("div", { class: "al-details al-card" });
  const split = make("div", { class: "al-split" }, sheet, details);
  const legend = make("ul", { class: "al-legend" });
  root.append(
    title,
    make("div", { class: "al-bar" },
      make("span", { class: "al-group" }, first, back, play.element, next, last), place.element,
      make("span", { class: "al-group" }, ...size)),
    opened, words, split, legend, notes,
  );
  const keys = {
    ArrowRight: () => go(step + 1), ArrowLeft: () => go(step - 1), Home: () => go(0), End: () => go(end()),
    " ": () => play.element.click(),
  };
  root.addEventListener("keydown", (event) => {
    const own = event.target.closest("input, select, button") && !["ArrowRight", "ArrowLeft"].includes(event.key);
    if (event.target.matches("input") || own || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });

  function end() { return given.steps.length - 1; }
  function shown(at) { return say("of", { step: at, last: end() }); }

  // -- drawing --------------------------------------------------------------------------------------------------------

  function box(each) {
    const [x, y] = [each.x - each.w / 2, each.y - each.h / 2];
    const round = each.kind === "operation" ? 14 : each.kind === "group" ? 6 : 0;
    const rect = (grow, name) => make("svg:rect", {
      class: name, x: x - grow, y: y - grow, width: each.w + 2 * grow, height: each.h + 2 * grow, rx: round,
    });
    const kinds = ["", "al-value", "al-grad"];
    const lines = each.lines.map((text, n) => make("svg:text", {
      class: kinds[n], x: each.x, y: y + 6 + 14 * (n + 0.5) + 4,
    }, n === 2 ? "" : text));
    const element = make("svg:g", {
      class: "al-box", "data-id": each.id, "data-kind": each.kind, tabindex: "0", role: "button",
      onfocus: () => choose(each.id), onpointerenter: () => choose(each.id), onclick: () => press(each.id),
      onkeydown: (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        if (event.key === " " && !given.groups[each.id]) return;
        event.preventDefault();
        event.stopPropagation();
        press(each.id);
      },
    }, each.kind === "output" ? rect(3, "al-rim") : null, rect(0, "al-face"), ...lines);
    return { element, lines, each };
  }

  function way(each) {
    const [tip, before, start, after] = ends(each.path);
    const element = make("svg:g", { class: "al-way", "data-id": each.id },
      make("svg:path", { class: "al-down", d: each.path }),
      make("svg:polygon", { class: "al-tip", points: arrowhead(tip, before, 8) }),
      make("svg:g", { transform: "translate(5,0)" },
        make("svg:path", { class: "al-up", d: each.path }),
        make("svg:polygon", { class: "al-uptip", points: arrowhead(start, after, 9) })));
    const label = make("svg:text", { class: "al-label", x: each.x, y: each.y + 4 }, each.label);
    return { element, label };
  }

  function draw() {
    const svg = make("svg:svg", { viewBox: `0 0 ${given.width} ${given.height}`, role: "presentation" });
    parts = { boxes: {}, ways: {}, svg };
    for (const each of given.ways) {
      parts.ways[each.id] = way(each);
      svg.append(parts.ways[each.id].element);
    }
    for (const each of given.boxes) {
      parts.boxes[each.id] = box(each);
      svg.append(parts.boxes[each.id].element);
    }
    for (const each of given.ways) svg.append(parts.ways[each.id].label);
    sheet.replaceChildren(svg);
    title.textContent = given.title;
    notes.replaceChildren(...given.notes.map((text) => make("p", { class: "al-warning" }, text)));
    place.range.max = end();
    opened.hidden = !given.opened.length;
    opened.replaceChildren(say("opened"), ...given.opened.map((each) =>
      button(`▾ ${each.label}`, say("close", { group: each.label }), () => regroup("close", each.id))));
    const kinds = KINDS.filter((kind) => given.boxes.some((each) => each.kind === kind));
    const norm = given.boxes.some((each) => each.lines.join("").includes("‖"));
    legend.replaceChildren(...[...kinds, "forward", "backward"].map((kind) =>
      make("li", {}, make("span", { class: "al-swatch", "data-kind": kind }), say(`legend_${kind}`))));
    if (norm) legend.append(make("li", {}, say("legend_norm")));
    if (given.ways.some((each) => each.label.includes("Σ"))) legend.append(make("li", {}, say("legend_sum")));
    choose(parts.boxes[chosen] ? chosen : "");
    resize();
  }

  function resize() {
    split.classList.remove("al-wide");
    split.classList.toggle("al-wide", given.width > sheet.clientWidth); // then the details go below
    const room = Math.max(200, sheet.clientWidth - 4);
    const factor = zoom || Math.max(LEAST, Math.min(1.35, room / given.width, HIGH / given.height));
    parts.svg.setAttribute("width", given.width * factor);
    parts.svg.setAttribute("height", given.height * factor);
    parts.factor = factor;
  }

  function scale(by) {
    zoom = Math.min(3, Math.max(0.25, (zoom || parts.factor) * by));
    resize();
  }

  // -- the walk -------------------------------------------------------------------------------------------------------

  /** Show everything up to a step. */
  function show(at) {
    step = Math.min(Math.max(at, 0), end());
    const seen = new Set();
    const sums = {};
    const ways = { forward: new Set(), backward: new Set() };
    for (let n = 0; n <= step; n += 1) {
      const each = given.steps[n];
      each.values.forEach((id) => seen.add(id));
      Object.assign(sums, each.sums);
      if (each.phase !== "start") each.ways.forEach((id) => ways[each.phase].add(id));
    }
    const now = given.steps[step];
    for (const [id, part] of Object.entries(parts.boxes)) {
      const names = part.element.classList;
      names.toggle("al-seen", seen.has(id));
      names.toggle("al-now", id === now.box);
      names.toggle("al-back", now.phase === "backward");
      if (part.lines[2] && part.lines[2].textContent !== (sums[id] ?? "")) part.lines[2].textContent = sums[id] ?? "";
      const told = [part.each.lines[0], seen.has(id) ? part.each.lines[1] : "", sums[id] ?? ""].filter(Boolean).join(", ");
      if (part.told !== told) part.element.setAttribute("aria-label", part.told = told);
    }
    for (const [id, part] of Object.entries(parts.ways)) {
      for (const names of [part.element.classList, part.label.classList]) {
        names.toggle("al-seen", ways.forward.has(id));
        names.toggle("al-back", ways.backward.has(id));
        names.toggle("al-now", now.ways.includes(id));
      }
    }
    words.dataset.phase = now.phase;
    words.replaceChildren(make("b", {}, say(now.phase)), now.say);
    place.set(step);
    first.disabled = back.disabled = step === 0;
    next.disabled = last.disabled = step === end();
  }

  /** Go to a step, as a hand or the play button does: it is said aloud, scrolled to, and told to Python. */
  function walk(at) {
    show(at);
    view.tell(`${say(given.steps[step].phase)}: ${given.steps[step].say}`);
    const part = parts.boxes[given.steps[step].box];
    if (part) {
      choose(part.each.id);
      reveal(part.each);
    }
    sent = step;
    view.send({ do: "go", step });
  }

  function go(at) {
    if (play.running) play.stop();
    if (at >= 0 && at <= end() && at !== step) walk(at);
  }

  /** Scroll the sheet, not the page, so that a box is in sight. */
  function reveal(each) {
    const f = parts.factor;
    const near = (low, high, from, room) => (low < from ? low - 20 : high > from + room ? high - room + 20 : from);
    const left = near((each.x - each.w / 2) * f, (each.x + each.w / 2) * f, sheet.scrollLeft, sheet.clientWidth);
    const top = near((each.y - each.h / 2) * f, (each.y + each.h / 2) * f, sheet.scrollTop, sheet.clientHeight);
    if (left !== sheet.scrollLeft || top !== sheet.scrollTop) {
      sheet.scrollTo({ left, top, behavior: calm() || play.running ? "auto" : "smooth" });
    }
  }

  // -- a closer look --------------------------------------------------------------------------------------------------

  function choose(id) {
    for (const part of Object.values(parts.boxes)) part.element.classList.toggle("al-chosen", part.each.id === id);
    chosen = id;
    if (!id) {
      details.replaceChildren(make("p", { class: "al-note" }, say("hover")));
      return;
    }
    const list = make("dl");
    for (const [word, text] of given.details[id]) list.append(make("dt", {}, word), make("dd", {}, text));
    details.replaceChildren(make("p", { class: "al-title" }, parts.boxes[id].each.lines[0]), list);
    if (given.groups[id]) details.append(make("p", { class: "al-note" }, say("open")));
  }

  function press(id) {
    if (given.groups[id]) {
      regroup("open", given.groups[id]);
    } else {
      choose(id);
    }
  }

  function regroup(what, group) {
    play.stop();
    focus = group;
    view.send({ do: what, group });
  }

  draw();
  const watcher = new ResizeObserver(() => { if (!zoom && sheet.clientWidth) resize(); });
  watcher.observe(sheet);
  return {
    update(state) {
      if (sent === null) {
        if (!parts.shown || state.step !== step) show(state.step ?? 0);
      } else if (state.step === sent) {
        sent = null; // what was sent before is older than what is shown
      }
      parts.shown = true;
    },
    renew(fresh) {
      given = fresh;
      draw();
      sent = null;
      show(view.state().step ?? step);
      if (focus !== null) {
        const found = given.boxes.find((each) => given.within[each.id] === focus || given.groups[each.id] === focus);
        focus = null;
        if (found) {
          reveal(found);
          parts.boxes[found.id].element.focus({ preventScroll: true });
        }
      }
    },
    close() { play.stop(); watcher.disconnect(); },
  };
});
