// The times of one room's rows, as domain/agenda.py has them: slots one after another from the end of the welcome, with the
// gap or the breaks between them. Says them at once; the server says the same in its answer.
const MINUTE = 60_000;

// `rows` are {minutes} for a break, {present, comment} for a slot; the result has for each {from, turn, until} in
// milliseconds. A break takes the place of the gap there.
export function layOut(starts, rows, { welcome, gap }) {
  let at = starts + welcome * MINUTE;
  let slots = 0;
  let paused = false;
  return rows.map((row) => {
    if (row.minutes !== undefined) {
      const from = at;
      at += row.minutes * MINUTE;
      paused = true;
      return { from, turn: from, until: at };
    }
    if (slots && !paused) at += gap * MINUTE;
    slots += 1;
    paused = false;
    const from = at;
    const turn = from + row.present * MINUTE;
    at = turn + row.comment * MINUTE;
    return { from, turn, until: at };
  });
}

export function clockIn(zone) {
  const shown = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const known = new Map();
  return (moment) => {
    if (!known.has(moment)) known.set(moment, shown.format(moment));
    return known.get(moment);
  };
}
