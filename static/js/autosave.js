// Saves `form[data-autosave]` as it stands, after a pause in typing and when the page is left; never its files. The key in
// the form names what is saved, so that two forms open in one browser never mix. With `data-autosave-steady` it saves while
// typing goes on too, so that a browser that dies loses two seconds at most.
const PAUSE = 1500;
const STEADY = 1000;
const AGAIN = 10_000;

function contents(form, turn) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  // The form's own token is for its one submission.
  data.delete("form_token");
  data.set("turn", turn);
  return data;
}

// Says with every save, and with every button, which page they come from: one that was loaded anew is another.
function identify(form) {
  const input = form.elements.page ?? document.createElement("input");
  input.type = "hidden";
  input.name = "page";
  input.value = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");
  form.append(input);
}

function line(form) {
  const status = document.createElement("p");
  status.className = "saved";
  status.setAttribute("role", "status");
  form.querySelector(":scope > .actions:last-of-type").append(status);
  return status;
}

function watch(form) {
  const status = line(form);
  const { saved } = form.elements;
  identify(form);
  let turn = 0;
  let timer = 0;
  let dirty = false;
  let busy = null;
  let stopped = false;
  const steady = "autosaveSteady" in form.dataset;
  const what = form.dataset.autosaveWhat ?? "paper";
  const said = form.dataset.autosaveSaid ?? (what === "paper" ? "Saved" : "Saved as a draft");

  const say = (words, ...more) => {
    if (status.dataset.words === words) return;
    status.dataset.words = words;
    status.replaceChildren(words, ...more);
  };
  const plan = (wait = steady ? STEADY : PAUSE) => {
    if (steady && timer && wait === STEADY) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = 0;
      save();
    }, wait);
  };
  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button quiet slim";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };
  const link = (words, href) => {
    const made = document.createElement("a");
    made.href = href;
    made.textContent = words;
    return made;
  };

  function behind(answer) {
    stopped = true;
    const mine = button("Keep what is here", () => {
      stopped = false;
      saved.value = answer.version;
      dirty = true;
      save();
    });
    say("Not saved: other words were saved in another window or on another device. ", mine, " ", link("Show the other", answer.address));
  }

  function took(answer) {
    saved.value = answer.version;
    history.replaceState(history.state, "", answer.address);
    const at = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const other = ` Another window or device has this ${what} open with other words, which are not saved.`;
    say(`${said} ${at}.${answer.contested ? other : ""}`);
  }

  async function save() {
    if (stopped || busy || !dirty) return;
    dirty = false;
    busy = new AbortController();
    turn += 1;
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST",
        body: contents(form, turn),
        signal: busy.signal,
        headers: { Accept: "application/json" },
      });
      const answer = (response.headers.get("Content-Type") || "").includes("json") ? await response.json() : null;
      if (response.ok && answer) took(answer);
      else if (response.status === 409 && answer) behind(answer);
      else if (response.status === 410) {
        stopped = true;
        const why = form.dataset.autosaveGone ?? (what === "paper" ? "this paper was submitted in another window, or its time has passed" : "reviews of this paper are closed");
        say(`No longer saved here: ${why}. Copy what you need.`);
      } else throw new Error(String(response.status));
    } catch (fault) {
      if (fault.name === "AbortError") return;
      dirty = true;
      say("Not saved just now. What you typed is still here, and saving is tried again.");
      plan(AGAIN);
    } finally {
      busy = null;
      if (dirty && !stopped && status.dataset.words.startsWith("Saved")) plan();
    }
  }

  const changed = () => {
    dirty = true;
    plan();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    // What is being submitted is not saved as unfinished a moment later.
    stopped = true;
    clearTimeout(timer);
    busy?.abort();
  });
  window.addEventListener("pagehide", () => {
    if (stopped || !dirty) return;
    turn += 1;
    dirty = !navigator.sendBeacon(form.dataset.autosave, contents(form, turn));
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    identify(form);
    stopped = false;
  });
  window.addEventListener("online", () => dirty && plan(0));
}

document.querySelectorAll("form[data-autosave]").forEach(watch);
