// On the selection's page: counts anew while a leader chooses, keeps unsaved choices from page to page, lets rows be
// decided by keys, and says what other leaders do meanwhile. Without it the page works by its buttons.
const LOOK_AFTER = 250;
const NEWS_EVERY = 8_000;
const KEYS = { a: "accept", w: "waiting_list", d: "decline", u: "" };

const form = document.getElementById("selection");
const rows = new Map([...(form?.querySelectorAll("tr[data-paper]") ?? [])].map((row) => [row.dataset.paper, row]));
const store = form && `selection:${new URL(form.action).pathname}`;
let draft = new Map();
let leaving = false;

const field = (row, name) => row.querySelector(`[name="${name}-${row.dataset.paper}"]`);
const valuesOf = (row) =>
  Object.fromEntries(["decision", "place", "reason", "seen"].map((name) => [name, field(row, name)?.value ?? ""]));

// What the server showed stands in the mark beside the choice: versions, the decision, its place.
function isChanged({ decision, place, reason, seen }) {
  const [, , , outcome, position] = seen.split(".");
  return decision !== outcome || (decision === "waiting_list" && place !== position) || reason !== "";
}

function badge(row, kind, words) {
  const choose = row.querySelector(".choose");
  const found = choose.querySelector(`.${kind}`);
  if (!words) found?.remove();
  if (words && found) found.textContent = words;
  if (!words || found) return;
  const made = document.createElement("span");
  made.className = `state wait ${kind}`;
  made.textContent = words;
  choose.append(made);
}

function note(row) {
  const values = valuesOf(row);
  if (!field(row, "decision")) return;
  const changed = isChanged(values);
  if (changed) draft.set(row.dataset.paper, values);
  else draft.delete(row.dataset.paper);
  row.classList.toggle("chosen", changed);
  row.querySelector(".choose > .state:not(.mine, .theirs)")?.remove();
  badge(row, "mine", changed ? "not saved" : "");
  const reason = field(row, "reason");
  if (reason) reason.hidden = !changed && !reason.value;
}

function keep(sent = false) {
  const text = JSON.stringify({ sent, rows: [...draft] });
  if (draft.size) sessionStorage.setItem(store, text);
  else sessionStorage.removeItem(store);
}

// A page that comes back with typed choices shows them with fresh marks; an old mark would only be refused again.
function restore() {
  const { sent, rows: kept } = JSON.parse(sessionStorage.getItem(store) ?? '{"rows": []}');
  const came = "refused" in form.dataset;
  if (sent && !came) return;
  draft = new Map(kept.filter(([number]) => !(came && rows.has(number))));
  for (const [number, values] of draft) {
    const row = rows.get(number);
    if (!row || !field(row, "decision")) continue;
    row.dataset.shown = field(row, "seen").value;
    for (const [name, value] of Object.entries(values)) if (field(row, name)) field(row, name).value = value;
  }
}

// Choices of an earlier visit are never brought back in silence: what is not meant any more can be forgotten.
const kept = document.getElementById("kept");

function remind() {
  if (!draft.size || "refused" in form.dataset) return;
  const [many, them] = draft.size === 1 ? ["1 choice of yours from before is", "it"]
    : [`${draft.size} choices of yours from before are`, "them"];
  const papers = [...draft.keys()].join(", ");
  kept.querySelector("p").textContent = `${many} not saved yet (paper ${papers}). The next save takes ${them} along.`;
  kept.querySelector("button").textContent = `Forget ${them}`;
  kept.querySelector("button").addEventListener("click", forget);
  kept.hidden = false;
}

function forget() {
  draft.clear();
  for (const row of rows.values()) {
    if (row.dataset.shown) field(row, "seen").value = row.dataset.shown;
  }
  form.reset();
  for (const row of rows.values()) note(row);
  keep();
  tell();
  kept.querySelector("p").textContent = "Forgotten: what you see is what is saved.";
  kept.querySelector("button").remove();
  kept.focus();
  look().catch(() => {});
}

const status = document.createElement("p");
const said = document.createElement("p");

