// Takes the member where the button leads. It decides nothing: the server knows what each step means.

import "./page.js";

const buttons = document.querySelectorAll("[data-step]");

for (const button of buttons) {
  button.addEventListener("click", () => {
    // A ticket is good for one click: the second of a double click must not spoil the first.
    for (const each of buttons) each.disabled = true;
    location.assign(button.dataset.step);
  });
}

// Once they are heard, and again when the page comes back from the application out of the browser's cache, the buttons work;
// the server says what they are worth.
addEventListener("pageshow", () => {
  for (const button of buttons) button.disabled = false;
});
