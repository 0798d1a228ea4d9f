// The training cockpit: curves, the learner's view, and the instruments. All rules are Python's.

const WIDTH = 400;
const HEIGHT = 220;
const EDGE = { left: 58, right: 10, bottom: 28 };
const ROW = 15; // of the names, which stand above the curves

/** A number in few signs. */
function few(value) {
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(1) : String(Number(value.toPrecision(3)));
  return text.replaceAll("-", "−");
}

export default front((view) => {
  const { root, say, given } = view;
  root.classList.add("al-cockpit");
  const title = make("p", { class: "al-title" });
  const bar = make("progress", { "aria-label": say("title") });
  const press = (what) => () => view.send({ do: what });
  const pause = button(say("hold"), say("hold"), () => view.send({ do: held() ? "play" : "pause" }), { class: "al-main" });
  const sub = button(say("sub"), say("sub"), press("sub"));
  const item = button(say("item"), say("item"), press("item"));
  const stop = button(say("stop"), say("stop"), press("stop"));
  for (const each of [pause, sub, item, stop]) each.removeAttribute("aria-label");
  const lr = slider({
    low: -5, high: 1, step: 0.05, value: Math.log10(given.lr || 0.01), name: say("lr"), show: (at) => few(10 ** at),
  }, (at) => { turned = Date.now(); view.send({ do: "lr", lr: Number((10 ** at).toPrecision(3)) }); });
  let turned = 0; // when a hand last moved the slider
  const keep = tick(say("keep"), false, (on) => view.send({ do: "keep", keep: on }));
  const four = make("ol", { class: "al-four" });
  const cells = {};
  for (const name of given.steps) {
    cells[name] = make("span");
    four.append(make("li", { "data-step": name }, say(`step_${name}`), cells[name]));
  }
  const plots = make("div", { class: "al-plots" });
  const image = make("img", { class: "al-view", alt: say("view"), hidden: true });
  const warnings = make("div", { "aria-live": "polite" });
  lr.element.hidden = keep.element.hidden = !given.optimizer;
  sub.hidden = four.hidden = !given.steps.length;
  root.append(title, make("div", { class: "al-bar" }, bar, pause, sub, item, stop),
    make("div", { class: "al-bar" }, lr.element, keep.element), four, plots, image, warnings);

  function held() { return view.state().status === "paused"; }

  /** One plot of some curves: {name: [[place, value], ...]}. */
  function plot(curves) {
    const points = Object.values(curves).flat();
    const names = Object.keys(curves);
    const top = 10 + ROW * names.length;
    const most = Math.max(2, ...points.map((each) => each[0]));
    let low = Math.min(...points.map((each) => each[1]));
    let high = Math.max(...points.map((each) => each[1]));
    if (high - low < 1e-12) { low -= 0.5; high += 0.5; }
    const x = (at) => EDGE.left + ((at - 1) / (most - 1)) * (WIDTH - EDGE.left - EDGE.right);
    const y = (value) => HEIGHT - EDGE.bottom - ((value - low) / (high - low)) * (HEIGHT - top - EDGE.bottom);
    const told = names.map((name) => say("curve", { name, value: few(curves[name].at(-1)[1]), count: curves[name].at(-1)[0] }));
    const svg = make("svg:svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": told.join(", ") },
      make("svg:path", { class: "al-axis", d: `M${EDGE.left},${top} V${HEIGHT - EDGE.bottom} H${WIDTH - EDGE.right}` }));
    const write = (u, v, text, anchor) => svg.append(make("svg:text", { x: u, y: v, "text-anchor": anchor }, text));
    write(EDGE.left - 6, y(high) + 4, few(high), "end");
    write(EDGE.left - 6, y(low) + 4, few(low), "end");
    write(x(1), HEIGHT - 10, "1", "middle");
    write(x(most), HEIGHT - 10, String(most), "end");
    names.forEach((name, n) => {
      const path = curves[name].map(([at, value], i) => `${i ? "L" : "M"}${x(at).toFixed(1)},${y(value).toFixed(1)}`).join("");
      svg.append(make("svg:path", { class: `al-curve al-curve-${n % 4}`, d: path, "data-name": name }));
      svg.append(make("svg:path", { class: `al-curve al-curve-${n % 4}`, d: `M${EDGE.left + 8},${ROW * (n + 0.5)} h24` }));
      write(EDGE.left + 38, ROW * (n + 0.5) + 4, `${name} ${few(curves[name].at(-1)[1])}`, "start");
    });
    return make("figure", {}, svg);
  }

  let last = "";
  return {
    update(state) {
      const of = state.total === null ? state.done : `${state.done} / ${state.total}`;
      title.textContent = say("head", { status: say(state.status), count: of });
      if (state.total === null) bar.removeAttribute("value");
      else { bar.max = Math.max(1, state.total); bar.value = state.done; }
      const over = !["running", "paused"].includes(state.status);
      pause.textContent = pause.title = say(held() ? "on" : "hold");
      for (const each of [pause, sub, item, stop, lr.range, keep.box]) each.disabled = over;
      if (state.lr !== null && Date.now() - turned > 700) lr.set(Math.log10(state.lr));
      keep.set(state.keep);
      for (const [name, cell] of Object.entries(cells)) {
        cell.textContent = state.numbers[name] ?? "";
        if (name === state.sub) cell.parentElement.setAttribute("aria-current", "step");
        else cell.parentElement.removeAttribute("aria-current");
      }
      const kinds = { loss: {}, acc: {}, other: {} };
      for (const [name, points] of Object.entries(state.curves)) {
        const kind = name.includes("loss") ? "loss" : name.includes("acc") ? "acc" : "other";
        if (points.length) kinds[kind][name] = points;
      }
      plots.replaceChildren(...Object.values(kinds).filter((each) => Object.keys(each).length).map(plot));
      image.hidden = !state.picture;
      if (state.picture && image.dataset.of !== state.picture.slice(-80) + state.picture.length) {
        image.dataset.of = state.picture.slice(-80) + state.picture.length;
        image.src = `data:image/png;base64,${state.picture}`;
      }
      warnings.replaceChildren(...state.broken.map((text) => make("p", { class: "al-warning" }, text)));
      if (state.status !== last || state.sub) {
        view.tell(`${title.textContent} ${state.sub ? `${say(`step_${state.sub}`)} ${state.numbers[state.sub] ?? ""}` : ""}`);
      }
      last = state.status;
    },
  };
});
