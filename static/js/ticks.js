// Above a list of ticks: one that ticks them all on the page, and how many are ticked.
document.querySelectorAll("[data-ticks]").forEach((form) => {
  const ticks = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const heading = form.querySelector("thead th");
  const caption = form.querySelector("caption");
  if (!ticks.length || !heading || !caption) return;
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", "Tick all on this page");
  heading.append(all);
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  caption.append(" ", status);
  const tell = () => {
    const count = ticks.filter((tick) => tick.checked).length;
    all.checked = count === ticks.length;
    all.indeterminate = count > 0 && count < ticks.length;
    status.textContent = count ? `${count} ticked.` : "";
  };
  all.addEventListener("change", () => {
    ticks.forEach((tick) => { tick.checked = all.checked; });
    tell();
  });
  ticks.forEach((tick) => tick.addEventListener("change", tell));
  tell();
});
