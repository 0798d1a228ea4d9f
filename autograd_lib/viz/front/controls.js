// What all front ends share: the frame around them, their link to the kernel, buttons, sliders, a voice.
// It stands before the front end's own text, in one module; nothing is imported.

const PATIENCE = 5000; // milliseconds that the kernel may take before it counts as silent
const SVG = "http://www.w3.org/2000/svg";

/** An element: make("div", {class: "al-bar"}, child, "text"). Attributes that begin with "on" are listeners. */
function make(tag, attributes = {}, ...children) {
  const made = tag.startsWith("svg:") ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((each) => each !== null && each !== undefined));
  return made;
}

/** A button; `name` is what it is called where its sign alone is shown. */
function button(sign, name, act, attributes = {}) {
  return make("button", { type: "button", title: name, "aria-label": name, onclick: act, ...attributes }, sign);
}

/** A slider with its value beside it: {low, high, step, value, name, show(value)}; `move(value)` while it is moved. */
function slider(options, move) {
  const show = options.show ?? String;
  const shown = make("output", {}, show(options.value));
  const range = make("input", {
    type: "range", min: options.low, max: options.high, step: options.step, "aria-label": options.name,
    oninput: () => { set(Number(range.value)); move(Number(range.value)); },
  });
  const set = (value) => {
    range.value = value;
    shown.textContent = show(value);
    range.setAttribute("aria-valuetext", show(value));
  };
  set(options.value);
  return { element: make("label", {}, options.name, range, shown), range, set };
}

/** A box to tick. */
function tick(name, value, change) {
  const box = make("input", { type: "checkbox", onchange: () => change(box.checked) });
  box.checked = value;
  return { element: make("label", {}, box, name), box, set: (wanted) => { box.checked = wanted; } };
}

/** Calls `step()` again and again until it says false, or is told to stop. */
function ticker(step, seconds, changed = () => {}) {
  let timer = null;
  const stop = () => { clearTimeout(timer); timer = null; changed(false); };
  const next = () => { if (step() === false) stop(); else timer = setTimeout(next, 1000 * seconds()); };
  const start = () => { if (timer === null) { timer = setTimeout(next, 0); changed(true); } };
  return { start, stop, get running() { return timer !== null; } };
}

/** A button that plays and pauses a ticker's `step`; `player.stop()` from elsewhere. */
function player(view, step, seconds, attributes = {}) {
  const face = (running) => {
    made.textContent = running ? `❚❚ ${view.say("pause")}` : `▶ ${view.say("play")}`;
  };
  const beat = ticker(step, seconds, face);
  const made = make("button", {
    type: "button", onclick: () => (beat.running ? beat.stop() : beat.start()), ...attributes,
  });
  face(false);
  return { element: made, start: beat.start, stop: beat.stop, get running() { return beat.running; } };
}

/** Whether things should not move by themselves. */
const calm = () => window.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;

/** "light" or "dark": what stands behind an element. */
function theme(element) {
  for (let each = element; each; each = each.parentElement) {
    const parts = getComputedStyle(each).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    if (parts.length >= 3 && (parts.length < 4 || parts[3] > 0.5)) {
      return 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2] < 128 ? "dark" : "light";
    }
  }
  return window.matchMedia?.("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/**
 * A front end, for anywidget: `export default front((view) => ({update(state), renew(given), close()}))`.
 *
 * view.root           the element to fill, with the language and the theme of the page
 * view.given          what Python gave once; renew(given) is called where it gives it anew
 * view.words, say()   its texts: view.say("step", {number: 3})
 * view.state()        what Python said last; update(state) is called at the start and after each change
 * view.send(event)    an event to Python's `handle`: {do: "step"}
 * view.waiting()      whether there is an event that Python has not yet confirmed
 * view.patience       the milliseconds that it has for that
 * view.tell(text)     said to those who listen to a screen reader
 * view.manager        the page's widgets: manager.get_model(id)
 */
function front(setup) {
  return {
    render({ model, el }) {
      const given = model.get("given") ?? {};
      const words = given.words ?? {};
      const say = (key, values = {}) =>
        Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key] ?? key);
      const root = make("div", { class: "al-body" });
      const warning = make("div", { class: "al-warning", role: "alert", hidden: true });
      const voice = make("div", { class: "al-hidden", "aria-live": "polite", role: "status" });
      const frame = make("div", {
        class: "al", lang: given.language ?? "en",
        "data-lm-suppress-shortcuts": "true", // arrow keys move what has the focus, not JupyterLab's cells
      }, root, warning, voice);
      frame.addEventListener("keydown", (event) => event.stopPropagation());
      el.append(frame);

      const waiting = new Map(); // events that the kernel has not yet confirmed
      const patience = given.patience ?? PATIENCE;
      const own = Math.random().toString(36).slice(2);
      let number = 0;
      let silent = false;
      const warn = () => {
        const error = model.get("state")?.error || (silent ? say("silent") : "");
        if (warning.textContent !== error) warning.textContent = error;
        warning.hidden = !error;
      };
      const deaf = () => { silent = true; warn(); };
      const send = (event) => {
        const id = `${own}-${(number += 1)}`;
        waiting.set(id, setTimeout(deaf, patience));
        try {
          model.send({ ...event, id });
        } catch {
          deaf();
        }
      };
      const heard = (id) => {
        if (!waiting.has(id)) return;
        for (const [each, timer] of waiting) { // the kernel hears them in order
          clearTimeout(timer);
          waiting.delete(each);
          if (each === id) break;
        }
        silent = false;
      };

      const view = { root, frame, given, words, say, send, patience, manager: model.widget_manager };
      view.state = () => model.get("state") ?? {};
      view.waiting = () => waiting.size > 0;
      view.tell = (text) => { voice.textContent = text; };
      const parts = setup(view) ?? {};
      const change = () => {
        const state = view.state();
        heard(state.heard);
        warn();
        parts.update?.(state);
      };
      const renew = () => { view.given = model.get("given") ?? {}; parts.renew?.(view.given); change(); };
      model.on("change:state", change);
      model.on("change:given", renew);

      const paint = () => {
        const found = theme(el);
        if (frame.dataset.theme !== found) frame.dataset.theme = found;
      };
      const watcher = new MutationObserver(paint);
      for (const each of [document.documentElement, document.body]) {
        watcher.observe(each, { attributes: true, attributeFilter: ["class", "theme", "data-jp-theme-light", "style"] });
      }
      paint();
      const late = setTimeout(paint, 300); // where styles arrive after the page
      change();
      return () => {
        model.off("change:state", change);
        model.off("change:given", renew);
        watcher.disconnect();
        clearTimeout(late);
        for (const timer of waiting.values()) clearTimeout(timer);
        parts.close?.();
      };
    },
  };
}
