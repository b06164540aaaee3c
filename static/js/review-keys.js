// Keys for `form[data-review]`: digits choose points, j and k go from criterion to criterion. Never while somebody types
// in a box; single letters can be turned off, for those whose speech or keyboard makes them by accident.
const OFF = "review-keys-off";
const TYPES_INTO = "textarea, select, input:not([type=radio], [type=checkbox], [type=submit], [type=button]), [contenteditable]";

const form = document.querySelector("form[data-review]");
const criteria = form ? [...form.querySelectorAll("[data-criterion]")] : [];
let current = -1;

function isOff() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
}

function mark(place) {
  criteria.forEach((each, n) => each.classList.toggle("current", n === place));
  current = place;
}

function go(step) {
  if (!criteria.length) return;
  const place = Math.min(Math.max(current + step, 0), criteria.length - 1);
  mark(place);
  const radios = [...criteria[place].querySelectorAll("input[type=radio]")];
  (radios.find((radio) => radio.checked) ?? radios[0]).focus();
}

function choose(points) {
  if (current < 0) mark(0);
  const radio = criteria[current]?.querySelector(`input[type=radio][value="${points}"]`);
  if (!radio) return;
  radio.focus();
  radio.click();
}

function press(then) {
  form.querySelector(`button[name=then][value=${then}]`).click();
}

function toggle() {
  const keys = document.querySelector(".keys");
  const row = document.createElement("div");
  row.className = "choice";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.id = "use-keys";
  box.checked = !isOff();
  const label = document.createElement("label");
  label.htmlFor = box.id;
  label.textContent = "Use these keys";
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(OFF, box.checked ? "no" : "yes");
    } catch {
      // Without storage the choice holds for this page alone.
    }
  });
  row.append(box, label);
  keys?.append(row);
  return box;
}

function watch() {
  const box = toggle();
  form.addEventListener("focusin", (event) => {
    const place = criteria.findIndex((each) => each.contains(event.target));
    if (place >= 0) mark(place);
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      press("next");
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !box.checked || event.target.closest(TYPES_INTO)) return;
    const acts = { j: () => go(1), k: () => go(-1), n: () => press("skip"), p: () => location.assign(form.dataset.list) };
    const act = /^[0-9]$/.test(event.key) ? () => choose(event.key) : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

if (form) watch();
