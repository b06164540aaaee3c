// Says at once when a file is larger than `input[data-bytes-max]` allows, before anybody waits for it to be sent.
function check(input) {
  const most = Number(input.dataset.bytesMax);
  const file = input.files[0];
  const over = Boolean(file) && most > 0 && file.size > most;
  const megabytes = (bytes) => (bytes / 1048576).toFixed(1);
  const words = over ? `This file has ${megabytes(file.size)} MB; at most ${megabytes(most)} MB are possible.` : "";
  input.setCustomValidity(words);
  if (over) input.reportValidity();
}

document.querySelectorAll("input[data-bytes-max]").forEach((input) => input.addEventListener("change", () => check(input)));
