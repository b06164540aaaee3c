// A second click on a submit button sends nothing. Not `disabled`: that would drop the button's own name and value.
const PATIENCE = 15_000;
const sent = new Set();

function release(form) {
  sent.delete(form);
  form.querySelectorAll("[data-once-held]").forEach((button) => {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("data-once-held");
  });
}

function hold(event) {
  const form = event.target;
  if (form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return;
  sent.add(form);
  event.submitter?.setAttribute("aria-disabled", "true");
  event.submitter?.setAttribute("data-once-held", "");
  // A form that answers with a file leaves its page standing: let it go again.
  setTimeout(release, PATIENCE, form);
}

document.addEventListener("submit", hold);
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form");
  if (form) release(form);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));
