// A walk in fog: what course.climb() shows.  Where one stands and what one reads there comes from Python; here is drawn.

const SIZE = 150; // half the width of the picture of the feet
const METER = 74; // one meter in it
const SIDES = [["N", 0, -1], ["E", 1, 0], ["S", 0, 1], ["W", -1, 0]];

const signed = (number) => (number > 0 ? `+${number}` : number < 0 ? `−${-number}` : "0");
const turned = (heading) => ((heading % 360) + 360) % 360;
const ahead = (heading, length) => {
  const turn = (heading * Math.PI) / 180;
  return [length * Math.sin(turn), length * Math.cos(turn)]; // east, north
};

/** Soft clouds, the same ones every time. */
function clouds(left, top, width, height) {
  const spots = [];
  for (let number = 0; number < 14; number += 1) {
    const x = left + width * ((number * 0.381) % 1);
    const y = top + height * ((number * 0.617 + 0.1) % 1);
    const size = 0.16 + 0.1 * ((number * 0.73) % 1);
    const shape = { cx: x, cy: y, rx: width * size, ry: height * size * 0.7 };
    spots.push(make("svg:ellipse", { class: `al-cloud${number % 3 ? "" : " al-cloud-dark"}`, ...shape }));
  }
  return spots;
}

export default front((view) => {
  const { say, given } = view;
  let state = view.state();
  let heading = 0;
  let length = 20;
  const steps = () => state.path.length - 1;
  view.frame.classList.add("al-climb");

  // -- the parts ------------------------------------------------------------------------------------------------------

  const land = make("select", { onchange: () => fresh(land.value, 0) });
  land.append(...given.lands.map(([name, text]) => make("option", { value: name }, text)));
  const seed = make("input", {
    type: "number", step: 1, min: 0, max: 99999, class: "al-seed",
    onchange: () => fresh(state.land, Math.max(0, Math.round(Number(seed.value) || 0))),
  });
  const fresh = (name, number) => view.send({ do: "new", land: name, seed: number });
  const goal = make("p", { class: "al-title" });

  const feet = make("svg:svg", {
    viewBox: `${-SIZE} ${-SIZE} ${2 * SIZE} ${2 * SIZE}`, class: "al-feet", tabindex: 0, role: "slider",
    "aria-label": say("feet"), "aria-valuemin": 0, "aria-valuemax": 359,
  });
  const map = make("svg:svg", { class: "al-map", role: "img" });
  const chart = make("svg:svg", { viewBox: "0 0 440 116", class: "al-chart", role: "img" });

  const compass = slider({ low: 0, high: 359, step: 1, value: heading, name: say("heading"), show: (x) => `${x}°` },
    (value) => aim(value, length));
  const tape = slider({ low: 1, high: given.longest, step: 1, value: length, name: say("length"), show: (x) => `${x} m` },
    (value) => aim(heading, value));
  for (const each of [compass.range, tape.range]) {
    each.addEventListener("keydown", (event) => { if (event.key === "Enter") walk(); });
  }
  const walk = () => { if (state.can_walk) view.send({ do: "walk", heading, length }); };
  const action = (name, attributes = {}) =>
    make("button", { type: "button", onclick: () => (name === "walk" ? walk() : view.send({ do: name })), ...attributes },
      say(name));
  const buttons = {
    walk: action("walk", { class: "al-main" }), rule: action("rule"), undo: action("undo"), lift: action("lift"),
  };
  const counted = make("span", { class: "al-note" });
  const message = make("p", { class: "al-message" });
  const verdict = make("div", { class: "al-card", tabindex: -1, hidden: true });
  const legend = make("ul", { class: "al-legend", hidden: true },
    make("li", {}, make("span", { class: "al-key-you", "aria-hidden": "true" }), say("you")),
    make("li", {}, make("span", { class: "al-key-rule", "aria-hidden": "true" }), say("by_rule")));

  view.root.append(
    make("div", { class: "al-bar" },
      make("label", {}, say("ground"), land), make("label", {}, say("start"), seed),
      make("button", { type: "button", onclick: () => fresh(state.land, state.seed + 1) }, say("another")),
      make("button", { type: "button", onclick: () => fresh(state.land, state.seed) }, say("again"))),
    goal,
    make("div", { class: "al-scene" }, feet, make("div", { class: "al-plan" }, map, chart, legend)),
    make("div", { class: "al-bar" }, compass.element, tape.element),
    make("div", { class: "al-bar" }, ...Object.values(buttons), counted),
    message, verdict,
    make("p", { class: "al-note" }, say("keys")),
  );

  // -- where to ---------------------------------------------------------------------------------------------------------

  function aim(towards, meters) {
    heading = Math.round(turned(towards)) % 360;
    length = Math.min(given.longest, Math.max(1, Math.round(meters)));
    compass.set(heading);
    tape.set(length);
    const side = say("sides").split(", ")[Math.round(heading / 45) % 8];
    feet.setAttribute("aria-valuenow", heading);
    feet.setAttribute("aria-valuetext", say("look", { heading, side, length }));
    drawAim();
  }

  feet.addEventListener("keydown", (event) => {
    const fine = event.shiftKey;
    const moves = {
      ArrowLeft: [fine ? -1 : -5, 0], ArrowRight: [fine ? 1 : 5, 0], ArrowUp: [0, fine ? 10 : 1], ArrowDown: [0, fine ? -10 : -1],
    };
    if (event.key === "Enter") walk();
    else if (moves[event.key]) aim(heading + moves[event.key][0], length + moves[event.key][1]);
    else return;
    event.preventDefault();
  });

  /** Where a pointer is, in the units of a picture. */
  function spot(picture, event) {
    const at = picture.getScreenCTM();
    return at ? new DOMPoint(event.clientX, event.clientY).matrixTransform(at.inverse()) : { x: 0, y: 0 };
  }
  function dragged(picture, point) {
    let held = null; // the pointer that began; a second finger does not count
    const go = (event) => { if (event.pointerId === held && state.can_walk) point(spot(picture, event)); };
    picture.addEventListener("pointerdown", (event) => {
      if (held !== null && held !== event.pointerId) return;
      held = event.pointerId;
      picture.setPointerCapture?.(held);
      go(event);
    });
    picture.addEventListener("pointermove", go);
    const end = (event) => { if (event.pointerId === held) held = null; };
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) picture.addEventListener(name, end);
  }
  dragged(feet, ({ x, y }) => { if (Math.hypot(x, y) > 8) aim((Math.atan2(x, -y) * 180) / Math.PI, length); });
  dragged(map, ({ x, y }) => {
    const [east, north] = state.path[steps()];
    const [dx, dy] = [x - east, -y - north];
    if (Math.hypot(dx, dy) > 1) aim((Math.atan2(dx, dy) * 180) / Math.PI, Math.hypot(dx, dy));
  });

  // -- the pictures -----------------------------------------------------------------------------------------------------

  const arrow = make("svg:g", { class: "al-arrow" });
  const planned = make("svg:path", { class: "al-planned" });

  function drawAim() {
    const [dx, dy] = ahead(heading, 0.86 * METER);
    const shape = `M0 0L${dx} ${-dy}`;
    const head = `rotate(${heading} ${dx} ${-dy}) translate(${dx} ${-dy})`;
    arrow.replaceChildren(
      make("svg:path", { d: shape }),
      make("svg:path", { d: "M0 -13L9 7L0 3L-9 7Z", class: "al-head", transform: head }),
    );
    const [east, north] = state.path[steps()];
    const [x, y] = ahead(heading, length);
    planned.setAttribute("d", state.can_walk ? `M${east} ${-north}l${x} ${-y}` : "");
    arrow.style.display = state.can_walk ? "" : "none";
  }

  /** The ground around the feet: lines of equal height, 2.5 cm apart, as a tilted board has them. */
  function drawFeet() {
    const [north, east, south, west] = state.readings;
    const slope = [(east - west) / 2, (north - south) / 2]; // cm for one meter
    const steep = Math.hypot(...slope);
    const ground = make("svg:g", { class: "al-ground" },
      make("svg:circle", { r: METER, class: "al-grass" }));
    if (steep > 0.5) {
      const [x, y] = [slope[0] / steep, -slope[1] / steep];
      const gap = (2.5 / steep) * METER;
      const most = Math.floor(METER / gap);
      for (let line = -most; line <= most; line += 1) {
        const half = Math.sqrt(METER ** 2 - (line * gap) ** 2);
        const [cx, cy] = [x * line * gap, y * line * gap];
        ground.append(make("svg:path", { class: "al-level", d: `M${cx - y * half} ${cy + x * half}L${cx + y * half} ${cy - x * half}` }));
      }
    }
    const marks = SIDES.map(([name, dx, dy], number) => {
      const value = state.readings[number];
      const kind = value > 0 ? "al-up" : value < 0 ? "al-down" : "al-flat";
      const sign = value > 0 ? "▲" : value < 0 ? "▼" : "●";
      const [x, y] = [dx * (METER + 37), dy * (METER + 34)];
      return make("svg:g", { class: kind },
        make("svg:text", { x, y: y - 4, class: "al-side" }, `${name} ${sign}`),
        make("svg:text", { x, y: y + 13, class: "al-reading" }, `${signed(value)} cm`));
    });
    feet.replaceChildren(
      make("svg:rect", { x: -SIZE, y: -SIZE, width: 2 * SIZE, height: 2 * SIZE, class: "al-fog" }),
      ...clouds(-SIZE, -SIZE, 2 * SIZE, 2 * SIZE), ground,
      make("svg:circle", { r: METER, class: "al-rim" }), ...marks, arrow,
      make("svg:circle", { r: 8, class: "al-me" }),
      make("svg:text", { x: -SIZE + 8, y: -SIZE + 22, class: "al-gps-name" }, "GPS"),
      make("svg:text", { x: -SIZE + 8, y: -SIZE + 41, class: "al-gps" }, `${state.altitudes[steps()].toFixed(2)} m`),
      make("svg:text", { x: SIZE - 8, y: SIZE - 14, class: "al-scale" }, "1 m"),
      make("svg:path", { class: "al-tape", d: `M${SIZE - 8 - METER} ${SIZE - 6}h${METER}m0 -4v8m${-METER} 0v-8` }),
    );
  }

  const line = (points) => points.map(([east, north], number) => `${number ? "L" : "M"}${east} ${-north}`).join("");
  const triangle = (x, y, size, down) =>
    `M${x} ${y - (down ? -size : size)}L${x + size} ${y + (down ? -size : size) * 0.75}L${x - size} ${y + (down ? -size : size) * 0.75}Z`;

  function drawMap() {
    const [west, east, south, north] = state.extent;
    const box = { x: west, y: -north, width: east - west, height: north - south };
    map.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
    map.setAttribute("aria-label", say(state.fog ? "map_fog" : "map_clear"));
    const parts = [];
    if (state.map) {
      const shapes = make("svg:g", { class: "al-shapes" });
      for (const [d, fill] of state.map.fills) shapes.append(make("svg:path", { d, fill, "fill-rule": "evenodd" }));
      for (const [d, , whole] of state.map.lines) shapes.append(make("svg:path", { d, class: whole ? "al-line" : "al-line al-thin" }));
      parts.push(shapes);
      for (const [x, y, height] of state.map.labels) {
        if (x > east - 140 && y < south + 45) continue; // there is the scale
        parts.push(make("svg:text", { x, y: -y + 4, class: "al-height" }, height));
      }
      for (const [x, y, height] of state.map.goals) {
        parts.push(make("svg:path", { class: "al-goal", d: triangle(x, -y, 8, state.sign < 0) }),
          make("svg:text", { x, y: -y - 13, class: "al-height" }, `${height.toFixed(2)} m`));
      }
      parts.push(make("svg:path", { class: "al-rule", d: line(state.map.rule) }),
        ...state.map.rule.map(([x, y]) => make("svg:path", { class: "al-rule-mark", d: triangle(x, -y, 4.5, false) })));
    } else {
      parts.push(make("svg:rect", { ...box, class: "al-fog" }), ...clouds(box.x, box.y, box.width, box.height),
        make("svg:path", { class: "al-swath", d: `${line(state.path)}l0 0.1` }));
    }
    const [first, last] = [state.path[0], state.path[steps()]];
    parts.push(planned, make("svg:path", { class: "al-you", d: line(state.path) }),
      ...state.path.slice(1, -1).map(([x, y]) => make("svg:circle", { cx: x, cy: -y, r: 4, class: "al-you-mark" })),
      make("svg:circle", { cx: first[0], cy: -first[1], r: 6, class: "al-begin" }),
      make("svg:circle", { cx: last[0], cy: -last[1], r: 6.5, class: "al-me" }),
      make("svg:path", { class: "al-north", d: triangle(west + 16, -north + 34, 7, false) }),
      make("svg:text", { x: west + 16, y: -north + 21, class: "al-height" }, "N"),
      make("svg:path", { class: "al-tape", d: `M${east - 116} ${-south - 10}h100m0 -4v8m-100 0v-8` }),
      make("svg:text", { x: east - 66, y: -south - 15, class: "al-height" }, "100 m"));
    map.replaceChildren(...parts);
  }

  function drawChart() {
    const rule = state.map?.rule_altitudes ?? [];
    const all = [...state.altitudes, ...rule];
    const low = Math.floor(Math.min(...all) - 1);
    const high = Math.max(Math.ceil(Math.max(...all) + 1), low + 10);
    const many = Math.max(10, state.altitudes.length - 1, rule.length - 1);
    const x = (number) => 58 + (number * 366) / many;
    const y = (height) => 92 - (84 * (height - low)) / (high - low);
    const draw = (heights, kind, mark) => [
      make("svg:path", { class: kind, d: heights.map((each, number) => `${number ? "L" : "M"}${x(number)} ${y(each)}`).join("") }),
      ...heights.map((each, number) => mark(x(number), y(each))),
    ];
    const text = (a, b, words, kind) => make("svg:text", { x: a, y: b, class: kind }, words);
    chart.setAttribute("aria-label", `${say("chart")}: ${state.altitudes.map((each) => each.toFixed(1)).join(", ")}`);
    chart.replaceChildren(
      make("svg:path", { class: "al-axis", d: "M50 8V96H432" }),
      text(46, y(high) + 10, `${high} m`, "al-tick al-end"), text(46, y(low) + 1, `${low}`, "al-tick al-end"),
      text(x(0), 111, "0", "al-tick al-middle"), text(x(many), 111, many, "al-tick al-middle"),
      ...draw(rule, "al-rule", (a, b) => make("svg:path", { class: "al-rule-mark", d: triangle(a, b, 4, false) })),
      ...draw(state.altitudes, "al-you", (a, b) => make("svg:circle", { cx: a, cy: b, r: 3.5, class: "al-you-mark" })),
    );
  }

  // -- what Python says -------------------------------------------------------------------------------------------------

  let told = null;
  function update(now) {
    const lifted = told !== null && state.fog && !now.fog;
    const inside = view.frame.contains(document.activeElement);
    state = now;
    land.value = state.land;
    seed.value = state.seed;
    goal.textContent = state.goal;
    buttons.walk.disabled = buttons.rule.disabled = !state.can_walk;
    buttons.undo.disabled = !state.can_undo;
    buttons.lift.disabled = !state.fog;
    compass.range.disabled = tape.range.disabled = !state.can_walk;
    counted.textContent = state.steps;
    message.textContent = state.message;
    verdict.hidden = legend.hidden = state.fog;
    verdict.textContent = state.map?.verdict ?? "";
    drawFeet();
    drawMap();
    drawChart();
    aim(heading, length);
    const news = state.fog ? state.message : state.map.verdict;
    if (told !== null && told !== news) view.tell(news);
    told = news;
    if (lifted && inside) verdict.focus({ preventScroll: true }); // the button that was pressed is off now
  }

  return { update };
});
