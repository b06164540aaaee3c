// Proposes the browser's own time zone where a form asks for one and has none yet. Nothing is stored or sent by itself.
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
