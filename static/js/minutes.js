// Says, while a leader types, how many full slots `form[data-minutes]` leaves room for, in `output[data-minutes-for=<its id>]`.
// The server says the same in its own words; this only says it sooner.
const NAMES = ["minutes", "welcome_minutes", "closing_minutes", "gap_minutes", "present_minutes", "comment_minutes"];

const slots = (number) => (number > 1 ? `${number} full slots` : number ? "1 full slot" : "no full slot");
const plural = (number) => (number === 1 ? "1 minute" : `${number} minutes`);

export function room({ minutes, welcome, closing, gap, slot }) {
  const free = minutes - welcome - closing;
  const full = Math.max(0, Math.floor((free + gap) / (slot + gap)));
  const left = free - full * slot - Math.max(0, full - 1) * gap;
  const shorter = Math.floor((free - full * gap) / (full + 1));
  return { full, left, shorter };
}

function around({ welcome, closing, gap }) {
  const parts = [];
  if (welcome) parts.push(`a ${welcome}-minute welcome`);
  if (closing) parts.push(`a ${closing}-minute closing`);
  if (gap) parts.push(`${plural(gap)} between slots`);
  if (!parts.length) return "";
  const last = parts.pop();
  return ` with ${parts.length ? `${parts.join(", ")} and ` : ""}${last}`;
}

// A shortened slot is worth naming while it loses no more than a tenth: 28 of 30 minutes, not 25.
export function sentence(plan) {
  const { full, left, shorter } = room(plan);
  const start = `${plural(plan.minutes)}${around(plan)}`;
  if (left < 0) return `${start}: the welcome and the closing alone take ${plural(-left)} too many`;
  if (shorter < plan.slot && shorter * 10 >= plan.slot * 9) return `${start}: ${slots(full)}, or ${full + 1} of ${shorter}`;
  return left ? `${start}: ${slots(full)}, ${plural(left)} left over` : `${start}: ${slots(full)}`;
}

function plan(form) {
  const [minutes, welcome, closing, gap, present, comment] = NAMES.map((name) =>
    Math.max(0, Math.trunc(Number(form.elements.namedItem(name)?.value || 0))),
  );
  return { minutes, welcome, closing, gap, slot: present + comment };
}

function follow(form) {
  const output = document.querySelector(`output[data-minutes-for="${CSS.escape(form.id)}"]`);
  if (!output) return;
  const show = () => {
    const typed = plan(form);
    const known = Object.values(typed).every(Number.isFinite) && typed.minutes > 0 && typed.slot > 0;
    output.value = known ? `${sentence(typed)}.` : "";
  };
  form.addEventListener("input", show);
  show();
}

if (globalThis.document) document.querySelectorAll("form[data-minutes]").forEach(follow);
