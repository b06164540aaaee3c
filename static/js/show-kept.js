// Presses that wait to be sent, in their order; they outlive a reload of the page.
export class Kept {
  #name;
  #presses = [];

  constructor(page) {
    this.#name = `kept:${page}`;
    try {
      this.#presses = JSON.parse(sessionStorage.getItem(this.#name) ?? "[]");
    } catch {
      this.#presses = [];
    }
  }

  get all() {
    return this.#presses;
  }

  // The page's number is that of the latest mark it was drawn with: each press that waits will be one more.
  add(press, now) {
    if (press.mark) {
      const before = this.#presses.filter((each) => each.mark).length;
      press.fields = press.fields.map(([name, value]) => [name, name === "version" ? String(Number(value) + before) : value]);
      press.fields.push(["at", String(Math.round(now))]);
    }
    this.#presses.push(press);
    this.#save();
  }

  shift() {
    this.#presses.shift();
    this.#save();
  }

  // The first was refused: presses of the clock after it were made for a state that is not there, and go with it.
  refused() {
    const [first] = this.#presses;
    this.#presses = this.#presses.filter((each) => each !== first && !(first.mark && each.mark));
    this.#save();
  }

  #save() {
    try {
      sessionStorage.setItem(this.#name, JSON.stringify(this.#presses));
    } catch {
      // A browser that keeps nothing still sends what waits while the page is open.
    }
  }
}
