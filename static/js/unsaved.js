// Says that `form[data-unsaved]` holds changes that nobody has saved, stops the links that `data-unsaved-holds` names
// from leaving them behind, and has the browser ask before the page is left.
const changed = new Set();

function watch(form) {
  const actions = form.querySelector(":scope > .actions");
  const save = actions.querySelector("button");
  const links = document.querySelectorAll(form.dataset.unsavedHolds);
  const status = document.createElement("p");
  status.className = "unsaved";
  status.setAttribute("role", "status");
  actions.append(status);

  const mark = () => {
    changed.add(form);
    status.textContent = form.dataset.unsaved;
    save.classList.remove("quiet");
    links.forEach((link) => link.setAttribute("aria-disabled", "true"));
  };
  const hold = (event) => {
    if (!changed.has(form)) return;
    event.preventDefault();
    save.focus();
  };
  form.addEventListener("input", mark);
  form.addEventListener("change", mark);
  form.addEventListener("submit", () => changed.delete(form));
  links.forEach((link) => link.addEventListener("click", hold));
}

document.querySelectorAll("form[data-unsaved]").forEach(watch);
window.addEventListener("beforeunload", (event) => {
  if (changed.size) event.preventDefault();
});
