// Edits `form[data-agenda]` in place: rows of papers and breaks move by keyboard, by button and by drag, also between rooms;
// times follow at once, everything is kept at once (agenda-saving.js). Without it, the form's numbers and buttons do the same.
import { clockIn, layOut } from "./agenda-clock.js";
import { saver } from "./agenda-saving.js";

const TYPING = 500;
const form = document.querySelector("form[data-agenda]");
if (form) edit(form);

function edit(form) {
  const lists = [...form.querySelectorAll("ol[data-room]")];
  const clock = clockIn(form.dataset.zone);
  const reader = form.dataset.readerZone ? clockIn(form.dataset.readerZone) : null;
  const reading = form.dataset.readerZone?.split("/").pop().replaceAll("_", " ");
  const announce = form.querySelector("[data-announce]");
  const usual = {
    present: Number(form.dataset.present),
    comment: Number(form.dataset.comment),
  };
  const frame = { gap: Number(form.dataset.gap), welcome: Number(form.dataset.welcome) };
  let moved = "";
  let typing = 0;
  let breaks = form.querySelectorAll("[data-break]").length;

  const rowsOf = (list) => [...list.children];
  const slotsOf = (list) => rowsOf(list).filter((row) => row.dataset.slot);
  const number = (input, fallback) => (input.value.trim() === "" || !Number.isFinite(Number(input.value)) ? fallback : Number(input.value));
  const set = (row, name, words) =>
    row.querySelectorAll(`[data-${name}]`).forEach((one) => {
      if (one.textContent !== words) one.textContent = words;
    });
  const lengthOf = (row) =>
    row.dataset.slot
      ? { present: number(row.querySelector("[data-present]"), usual.present), comment: number(row.querySelector("[data-comment]"), usual.comment) }
      : { minutes: number(row.querySelector("[data-minutes]"), 0) };

  // Places, rooms and times of every row, from where the rows stand.
  function reckon() {
    for (const list of lists) {
      const rows = rowsOf(list);
      const times = layOut(Date.parse(list.dataset.starts), rows.map(lengthOf), frame);
      let slots = 0;
      rows.forEach((row, index) => {
        const { from, turn, until } = times[index];
        set(row, "from", clock(from));
        set(row, "turn", clock(turn));
        set(row, "until", clock(until));
        const own = row.querySelector("[data-reader]");
        if (own && reader) own.textContent = reader(from) === clock(from) ? "" : `(${reader(from)} ${reading})`;
        if (row.dataset.slot) {
          slots += 1;
          row.querySelector("[data-place]").value = slots;
        } else row.querySelector("[data-after]").value = slots;
        const room = row.querySelector("[data-room-of]");
        if (room) room.value = list.dataset.room;
        row.querySelector(".grip b").textContent = row.dataset.slot ? slots : "";
        row.querySelector("[data-step='-1']").setAttribute("aria-disabled", String(index === 0 && list === lists[0]));
        row.querySelector("[data-step='1']").setAttribute("aria-disabled", String(index === rows.length - 1 && list === lists.at(-1)));
      });
    }
  }

  function tell(row) {
    const list = row.parentElement;
    const room = lists.length > 1 ? ` in ${list.dataset.name}` : "";
    const time = `${row.querySelector("[data-from]").textContent}–${row.querySelector("[data-until]").textContent}`;
    const place = row.dataset.slot
      ? `${slotsOf(list).indexOf(row) + 1} of ${slotsOf(list).length}`
      : `after paper ${row.querySelector("[data-after]").value}`;
    announce.textContent = `${row.dataset.title} is now ${place}${room}, ${time}.`;
  }

  function settle(row) {
    form.querySelector(".moved")?.classList.remove("moved");
    row.classList.add("moved");
    moved = row.dataset.slot ?? "";
    reckon();
    tell(row);
    saving.change();
  }

  // One place up or down, into the next room at the end of a list.
  function step(row, by) {
    const list = row.parentElement;
    const next = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    const other = lists[lists.indexOf(list) + by];
    if (next) by < 0 ? next.before(row) : next.after(row);
    else if (other) by < 0 ? other.append(row) : other.prepend(row);
    else return false;
    return true;
  }

  const acts = {
    ArrowUp: (row) => step(row, -1),
    ArrowDown: (row) => step(row, 1),
    Home: (row) => row.previousElementSibling && (row.parentElement.prepend(row), true),
    End: (row) => row.nextElementSibling && (row.parentElement.append(row), true),
    ArrowLeft: (row) => toRoom(row, -1),
    ArrowRight: (row) => toRoom(row, 1),
  };
  function toRoom(row, by) {
    const list = row.parentElement;
    const other = lists[lists.indexOf(list) + by];
    if (!other) return false;
    const place = rowsOf(list).indexOf(row);
    other.insertBefore(row, other.children[place] ?? null);
    return true;
  }

  function perform(row, key, focused) {
    if (!acts[key](row)) return;
    settle(row);
    focused.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function make(tag, classes, ...inside) {
    const made = document.createElement(tag);
    made.className = classes;
    made.append(...inside);
    if (tag === "button") made.type = "button";
    return made;
  }

  function enliven(row) {
    const grip = make("button", "grip", make("span", "", "⠿"), document.createElement("b"));
    grip.setAttribute("aria-label", `Move ${row.dataset.title}: arrow keys`);
    grip.firstChild.setAttribute("aria-hidden", "true");
    row.querySelector(".hold").append(grip);
    const moves = make("div", "moves");
    for (const [word, by] of [["Up", "-1"], ["Down", "1"]]) {
      const one = make("button", "button quiet slim", word);
      one.setAttribute("aria-label", `${word}: ${row.dataset.title}`);
      one.dataset.step = by;
      moves.append(one);
    }
    row.append(moves);
  }

  // Swaps in the words of the answer; what was typed meanwhile stays.
  function stands(answer, dirty, whole = false) {
    const made = document.createElement("template");
    made.innerHTML = answer.html;
    made.content.querySelectorAll("[data-for]").forEach((part) => {
      const there = document.getElementById(part.dataset.for);
      if (there && there.innerHTML !== part.innerHTML) {
        const held = there.contains(document.activeElement);
        there.replaceChildren(...part.childNodes);
        if (held) there.querySelector("button, a")?.focus();
      }
    });
    const noted = new Set([...made.content.querySelectorAll("[data-for^=notes-]")].map((part) => part.dataset.for));
    form.querySelectorAll("[id^=notes-]").forEach((there) => {
      if (there.childElementCount && !noted.has(there.id)) there.replaceChildren();
    });
    if (whole && !dirty) {
      const held = holding();
      restore(answer.state);
      held();
      announce.textContent = answer.told;
    }
  }

  // Moving rows about takes the focus away: gives it back, to the row that was held or to what now lies in its place.
  function holding() {
    const focused = document.activeElement;
    const row = focused?.closest("ol[data-room] > li");
    if (!row) return () => {};
    const list = row.parentElement;
    const place = rowsOf(list).indexOf(row);
    return () => {
      const there = focused.isConnected ? focused : (list.children[place] ?? list.lastElementChild ?? form).querySelector(".grip");
      there?.focus({ preventScroll: true });
      there?.closest("li").scrollIntoView({ block: "nearest" });
    };
  }

  // The rows as an undone step left them.
  function restore(state) {
    const known = new Map([...form.querySelectorAll("[data-slot]")].map((row) => [row.dataset.slot, row]));
    const wanted = state.flatMap((part) => part.rows.filter((row) => row.slot).map((row) => String(row.slot)));
    if (wanted.length !== known.size || wanted.some((id) => !known.has(id))) {
      location.reload();
      return;
    }
    form.querySelectorAll("[data-break]").forEach((row) => row.remove());
    for (const part of state) {
      const list = lists.find((one) => one.dataset.room === String(part.room));
      for (const row of part.rows) {
        const there = row.slot ? known.get(String(row.slot)) : newBreak(row.name, row.minutes);
        if (row.slot) {
          there.querySelector("[data-present]").value = row.present ?? "";
          there.querySelector("[data-comment]").value = row.comment ?? "";
          there.querySelector("[data-fixed]").checked = row.fixed;
        }
        list.append(there);
      }
    }
    form.querySelector(".moved")?.classList.remove("moved");
    reckon();
  }

  function newBreak(name, minutes) {
    breaks += 1;
    const row = document.getElementById("new-break").content.querySelector("li").cloneNode(true);
    row.querySelectorAll("[name^=break-]").forEach((input) => {
      input.name = input.name.replace(/new$/, String(1000 + breaks));
    });
    row.dataset.title = name;
    row.querySelector("[data-name]").value = name;
    row.querySelector("[data-minutes]").value = minutes;
    enliven(row);
    return row;
  }

  function addBreak(list) {
    const row = newBreak("Break", document.getElementById("new-break").content.querySelector("[data-minutes]").defaultValue);
    const rows = rowsOf(list);
    list.insertBefore(row, rows[Math.ceil(rows.length / 2)] ?? null);
    settle(row);
    row.querySelector("[data-name]").focus();
    row.querySelector("[data-name]").select();
  }

  const saving = saver(form, { stands, moved: () => moved });
  form.querySelectorAll("ol[data-room] > li").forEach(enliven);
  form.querySelector("[data-with-script]").hidden = false;
  form.querySelector("[data-without-script]").hidden = true;
  form.classList.add("live");
  lists.forEach((list) => {
    list.classList.add("live");
    globalThis.Sortable?.create(list, {
      group: "agenda",
      handle: ".grip",
      ghostClass: "dragged",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      onEnd: ({ item, from, to, oldIndex, newIndex }) => {
        if (from !== to || oldIndex !== newIndex) settle(item);
      },
    });
  });
  reckon();

  form.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    const row = pressed?.closest("ol[data-room] > li");
    if (pressed?.dataset.step) {
      if (pressed.getAttribute("aria-disabled") !== "true") perform(row, pressed.dataset.step === "1" ? "ArrowDown" : "ArrowUp", pressed);
    } else if (pressed && "addBreak" in pressed.dataset) {
      event.preventDefault();
      addBreak(pressed.closest("section").querySelector("ol[data-room]"));
    } else if (pressed && "drop" in pressed.dataset) {
      event.preventDefault();
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      reckon();
      announce.textContent = `${row.dataset.title} is removed.`;
      saving.change();
      next?.querySelector(".grip").focus();
    }
  });
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("ol[data-room] > li");
    if (!row || !(event.key in acts) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!event.altKey && !event.target.matches(".grip")) return;
    if (event.altKey && (event.target.matches("select") || !event.key.match(/Up|Down/))) return;
    event.preventDefault();
    perform(row, event.key, event.target);
  });
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-present], [data-comment], [data-minutes], [data-name]")) return;
    if (event.target.matches("[data-name]")) event.target.closest("li").dataset.title = event.target.value;
    reckon();
    clearTimeout(typing);
    typing = setTimeout(() => saving.change(), TYPING);
  });
  form.addEventListener("change", (event) => {
    const row = event.target.closest("ol[data-room] > li");
    clearTimeout(typing);
    if (row && event.target.matches("[data-room-of]")) {
      lists.find((list) => list.dataset.room === event.target.value).append(row);
      settle(row);
      event.target.focus();
    } else if (row) saving.change();
  });
  form.addEventListener("submit", (event) => {
    // Enter in a field: it is kept already.
    if (!event.submitter || event.submitter.closest("[data-foot]")) event.preventDefault();
  });

  const steps = { back: document.querySelector("[data-steps=back]"), again: document.querySelector("[data-steps=again]") };
  const take = (which) => {
    if (steps[which].querySelector("button").getAttribute("aria-disabled") !== "true") saving.step(steps[which].action);
  };
  for (const [which, there] of Object.entries(steps)) {
    there.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      take(which);
    });
  }
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (target.closest("input:not([type=checkbox]), textarea, select")) return;
    const again = (key.toLowerCase() === "z" && event.shiftKey) || key.toLowerCase() === "y";
    if (!again && key.toLowerCase() !== "z") return;
    event.preventDefault();
    take(again ? "again" : "back");
  });
}
