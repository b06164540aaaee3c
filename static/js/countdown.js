// <time data-countdown datetime="..."> says how long it is until then, and fetches the page anew when it is reached.
const shown = document.querySelectorAll("time[data-countdown]");

function left(until) {
  const seconds = Math.max(0, Math.round((until - Date.now()) / 1000));
  if (seconds >= 120) return `in ${Math.round(seconds / 60)} minutes`;
  return seconds === 1 ? "in 1 second" : `in ${seconds} seconds`;
}

function tick() {
  for (const time of shown) {
    const until = new Date(time.dateTime).getTime();
    time.textContent = until <= Date.now() ? "now" : left(until);
    if (until + 4000 <= Date.now()) {
      clearInterval(timer);
      location.reload();
    }
  }
}

const timer = shown.length ? setInterval(tick, 1000) : 0;
