// A live word count for `textarea[data-words-max]`, written into `output[data-words-for=<its id>]`.
// The server counts with Python's str.split(). JavaScript's \s takes U+FEFF for a space and misses U+001C-001F and
// U+0085, so Python's set is spelt out here; a test compares the two.
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

export function words(text) {
  return text.split(SPACE).filter(Boolean).length;
}

export function verdict(count, most) {
  const counted = `${count} of at most ${most} words`;
  return count > most ? `${counted}: ${count - most} too many` : counted;
}

function follow(area) {
  const output = document.querySelector(`output[data-words-for="${CSS.escape(area.id)}"]`);
  const most = Number(area.dataset.wordsMax);
  if (!output || !most) return;
  const show = () => {
    const count = words(area.value);
    // Read out only when it matters: a count at every keystroke drowns what is being typed.
    output.setAttribute("aria-live", count > most ? "polite" : "off");
    output.classList.toggle("over", count > most);
    output.value = verdict(count, most);
  };
  area.addEventListener("input", show);
  show();
}

if (globalThis.document) document.querySelectorAll("textarea[data-words-max]").forEach(follow);
