// Without a connection a running room is drawn as if each press had been taken; the server's own picture follows later.
const PARTS = ["clock", "coming", "queue"];
const MARK = 0;
const LABEL = 1;
const MINUTE = 60_000;

export class Picture {
  #root;
  #before = [];

  constructor(root) {
    this.#root = root;
  }

  // The server's picture is here: nothing of ours can be taken back any more.
  forget() {
    this.#before = [];
  }

  #one(where) {
    return this.#root.querySelector(where);
  }

  #put(where, text) {
    const found = this.#one(where);
    if (found) found.textContent = text;
  }

  get #ahead() {
    return JSON.parse(this.#one("[data-part='clock']").dataset.ahead ?? "[]");
  }

  set #ahead(steps) {
    this.#one("[data-part='clock']").dataset.ahead = JSON.stringify(steps);
  }

  press(mark, now) {
    if (mark === "undo") return this.#undo();
    const kept = PARTS.map((name) => this.#one(`[data-part='${name}']`)?.cloneNode(true));
    const label = this.#taken(mark, now);
    if (!label) return;
    this.#before.push(kept);
    this.#put("[data-late]", "");
    this.#next();
    this.#undoes(label);
  }

  // What it was, as the button says it; nothing where it cannot be drawn from here.
  #taken(mark, now) {
    if (mark === "pause") return this.#hold(now);
    if (mark === "resume") return this.#goOn(now);
    if (mark === "add_time") return this.#longer();
    if (mark.startsWith("skip-")) return this.#without(mark.slice(5)) && "Leave out";
    const step = this.#stepTo(mark);
    if (step) this.#begin(step, now);
    return step?.[LABEL];
  }

  #hold(now) {
    const face = this.#one("[data-clock]");
    face.dataset.held = String(Math.round(now));
    this.#one("[data-paused]").hidden = false;
    this.#pauseButton("resume", "Let it go on");
    return "Pause";
  }

  #goOn(now) {
    const face = this.#one("[data-clock]");
    if (face.dataset.held && face.dataset.ends) {
      face.dataset.ends = String(Number(face.dataset.ends) + Math.round(now) - Number(face.dataset.held));
    }
    delete face.dataset.held;
    this.#one("[data-paused]").hidden = true;
    this.#pauseButton("pause", "Pause");
    return "Let it go on";
  }

  #pauseButton(mark, label) {
    const button = this.#one("[data-key='pause']");
    if (!button) return;
    button.value = mark;
    button.textContent = label;
  }

  #longer() {
    const face = this.#one("[data-clock]");
    if (face.dataset.ends) face.dataset.ends = String(Number(face.dataset.ends) + MINUTE);
    this.#put("[data-until]", "");
    return "+1 minute";
  }

  // The steps of one paper go from what lies ahead, and the paper from the lists.
  #without(paper) {
    const steps = this.#ahead;
    const at = steps.findIndex((step) => step[MARK] === `present-${paper}`);
    if (at < 0) return false;
    steps.splice(at, steps[at + 1]?.[MARK] === "comment" ? 2 : 1);
    this.#ahead = steps;
    this.#unlist(paper);
    return true;
  }

  #unlist(paper) {
    for (const row of this.#root.querySelectorAll(`[data-paper="${paper}"]`)) row.remove();
    if (this.#one(".coming [data-paper]")) return;
    this.#say(".coming", "No more papers.", "li");
    this.#one("#another")?.remove();
  }

  // The step of this mark, with what then lies ahead: the next one, the end, or a paper out of its order.
  #stepTo(mark) {
    const steps = this.#ahead;
    const at = steps.findIndex((step) => step[MARK] === mark);
    if (at < 0) return null;
    const [step] = steps.splice(at, 1);
    if (mark === "end") {
      this.#ahead = [];
    } else if (at > 0) {
      const own = steps[at]?.[MARK] === "comment" ? steps.splice(at, 1) : [];
      const first = steps.findIndex((each) => each[MARK].startsWith("present-"));
      this.#ahead = [...own, ...steps.slice(Math.max(0, first))];
    } else {
      this.#ahead = steps;
    }
    return step;
  }

  #begin([mark, , phase, title, by, minutes], now) {
    const face = this.#one("[data-clock]");
    if (face.dataset.held) this.#goOn(now);
    this.#one("[data-begins]")?.remove();
    delete face.dataset.waits;
    delete face.dataset.card;
    this.#put("[data-phase]", phase);
    this.#put("[data-title]", title);
    this.#put("[data-by]", by);
    this.#put("[data-until]", "");
    this.#put("[data-card-word]", "");
    const isPaper = mark.startsWith("present-");
    if (isPaper || mark === "comment") face.dataset.slot = "yes";
    else delete face.dataset.slot;
    this.#one("[data-left]").parentElement.hidden = !minutes;
    if (minutes) face.dataset.ends = String(Math.round(now + minutes * MINUTE));
    else delete face.dataset.ends;
    if (isPaper) this.#on(mark.slice(8), now);
    if (mark !== "comment") this.#say("[data-part='queue']", "Nobody waits.");
    if (mark === "end") this.#over();
  }

  // The paper is on: it is next no more. When those after it come is not known from here, but where it is on its time.
  #on(paper, now) {
    const planned = Number(this.#one(`.coming [data-paper="${paper}"] [data-at]`)?.dataset.at);
    this.#unlist(paper);
    if (Math.abs(now - planned) < MINUTE) return;
    for (const time of this.#root.querySelectorAll(".coming [data-at]")) time.textContent = "";
  }

  #over() {
    for (const where of ["[data-key='pause']", "[data-key='add_time']", "#ending", "#another"]) this.#one(where)?.remove();
    this.#say(".coming", "No more papers.", "li");
  }

  #say(where, words, as = "p") {
    const note = document.createElement(as);
    note.className = "soft";
    note.textContent = words;
    this.#one(where)?.replaceChildren(note);
  }

  #next() {
    const button = this.#one("[data-key='next']");
    const [step] = this.#ahead;
    if (!button) return;
    if (!step) return button.remove();
    button.value = step[MARK];
    button.textContent = step[LABEL];
  }

  #undoes(label) {
    let button = this.#one("[data-key='undo']");
    if (!button) {
      button = document.createElement("button");
      button.className = "button quiet";
      button.name = "mark";
      button.value = "undo";
      button.dataset.key = "undo";
      this.#one("[data-actions]")?.append(button);
    }
    button.textContent = `Undo: ${label}`;
  }

  // What was pressed before the connection went is taken back by the server alone.
  #undo() {
    const kept = this.#before.pop();
    for (const part of kept ?? []) {
      if (part) this.#one(`[data-part='${part.dataset.part}']`)?.replaceWith(part);
    }
  }

  asks(name) {
    const part = this.#one("[data-part='queue']");
    let list = part?.querySelector(".turns");
    if (part && !list) {
      list = document.createElement("ol");
      list.className = "turns";
      part.replaceChildren(list);
    }
    const row = document.createElement("li");
    row.className = "typed";
    row.textContent = name;
    list?.append(row);
  }
}