function tell() {
  const away = [...draft.keys()].filter((number) => !rows.has(number)).length;
  const many = draft.size === 1 ? "1 choice" : `${draft.size} choices`;
  const others = away ? `, ${away === draft.size ? "on other pages" : `${away} of them on other pages`}` : "";
  status.textContent = draft.size ? `Not saved yet: ${many}${others}. Press ${form.dataset.save}.` : "";
  for (const link of held()) {
    if (draft.size) link.setAttribute("aria-disabled", "true");
    else link.removeAttribute("aria-disabled");
  }
}

const held = () => document.querySelectorAll(form.dataset.holds);
let asked = 0;
let timer = 0;

async function look() {
  const mine = ++asked;
  const answer = await fetch(form.dataset.look, { method: "POST", body: new FormData(form) });
  if (mine !== asked || answer.status !== 200 || answer.redirected) return;
  const live = document.getElementById("live");
  live.innerHTML = await answer.text();
  said.textContent = [...live.querySelectorAll(".sentence")].map((each) => each.textContent).join(" ");
}

function onInput(event) {
  const row = event.target.closest("tr[data-paper]");
  if (!row) return;
  note(row);
  keep();
  tell();
  clearTimeout(timer);
  timer = setTimeout(() => look().catch(() => {}), LOOK_AFTER);
}

function step(row, by) {
  const all = [...rows.values()];
  const next = all[all.indexOf(row) + by];
  if (!next) return;
  for (const each of all) each.tabIndex = each === next ? 0 : -1;
  next.focus();
}

function onKey(event) {
  const row = event.target;
  if (!row.matches("tr[data-paper]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const outcome = KEYS[event.key.toLowerCase()];
  if (by === undefined && outcome === undefined) return;
  event.preventDefault();
  if (by) step(row, by);
  else choose(row, outcome);
}

function choose(row, outcome) {
  const select = field(row, "decision");
  if (!select || ![...select.options].some((option) => option.value === outcome)) return;
  select.value = outcome;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

function begin() {
  restore();
  for (const row of rows.values()) {
    note(row);
    row.tabIndex = -1;
  }
  const first = rows.values().next().value;
  if (first) first.tabIndex = 0;
  form.querySelector(".keys").hidden = false;
  status.className = "unsaved";
  said.className = "sums";
  for (const each of [status, said]) each.setAttribute("role", "status");
  form.querySelector(":scope > .actions").append(status, said);
  keep();
  tell();
  remind();
  if (draft.size && !("refused" in form.dataset)) look().catch(() => {});
}

if (form) {
  begin();
  form.addEventListener("input", onInput);
  form.addEventListener("change", onInput);
  form.addEventListener("keydown", onKey);
  form.addEventListener("formdata", ({ formData }) => {
    for (const [number, values] of draft) {
      if (rows.has(number)) continue;
      for (const [name, value] of Object.entries(values)) formData.set(`${name}-${number}`, value);
    }
  });
  form.addEventListener("submit", () => {
    leaving = true;
    keep(true);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    if (draft.size && link.matches(form.dataset.holds)) {
      event.preventDefault();
      form.querySelector(":scope > .actions button").focus();
    }
    leaving = link.matches("[data-turns], .pager a");
  });
  document.addEventListener("submit", (event) => { leaving ||= event.target.matches("[data-turns]"); });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => { if (draft.size && !leaving) event.preventDefault(); });
}

const news = document.getElementById("news");

async function ask() {
  if (document.hidden) return;
  const answer = await fetch(news.dataset.news);
  if (answer.status !== 200 || answer.redirected) return;
  const text = await answer.text();
  if (text === news.told) return;
  news.told = text;
  news.innerHTML = text;
  for (const each of news.querySelectorAll("[data-numbers]")) {
    for (const number of each.dataset.numbers.split(" ")) {
      const row = rows.get(number);
      row?.classList.add("elsewhere");
      if (row) badge(row, "theirs", `changed meanwhile by ${each.dataset.who}`);
    }
  }
}

if (news) {
  const again = () => ask().catch(() => {});
  setInterval(again, NEWS_EVERY);
  document.addEventListener("visibilitychange", again);
}
