// Keeps `form[data-agenda]` on the server after each change, one request at a time. What could not be sent is sent again just
// as it was until an answer comes: the server knows what it has done already. Says "Saved", or why not and what to do.
const WAITS = [2000, 5000, 10_000];
const TIMEOUT = 20_000;

export function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button quiet slim";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

export function saver(form, { stands, moved }) {
  const status = document.createElement("div");
  status.className = "kept";
  status.setAttribute("role", "status");
  status.textContent = "Each change is kept at once. Nobody else sees it until you publish.";
  form.querySelector("[data-foot]").replaceChildren(status);
  let dirty = false;
  let pending = null;
  let busy = false;
  let held = false;
  let unsaved = false;
  let tries = 0;
  let timer = 0;
  const idle = [];

  const say = (words, ...more) => {
    // For whoever must know whether all of it is kept, in a word that no translation changes.
    status.toggleAttribute("data-kept", words === "Saved");
    status.classList.toggle("trouble", words.startsWith("Not saved"));
    status.replaceChildren(words, ...more);
  };
  const version = (number) => {
    document.querySelectorAll("input[name=version]").forEach((input) => {
      input.value = number;
    });
  };
  const contents = () => {
    const data = new FormData(form);
    data.delete("form_token");
    data.set("exact", "1");
    if (moved()) data.set("moved", moved());
    return data;
  };
  const settled = () => {
    while (idle.length) idle.shift()();
  };

  async function ask(address, data) {
    const response = await fetch(address, {
      method: "POST",
      body: data,
      signal: AbortSignal.timeout(TIMEOUT),
      headers: { Accept: "application/json" },
    });
    const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
    if (response.status >= 500 || response.status === 429) throw new Error(String(response.status));
    return [response.status, isJson ? await response.json() : null];
  }

  function faster(answer) {
    held = true;
    const list = document.createElement("ul");
    list.append(
      ...answer.changes.map((said) => {
        const item = document.createElement("li");
        item.textContent = said;
        return item;
      }),
    );
    const mine = button("Keep what is here", () => {
      held = false;
      pending = null;
      version(answer.version);
      change();
    });
    const theirs = button("Show theirs", () => {
      dirty = false;
      location.reload();
    });
    say(`Not saved: ${answer.sentence} What you did is still here.`, list, mine, " ", theirs);
  }

  function refused(status_, answer) {
    held = status_ !== 422;
    const words = {
      401: "you are signed out. Sign in in another tab, then load this page anew.",
      400: "this page was open for too long. Load it anew.",
    };
    say(`Not saved: ${answer?.sentence ?? words[status_] ?? "load this page anew."}`);
  }

  function later() {
    const wait = WAITS[Math.min(tries, WAITS.length - 1)];
    tries += 1;
    const again = button("Try again", () => {
      clearTimeout(timer);
      send();
    });
    say(`Not saved: no connection. It is tried again in ${wait / 1000} seconds; nothing is lost while this page stays open. `, again);
    timer = setTimeout(send, wait);
  }

  async function send() {
    if (busy || held || (!dirty && !pending)) return;
    clearTimeout(timer);
    busy = true;
    if (!pending) {
      pending = contents();
      dirty = false;
    }
    try {
      const [code, answer] = await ask(form.action, pending);
      tries = 0;
      pending = null;
      if (code === 200 && answer) {
        version(answer.version);
        stands(answer, dirty);
        say(dirty ? "Saving…" : "Saved");
      } else if (code === 409 && answer) {
        dirty = true;
        faster(answer);
      } else {
        dirty ||= code !== 422;
        refused(code, answer);
        if (code === 422) unsaved = true;
      }
    } catch {
      later();
      busy = false;
      return;
    }
    busy = false;
    if (dirty && !held) send();
    else settled();
  }

  function change() {
    dirty = true;
    unsaved = false;
    if (!pending) say("Saving…");
    send();
  }

  const quiet = () => new Promise((resolve) => (busy || (dirty && !held) ? idle.push(resolve) : resolve()));

  // Undo and redo: after whatever is on its way.
  async function step(address) {
    await quiet();
    if (held || pending) return;
    const data = new FormData();
    data.set("csrf_token", form.elements.csrf_token.value);
    data.set("version", form.elements.version.value);
    busy = true;
    try {
      const [code, answer] = await ask(address, data);
      if (code === 200 && answer) {
        version(answer.version);
        stands(answer, false, true);
        say(answer.said);
      } else if (code === 409 && answer) faster(answer);
      else refused(code, answer);
    } catch {
      say("Not done: no connection. Try again in a moment.");
    }
    busy = false;
    if (dirty) send();
  }

  window.addEventListener("online", () => pending && send());
  window.addEventListener("beforeunload", (event) => {
    if (dirty || pending || unsaved) event.preventDefault();
  });
  // A button that loads the page anew waits for what is on its way.
  document.addEventListener(
    "submit",
    async (event) => {
      if (!busy && !dirty && !pending) return;
      if (held || event.target.method !== "post" || event.target.matches("[data-steps]")) return;
      event.preventDefault();
      event.stopPropagation();
      await quiet();
      if (!pending) event.target.requestSubmit(event.submitter);
    },
    { capture: true },
  );
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#look-over");
    if (!link || (!busy && !dirty)) return;
    event.preventDefault();
    quiet().then(() => !dirty && !pending && location.assign(link.href));
  });
  return { change, step };
}
