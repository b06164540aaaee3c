// Puts `ol[data-sortable]` in order by drag or by its Up and Down buttons. Without this module, people type the
// places into the number inputs that stand in each row; with it, those inputs are kept in step and sent just the same.
const placeOf = (row) => row.querySelector("input[data-place]");

function button(word, row, step) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button quiet slim";
  made.textContent = word;
  made.setAttribute("aria-label", `${word}: ${row.dataset.title}`);
  made.dataset.step = step;
  return made;
}

function number(list) {
  const rows = [...list.children];
  rows.forEach((row, index) => {
    placeOf(row).value = index + 1;
    row.querySelector("[data-step='-1']").setAttribute("aria-disabled", String(index === 0));
    row.querySelector("[data-step='1']").setAttribute("aria-disabled", String(index === rows.length - 1));
  });
}

function announcer(list) {
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("aria-live", "polite");
  list.after(status);
  return (row) => {
    const place = [...list.children].indexOf(row) + 1;
    status.textContent = `${row.dataset.title}: place ${place} of ${list.children.length}.`;
  };
}

function settle(list, row, announce) {
  number(list);
  list.querySelector(".moved")?.classList.remove("moved");
  row.classList.add("moved");
  announce(row);
  placeOf(row).dispatchEvent(new Event("change", { bubbles: true }));
}

function step(list, pressed, announce) {
  if (pressed.getAttribute("aria-disabled") === "true") return;
  const row = pressed.closest("li");
  if (pressed.dataset.step === "-1") row.previousElementSibling.before(row);
  else row.nextElementSibling.after(row);
  settle(list, row, announce);
  pressed.focus();
}

function drag(list, announce) {
  globalThis.Sortable?.create(list, {
    handle: ".grip",
    ghostClass: "dragged",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    onEnd: ({ item, oldIndex, newIndex }) => {
      if (oldIndex !== newIndex) settle(list, item, announce);
    },
  });
}

function enliven(list) {
  const announce = announcer(list);
  [...list.children].forEach((row) => {
    const moves = document.createElement("div");
    moves.className = "moves";
    moves.append(button("Up", row, -1), button("Down", row, 1));
    row.append(moves);
  });
  list.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-step]");
    if (pressed) step(list, pressed, announce);
  });
  drag(list, announce);
  list.classList.add("live");
  number(list);
}

document.querySelectorAll("ol[data-sortable]").forEach(enliven);
