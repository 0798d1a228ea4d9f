// Beside controls that are none of ours: whenever one is moved on the page, the kernel is asked whether it hears that.
// All that is ever shown is the frame's warning, that it does not.

const MOVED = "change:value change:index"; // of sliders, boxes and play buttons; of menus

const line = front((view) => {
  view.frame.classList.add("al-watch");
  const ends = [];
  let closed = false;
  let asked = -Infinity;

  const ask = (control) => {
    if (control._state_lock) return; // the kernel has moved it
    const now = performance.now();
    if (view.waiting() && now - asked < view.patience) return; // one question at a time
    asked = now;
    view.send({ do: "answer" });
  };

  const listen = async (id) => {
    const control = await view.manager.get_model(id);
    if (closed) return;
    const moved = () => ask(control);
    control.on(MOVED, moved);
    ends.push(() => control.off(MOVED, moved));
  };

  for (const id of view.given.controls) listen(id).catch(() => {}); // not on this page: nobody moves it
  return {
    close() {
      closed = true;
      for (const end of ends) end();
    },
  };
});

export default { ...line, initialize: ({ model }) => model.send({ do: "come" }) };
