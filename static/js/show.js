// A running room. The clock goes on by itself from what the page says; the server is asked every second or two whether
// anything has changed, and then the page is fetched and its parts put in place. Buttons send their forms without
// leaving the page; without a connection they are kept, and sent in their order when it is back.
import { Clock } from "./show-clock.js";
import { Kept } from "./show-kept.js";
import { Picture } from "./show-offline.js";

const EVERY = 1500;
const LONGEST = 15_000;
const HELD = 20_000;
const TWICE = 400;

const root = document.querySelector("[data-show]");
const lost = root.querySelector("[data-lost]");
const clock = new Clock(root);
const kept = new Kept(location.pathname);
const picture = new Picture(root);
let tag = "";
let lostSince = null;
let wait = EVERY;
let timer = 0;
let sending = false;
let reloaded = false;
let pressedAt = 0;
let stale = false;

function tellLost() {
  const waiting = kept.all.length;
  const more = waiting ? ` ${waiting === 1 ? "What you pressed is kept and sent" : `${waiting} presses are kept and sent`} when it is back.` : "";
  const words = lostSince === null ? "" : `No connection since ${clock.hour(lostSince)}; the clock goes on.${more} Do not reload until the connection is back.`;
  if (lost.textContent !== words) lost.textContent = words;
  lost.hidden = !words;
}

// What is pressed meanwhile is shown as if it had been taken.
function goOn() {
  for (const press of kept.all) {
    if (press.shown) continue;
    press.shown = true;
    if (press.mark) picture.press(press.mark, press.at);
    else if (press.name) picture.asks(press.name);
  }
}

function disconnected() {
  lostSince ??= clock.now();
  wait = Math.min(LONGEST, wait * 2);
  goOn();
  tellLost();
}

function connected() {
  wait = EVERY;
  if (lostSince === null) return;
  lostSince = null;
  tellLost();
  flush();
}

// A part in which somebody types or has opened something keeps that.
function putIn(fresh) {
  const active = document.activeElement?.dataset?.key;
  const opened = [...root.querySelectorAll("details[open]")].map((each) => each.id);
  for (const part of root.querySelectorAll("[data-part]")) {
    const other = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    if (other) part.replaceWith(document.importNode(other, true));
    else part.replaceChildren();
  }
  picture.forget();
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  // What was ticked since the page was asked for is still on its way.
  for (const { tick } of kept.all) {
    const box = tick && document.getElementById(tick.id);
    if (box) box.checked = tick.checked;
  }
  if (active && !document.activeElement?.dataset?.key) {
    (root.querySelector(`[data-key="${active}"]`) ?? root.querySelector("[data-key='next']"))?.focus();
  }
}

function take(html, told) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (!fresh.querySelector("[data-show]")) return false;
  putIn(fresh);
  // Name, room and hours: the session may have moved.
  const [opening, other] = [document, fresh].map((each) => each.querySelector(".opening"));
  if (opening && other && opening.textContent !== other.textContent) opening.replaceWith(document.importNode(other, true));
  const flashes = fresh.querySelector(".flashes");
  if (told) told.replaceChildren(...(flashes ? [document.importNode(flashes, true)] : []));
  return !flashes?.querySelector(".warn");
}

async function refresh() {
  const answer = await fetch(location.pathname, { cache: "no-store" });
  const html = answer.ok ? await answer.text() : "";
  // What was pressed meanwhile is newer than what was asked for.
  if (html && !sending && !kept.all.length) take(html, null);
}

async function ask() {
  const sent = Date.now();
  const answer = await fetch(root.dataset.poll, { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
  clock.compare(Number(answer.headers.get("X-Now")), sent, Date.now());
  if (answer.status === 404) return ended();
  if (answer.status !== 200 && answer.status !== 304) throw new Error("busy");
  connected();
  if (answer.status !== 200 || sending || kept.all.length) return;
  tag = answer.headers.get("ETag") ?? "";
  await refresh();
}

// The chair's own page gets its link anew; any other has come to its end.
function ended() {
  if ("own" in root.dataset && !reloaded) {
    reloaded = true;
    location.reload();
    return;
  }
  lost.textContent = "This link has ended. Ask the session’s chair for a new one.";
  lost.hidden = false;
  wait = 0;
}

async function poll() {
  clearTimeout(timer);
  try {
    if (!document.hidden) await ask();
  } catch {
    disconnected();
  }
  if (wait) timer = setTimeout(poll, wait);
}

async function send(press) {
  const answer = await fetch(press.address, { method: "POST", body: new URLSearchParams(press.fields) });
  const html = await answer.text();
  const told = root.querySelector("[data-told]");
  if (answer.ok && take(html, told)) return true;
  if (!answer.ok) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const words = [fresh.querySelector("h1"), fresh.querySelector("main p")].map((each) => each?.textContent.trim());
    const note = document.createElement("p");
    note.className = "flash warn";
    note.textContent = words.filter(Boolean).join(": ");
    told?.replaceChildren(note);
    stale = true;
  }
  return false;
}

async function flush() {
  if (sending) return;
  sending = true;
  try {
    while (kept.all.length) {
      const done = await send(kept.all[0]);
      if (done) kept.shift();
      else kept.refused();
    }
    if (lostSince !== null) connected();
  } catch {
    disconnected();
  } finally {
    sending = false;
    tellLost();
  }
  if (!stale) return;
  stale = false;
  await refresh();
}

function add(press) {
  kept.add({ ...press, at: clock.now() }, clock.now());
  if (lostSince !== null) goOn();
  flush();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.live) return;
  event.preventDefault();
  if (Date.now() - pressedAt < TWICE) return;
  pressedAt = Date.now();
  const fields = [...new FormData(form, event.submitter)];
  const mark = form.dataset.live === "press" ? event.submitter.value : "";
  const name = form.querySelector("#asks")?.value;
  if (name) form.reset();
  add({ address: form.action, mark, name, fields });
});

// Each tick is sent at once and says nothing of anybody else.
document.addEventListener("change", (event) => {
  const { form, name, value, id, checked } = event.target;
  if (form?.dataset.live !== "here" || name !== "here") return;
  const fields = [...new FormData(form)].filter(([each]) => !["shown", "was", "here"].includes(each));
  fields.push(["shown", value], [checked ? "here" : "was", value]);
  add({ address: form.action, mark: "", tick: { id, checked }, fields });
});

function tick() {
  const word = clock.show();
  if ("display" in root.dataset && word) {
    root.classList.add("held");
    setTimeout(() => root.classList.remove("held"), HELD);
  }
}

async function stayAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // Some browsers keep no screen awake, or not now: then it goes dark as it is used to.
  }
}

root.classList.add("scripted");
tick();
setInterval(tick, 250);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  stayAwake();
  poll();
});
window.addEventListener("online", poll);
window.addEventListener("offline", disconnected);
stayAwake();
flush();
poll();
