// Said or not said: one key while the row has focus, and the keys can be turned off.
import { NotSaved, post } from "./sending.js";

function show(row, answer) {
  for (const button of row.querySelectorAll("[name=said]")) {
    const own = button.dataset.said;
    const pressed = answer.state === own;
    button.setAttribute("aria-pressed", String(pressed));
    button.value = pressed ? "undo" : own;
  }
  row.querySelector("[name=version]").value = answer.version;
  tell(row, answer.stamp || "", false);
}

function tell(row, text, failed) {
  const place = row.querySelector("[data-said-when]");
  place.textContent = text;
  place.classList.toggle("late", failed);
}

async function mark(row, button) {
  const form = row.querySelector("form");
  const fields = { version: form.elements.version.value, said: button.value };
  try {
    show(row, await post(form.action, fields));
  } catch (problem) {
    if (!(problem instanceof NotSaved)) throw problem;
    tell(row, problem.answer.error || row.parentElement.dataset.textFailed, true);
  }
}

function step(rows, row, key) {
  rows[rows.indexOf(row) + (key === "ArrowDown" ? 1 : -1)]?.focus();
}

function start(list) {
  const rows = [...list.querySelectorAll(".said")];
  const keys = document.querySelector("[data-said-keys]");
  for (const row of rows) {
    row.tabIndex = 0;
    row.addEventListener("submit", (event) => {
      event.preventDefault();
      mark(row, event.submitter);
    });
    row.addEventListener("keydown", (event) => {
      if (!keys?.checked || event.ctrlKey || event.metaKey || event.altKey) return;
      const pressed = event.key.toLowerCase();
      const said = { [keys.dataset.keySaid.toLowerCase()]: "said", [keys.dataset.keyNot.toLowerCase()]: "not_said" }[pressed];
      if (said) mark(row, row.querySelector(`[data-said="${said}"][name=said]`));
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(rows, row, event.key);
      else return;
      event.preventDefault();
    });
  }
}

export function startMeeting() {
  for (const list of document.querySelectorAll("[data-said-list]")) start(list);
}
