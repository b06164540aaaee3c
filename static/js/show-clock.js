// The clock of a running room, as the page says it and by the server's time: how wrong the device's own is does not matter.
const CARDS = [2, 5];

export class Clock {
  #root;
  #apart = 0;
  #known = Infinity;
  #word = null;
  #hours;

  constructor(root) {
    this.#root = root;
    this.#apart = Number(root.dataset.now) - Date.now();
    const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: root.dataset.zone };
    this.#hours = new Intl.DateTimeFormat("en-GB", options);
  }

  // The server's time in milliseconds.
  now() {
    return Date.now() + this.#apart;
  }

  // The server said `now` between two moments of ours: the quicker the answer, the better it is known how far we are apart.
  compare(now, sent, received) {
    if (!now) return;
    const trip = received - sent;
    const apart = now - (sent + received) / 2;
    if (trip <= this.#known || Math.abs(apart - this.#apart) > trip + 1000) {
      this.#apart = apart;
      this.#known = trip;
    }
    this.#known += 20;
  }

  get #face() {
    return this.#root.querySelector("[data-clock]");
  }

  // Draw it; the word of a card when that has just come up.
  show() {
    this.#since();
    this.#put("[data-wall]", this.hour(this.now()));
    const face = this.#face;
    if (!face?.dataset.ends) return null;
    // A clock that is stopped shows what was left then.
    const left = Number(face.dataset.ends) - (Number(face.dataset.held) || this.now());
    this.#put("[data-left]", this.#countdown(left));
    this.#put("[data-left-word]", this.#wordOf(face, left));
    if (face.dataset.held) return null;
    return "slot" in face.dataset ? this.#card(face, left) : null;
  }

  #wordOf(face, left) {
    if ("waits" in face.dataset) return left >= 0 ? "until it begins" : "after its beginning";
    return left >= 0 ? "left" : "over";
  }

  // The hour in the session's zone.
  hour(moment) {
    return this.#hours.format(new Date(moment));
  }

  #card(face, left) {
    const held = CARDS.find((minutes) => left <= minutes * 60_000);
    const word = left <= 0 ? "Time" : held ? `${held} minutes` : "";
    const mark = left <= 0 ? "time" : held ? String(held) : null;
    if (mark) face.dataset.card = mark;
    else delete face.dataset.card;
    this.#put("[data-card-word]", word);
    const came = word !== "" && this.#word !== null && word !== this.#word;
    this.#word = word;
    return came ? word : null;
  }

  #countdown(left) {
    const seconds = Math.ceil(left / 1000);
    const size = Math.abs(seconds);
    const text = `${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
    return seconds < 0 ? `+${text}` : text;
  }

  #since() {
    for (const each of this.#root.querySelectorAll("[data-since]")) {
      const seconds = Math.max(0, Math.floor((this.now() - Number(each.dataset.since)) / 1000));
      const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      if (each.textContent !== text) each.textContent = text;
    }
  }

  #put(where, text) {
    const found = this.#root.querySelector(where);
    if (found && found.textContent !== text) found.textContent = text;
  }
}
