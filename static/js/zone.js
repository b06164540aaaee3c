// Proposes the browser's own time zone where a form asks for one and has none yet, and says times on the reader's own
// clock where the page does not know it. Nothing is stored; the zone alone is sent, where a page has its weeks to mind.
import { CITIES } from "./zone-names.js";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const hereCity = CITIES[zone] ?? zone?.split("/").pop().replaceAll("_", " ");

const named = (name) => new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;

// Browsers call some zones by older names: Calcutta for Kolkata.
function sameZone(options) {
  const names = [...options].map((option) => option.value).filter((name) => name.includes("/"));
  return names.find((name) => name === zone) ?? names.find((name) => named(name) === zone);
}

function propose(field) {
  if (field.value || !zone) return;
  const found = field.tagName === "SELECT" ? sameZone(field.options) : zone;
  if (found) field.value = found;
}

document.querySelectorAll("input[name='zone'], select[name='zone']").forEach(propose);

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const two = (number) => String(number).padStart(2, "0");
const clockOf = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`;
const dayOf = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

// A clock time on a page that has named its date, as programmes/_programme.html says it: its day is in `data-day`, and
// where it is a stretch its end in `data-until`.
function sayClock(time, at) {
  const { day, until } = time.dataset;
  if (dayOf(at) === day && time.textContent.startsWith(clockOf(at))) return;
  const here = document.createElement(until ? "small" : "span");
  here.className = "reader";
  if (until) {
    const another = dayOf(at) > day ? ", next day" : dayOf(at) < day ? ", the day before" : "";
    here.textContent = `${clockOf(at)}–${clockOf(new Date(until))} ${hereCity}${another}`;
    time.parentElement.append(" ", here);
  } else {
    here.textContent = `(${clockOf(at)})`;
    time.after(" ", here);
  }
}

// As components/times.html says it to people whose zone is known: "(17:00 Berlin, for you)".
function sayHere(time) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime()) || time.nextElementSibling?.matches(".reader")) return;
  if (time.dataset.day) return sayClock(time, at);
  const day = `${DAYS[at.getDay()]} ${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}`;
  const clock = clockOf(at);
  if (!/\d\d:\d\d/.test(time.textContent) || time.textContent.includes(`${day}, ${clock}`)) return;
  const here = document.createElement("span");
  here.className = "reader";
  here.textContent = `(${time.textContent.includes(day) ? "" : `${day}, `}${clock} ${hereCity}, for you)`;
  time.after(" ", here);
}

if (zone) document.querySelectorAll("main time[datetime]").forEach(sayHere);

// The server knows in which weeks this clock and the announced one lie apart otherwise; what it said to everybody goes.
async function mindTheClocks(box) {
  const asked = new URLSearchParams({ of: box.dataset.of, zone });
  box.dataset.at.split(" ").forEach((moment) => asked.append("at", moment));
  const answer = await fetch(`${box.dataset.clocks}?${asked}`, { credentials: "omit" });
  if (!answer.ok) return;
  const { sentences } = await answer.json();
  const said = sentences.map((sentence) => {
    const line = document.createElement("p");
    line.textContent = sentence;
    return line;
  });
  box.querySelector("div").replaceChildren(...said);
  box.hidden = !said.length;
}

if (zone) document.querySelectorAll("[data-clocks]").forEach((box) => mindTheClocks(box).catch(() => {}));
