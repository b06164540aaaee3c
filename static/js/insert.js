// An Insert button beside every placeholder, which puts it where the writer was last: in a field with `data-insert`.
const fields = [...document.querySelectorAll("[data-insert]")];
let last = fields.at(-1);
fields.forEach((field) => field.addEventListener("focus", () => { last = field; }));

function offer(hole) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet slim";
  button.textContent = "Insert";
  const name = document.createElement("span");
  name.className = "unseen";
  name.textContent = ` ${hole.textContent}`;
  button.append(name);
  button.addEventListener("click", () => {
    last.focus();
    last.setRangeText(hole.textContent, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });
  hole.after(button);
}

if (last) document.querySelectorAll("[data-hole]").forEach(offer);
