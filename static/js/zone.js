// Proposes the browser's own time zone where a form asks for one and has none yet. Nothing is stored or sent by itself.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function propose(field) {
  if (field.value || !zone) return;
  if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === zone)) return;
  field.value = zone;
}

document.querySelectorAll("input[name='zone'], select[name='zone']").forEach(propose);
