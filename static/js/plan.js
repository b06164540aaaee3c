// Draws the plan anew, with what there is to say of it, whenever a date has been changed. Nothing is saved by that.
const form = document.querySelector("form[data-plan]");
let latest = 0;

async function look() {
  const mine = ++latest;
  const typed = new FormData(form);
  typed.set("check", "1");
  const answer = await fetch(form.action, { method: "POST", body: typed });
  if (mine !== latest || answer.redirected || ![200, 422].includes(answer.status)) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("plan-said");
  if (fresh) document.getElementById("plan-said").replaceWith(fresh);
}

form?.addEventListener("change", () => look().catch(() => {}));
