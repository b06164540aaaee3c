// A Copy button beside every field with `data-copy`.
async function copied(input) {
  input.select();
  try {
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch {
    // Over plain http the browser offers no clipboard; the selection then serves for Ctrl+C.
    return document.execCommand("copy");
  }
}

function offer(input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet";
  button.textContent = "Copy";
  const status = document.createElement("span");
  status.className = "unseen";
  status.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    const words = (await copied(input)) ? "Copied" : "Press Ctrl+C";
    button.textContent = words;
    status.textContent = words;
    setTimeout(() => {
      button.textContent = "Copy";
      status.textContent = "";
    }, 3000);
  });
  input.after(button, status);
}

document.querySelectorAll("[data-copy]").forEach(offer);
