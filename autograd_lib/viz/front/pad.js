// A pad for digits: what course.digit_pad() shows.  Strokes are drawn here at once and sent; all else comes from Python.

const SIDE = 280; // pixels of the pad
const PAUSE = 80; // milliseconds between two readings of a drawing that goes on

/** Bytes that came as text. */
const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));

/** Gray levels on a canvas: 0 is paper, 255 ink, or a light where it is lit. */
function paint(canvas, values, rows, columns, color = [0, 0, 0], ground = [255, 255, 255]) {
  canvas.width = columns;
  canvas.height = rows;
  const image = new ImageData(columns, rows);
  for (let place = 0; place < rows * columns; place += 1) {
    const share = values[place] / 255;
    for (let part = 0; part < 3; part += 1) image.data[4 * place + part] = ground[part] + share * (color[part] - ground[part]);
    image.data[4 * place + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

export default front((view) => {
  const { say, given } = view;
  const own = Math.random().toString(36).slice(2);
  let state = view.state();
  let strokes = [];
  let cells = new Set(); // "row,column"
  let stroke = null; // the one that is being drawn
  let pointer = null; // what draws it: a second finger or a palm beside it does not count
  let cursor = null; // [row, column]; null while nobody uses the keyboard
  let photo = null;
  view.frame.classList.add("al-pad");

  // -- the parts ------------------------------------------------------------------------------------------------------

  const pad = make("canvas", {
    width: SIDE, height: SIDE, class: "al-paper", tabindex: 0, role: "application", "aria-label": say("pad"),
  });
  const seen = make("canvas", { class: "al-seen", role: "img", "aria-label": say("seen") });
  const like = make("canvas", { class: "al-seen", role: "img" });
  const likeText = make("figcaption", {});
  const likeFigure = make("figure", { hidden: true }, like, likeText);
  const message = make("p", { class: "al-message", role: "status", "aria-live": "polite" });
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const bar = make("div", { class: "al-fill" });
    const number = make("span", { class: "al-number" });
    const row = make("li", {}, make("b", {}, String(digit)), make("div", { class: "al-track" }, bar), number);
    return { row, bar, number };
  });
  const bars = make("ul", { class: "al-bars", "aria-label": say("bars") }, ...rows.map((each) => each.row));
  const hidden = make("div", { class: "al-hidden-layers" });
  const clear = make("button", { type: "button", onclick: () => { wipe(); view.send({ do: "draw", by: own, strokes: [], cells: [] }); } }, say("clear"));
  const undo = make("button", { type: "button", onclick: () => { strokes.pop(); photo = null; redraw(); ask(); } }, say("undo"));
  const file = make("input", { type: "file", accept: "image/png,image/jpeg,image/*", class: "al-hidden", tabindex: -1 });
  const upload = make("button", { type: "button", onclick: () => file.click() }, say("photo"));
  const meant = make("select", {}, make("option", { value: "" }, say("nothing")),
    ...rows.map((_, digit) => make("option", { value: digit }, String(digit))));
  const keep = make("button", {
    type: "button", onclick: () => { flush(); view.send({ do: "keep", meant: meant.value === "" ? null : Number(meant.value) }); },
  }, say("keep"));
  const forget = make("button", { type: "button", onclick: () => view.send({ do: "forget" }) }, say("forget"));
  const gallery = make("ul", { class: "al-gallery", "aria-label": say("kept") });
  const exam = make("p", { class: "al-note" });
  const shelf = make("div", { class: "al-shelf", hidden: true }, make("p", { class: "al-title" }, say("kept")), gallery, exam, forget);

  view.root.append(
    make("div", { class: "al-scene" },
      make("div", {}, pad, make("div", { class: "al-bar" }, clear, undo, upload, file)),
      make("div", { class: "al-seen-box" }, make("figure", {}, seen, make("figcaption", {}, say("seen"))), likeFigure),
      bars,
      make("div", {}, make("p", { class: "al-note" }, say("hidden")), hidden)),
    message,
    make("div", { class: "al-bar" }, make("label", {}, say("meant"), meant), keep),
    shelf,
    make("p", { class: "al-note" }, say("keys")),
  );

  // -- asking the network -------------------------------------------------------------------------------------------------

  let timer = null;
  let last = 0;
  let busy = false;
  function ask() {
    if (timer !== null) return;
    timer = setTimeout(flush, Math.max(0, (busy ? 6 * PAUSE : PAUSE) - (Date.now() - last)));
  }
  function flush() {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    last = Date.now();
    busy = true;
    const all = stroke ? [...strokes, stroke] : strokes;
    view.send({ do: "draw", by: own, strokes: all, cells: [...cells].map((each) => each.split(",").map(Number)) });
  }
  function wipe() {
    clearTimeout(timer);
    timer = null;
    strokes = [];
    cells = new Set();
    photo = null;
    redraw();
  }

  // -- drawing ----------------------------------------------------------------------------------------------------------------

  const pen = pad.getContext("2d");
  function redraw() {
    const scale = SIDE / given.unit;
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, SIDE, SIDE);
    if (photo) {
      const [height, width] = photo.shape;
      const sheet = make("canvas");
      paint(sheet, bytes(photo.pixels), height, width);
      const part = Math.min(SIDE / width, SIDE / height);
      pen.drawImage(sheet, (SIDE - part * width) / 2, (SIDE - part * height) / 2, part * width, part * height);
    }
    pen.fillStyle = pen.strokeStyle = "#202020";
    pen.lineWidth = given.pen * scale;
    pen.lineCap = pen.lineJoin = "round";
    for (const each of stroke ? [...strokes, stroke] : strokes) {
      pen.beginPath();
      each.forEach(([x, y], number) => (number ? pen.lineTo(x * scale, y * scale) : pen.moveTo(x * scale, y * scale)));
      if (each.length === 1) pen.lineTo(each[0][0] * scale + 0.01, each[0][1] * scale);
      pen.stroke();
    }
    const wide = SIDE / given.across;
    for (const each of cells) {
      const [row, column] = each.split(",").map(Number);
      pen.fillRect(column * wide, row * wide, wide, wide);
    }
    if (cursor) {
      pen.lineWidth = 1;
      pen.strokeStyle = "#d8d8d8";
      pen.beginPath();
      for (let line = 1; line < given.across; line += 1) {
        pen.moveTo(line * wide, 0);
        pen.lineTo(line * wide, SIDE);
        pen.moveTo(0, line * wide);
        pen.lineTo(SIDE, line * wide);
      }
      pen.stroke();
      pen.lineWidth = 3;
      pen.strokeStyle = "#d55e00";
      pen.strokeRect(cursor[1] * wide + 1.5, cursor[0] * wide + 1.5, wide - 3, wide - 3);
    }
  }
  const spot = (event) => {
    const box = pad.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * given.unit, ((event.clientY - box.top) / box.height) * given.unit]
      .map((each) => Math.round(Math.min(given.unit, Math.max(0, each))));
  };
  pad.addEventListener("pointerdown", (event) => {
    if (event.button > 0 || (stroke && event.pointerId !== pointer)) return;
    pointer = event.pointerId;
    pad.setPointerCapture?.(pointer);
    cursor = photo = null;
    stroke = [spot(event)];
    redraw();
    ask();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!stroke || event.pointerId !== pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    stroke.push(...(events.length ? events : [event]).map(spot));
    redraw();
    ask();
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    pad.addEventListener(name, (event) => {
      if (!stroke || event.pointerId !== pointer) return;
      strokes.push(stroke);
      stroke = null;
      redraw();
      ask();
    });
  }
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  pad.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (!move && event.key !== " ") return;
    event.preventDefault();
    const middle = Math.floor(given.across / 2);
    const before = cells.size;
    const name = () => cursor.join(",");
    if (!cursor) cursor = [middle, middle];
    else if (move) cursor = cursor.map((each, axis) => Math.min(given.across - 1, Math.max(0, each + move[axis])));
    if (move && event.shiftKey) cells.add(name());
    if (!move && !cells.delete(name())) cells.add(name());
    if (cells.size !== before) {
      photo = null;
      ask();
    }
    redraw();
    view.tell(say("at", { row: cursor[0] + 1, column: cursor[1] + 1, what: say(cells.has(name()) ? "ink" : "paper") }));
  });
  pad.addEventListener("blur", () => { cursor = null; redraw(); });

  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    file.value = "";
    if (!chosen) return;
    let data = "";
    try {
      const image = await createImageBitmap(chosen, { imageOrientation: "from-image" });
      const part = Math.min(1, 900 / Math.max(image.width, image.height));
      const sheet = make("canvas", { width: Math.round(part * image.width), height: Math.round(part * image.height) });
      const brush = sheet.getContext("2d");
      brush.fillStyle = "#ffffff"; // what is transparent is paper
      brush.fillRect(0, 0, sheet.width, sheet.height);
      brush.drawImage(image, 0, 0, sheet.width, sheet.height);
      data = sheet.toDataURL("image/png");
    } catch {
      data = ""; // Python says that it cannot be read
    }
    view.send({ do: "photo", data });
  });

  // -- what Python says -------------------------------------------------------------------------------------------------

  function lights() {
    const shown = state.layers.map(({ name, shape, pixels, most }) => {
      const values = bytes(pixels);
      const canvas = make("canvas", { class: "al-lights", role: "img", "aria-label": `${name}: ${shape.join(" × ")}` });
      const [count, height, width] = [shape[0], shape[1] ?? 1, shape[2] ?? 1];
      const gap = shape.length > 1 ? 2 : 0;
      const across = Math.ceil(Math.sqrt(count * (shape.length > 1 ? 1 : 1.6)));
      const down = Math.ceil(count / across);
      const [full, tall] = [across * (width + gap) - gap, down * (height + gap) - gap];
      const sheet = new Uint8Array(full * tall);
      for (let place = 0; place < values.length; place += 1) {
        const which = Math.floor(place / (height * width));
        const inside = place % (height * width);
        const x = (which % across) * (width + gap) + (inside % width);
        const y = Math.floor(which / across) * (height + gap) + Math.floor(inside / width);
        sheet[y * full + x] = values[place];
      }
      paint(canvas, sheet, tall, full, [0, 158, 115], [24, 28, 27]);
      return make("figure", {}, canvas, make("figcaption", {}, `${name} (${shape.join(" × ")}), ≤ ${most}`));
    });
    hidden.replaceChildren(...shown);
  }

  function update(now) {
    state = now;
    busy = false;
    if (state.by !== own) { // somebody else has drawn: a cell, another view, a photograph
      strokes = state.strokes;
      cells = new Set(state.cells.map((each) => each.join(",")));
      photo = state.photo;
      redraw();
    }
    paint(seen, bytes(state.pixels), given.size, given.size);
    likeFigure.hidden = !state.nearest;
    if (state.nearest) {
      paint(like, bytes(state.nearest.pixels), given.size, given.size);
      likeText.textContent = say("like", { label: state.nearest.label });
      like.setAttribute("aria-label", likeText.textContent);
    }
    const best = state.p ? state.p.indexOf(Math.max(...state.p)) : -1;
    rows.forEach(({ row, bar, number }, digit) => {
      const p = state.p?.[digit] ?? 0;
      bar.style.width = `${100 * p}%`;
      number.textContent = state.p ? p.toFixed(2) : "";
      row.classList.toggle("al-best", digit === best);
    });
    lights();
    if (message.textContent !== state.message) message.textContent = state.message;
    message.classList.toggle("al-doubt", state.note === "strange" || state.note === "unsure");
    keep.disabled = !state.p;
    shelf.hidden = !state.kept.length;
    exam.textContent = state.exam;
    gallery.replaceChildren(...state.kept.map((each) => {
      const text = say("one_kept", { said: each.said, p: Math.round(100 * each.p) });
      const canvas = make("canvas", { role: "img", "aria-label": text, title: text });
      paint(canvas, bytes(each.pixels), given.size, given.size);
      const sign = each.meant === null ? "" : each.meant === each.said ? " ✓" : ` ✗ ${each.meant}`;
      return make("li", {}, canvas, make("span", {}, `${each.said}${sign}`));
    }));
  }

  redraw();
  return { update, close() { clearTimeout(timer); } };
});
