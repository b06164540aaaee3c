// Proposes the browser's own time zone where a form asks for one and has none yet, and says times on the reader's own
// clock where the page does not know it. Nothing is stored or sent by itself.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

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

// As components/times.html says it to people whose zone is known: "(17:00 Berlin, for you)".
function sayHere(time) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime()) || time.nextElementSibling?.matches(".reader")) return;
  const day = `${DAYS[at.getDay()]} ${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}`;
  const clock = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  if (!/\d\d:\d\d/.test(time.textContent) || time.textContent.includes(`${day}, ${clock}`)) return;
  const here = document.createElement("span");
  here.className = "reader";
  const city = zone.split("/").pop().replaceAll("_", " ");
  here.textContent = `(${time.textContent.includes(day) ? "" : `${day}, `}${clock} ${city}, for you)`;
  time.after(" ", here);
}

if (zone) document.querySelectorAll("main time[datetime]").forEach(sayHere);
