// One cell: editing it, saving it, and what it shows when saving fails or somebody else was first.
import { NotSaved, post, speak } from "./sending.js";

const waiting = new WeakMap();

export const isEditing = (cell) => cell.classList.contains("grid__cell--editing");

function element(name, properties, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function control(cell) {
  const value = cell.dataset.pending ?? cell.dataset.value;
  const input = cell.dataset.choices
    ? element("select", {}, JSON.parse(cell.dataset.choices).map(([key, label]) => new Option(label, key)))
    : element("input", { type: cell.dataset.kind, autocomplete: "off" });
  input.className = "grid__input";
  input.value = value;
  input.setAttribute("aria-label", cell.dataset.label);
  return input;
}

// `leave(step)` puts focus back: 0 stays in the cell, 1 and -1 move right and left.
export function edit(cell, { leave }) {
  const texts = cell.closest("[data-grid]").dataset;
  const shown = [...cell.childNodes];
  const input = control(cell);
  const id = `hint-${cell.closest("tr").dataset.row}-${cell.dataset.field}`;
  const hint = element("span", { className: "grid__hint", id, textContent: texts.textHint });
  input.setAttribute("aria-describedby", id);
  cell.replaceChildren(input, hint);
  cell.classList.add("grid__cell--editing");
  input.focus();
  input.select?.();

  let done = false;
  const close = (keep, step) => {
    if (done) return;
    done = true;
    cell.classList.remove("grid__cell--editing");
    cell.replaceChildren(...shown);
    if (step !== null) leave(step);
    if (keep && input.value !== cell.dataset.value) save(cell, input.value, shownAs(input));
    else restore(cell);
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(false, 0);
    else if (event.key === "Enter") close(true, 0);
    else if (event.key === "Tab") close(true, event.shiftKey ? -1 : 1);
    else return event.stopPropagation();
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener("blur", () => close(true, null));
}

const shownAs = (input) => (input.selectedOptions ? input.selectedOptions[0].textContent : input.value);

function part(cell, name) {
  return cell.querySelector(`[data-cell-${name}]`);
}

function settle(cell) {
  delete cell.dataset.pending;
  delete cell.dataset.savedText;
  cell.classList.remove("grid__cell--failed", "grid__cell--conflict");
  part(cell, "state").replaceChildren();
}

// Back to what is saved, if something else was shown while it waited.
function restore(cell) {
  if (cell.dataset.savedText !== undefined) part(cell, "text").textContent = cell.dataset.savedText;
  settle(cell);
}

// Saves of one row wait for each other, because each needs the version that the one before made.
function save(cell, value, words) {
  const row = cell.closest("tr");
  cell.dataset.pending = value;
  cell.dataset.savedText ??= part(cell, "text").textContent;
  part(cell, "text").textContent = words || "–";
  const turn = (waiting.get(row) || Promise.resolve()).then(async () => {
    try {
      saved(cell, row, await post(cell.dataset.url, { field: cell.dataset.field, value, version: row.dataset.version }));
    } catch (problem) {
      if (!(problem instanceof NotSaved)) throw problem;
      refused(cell, problem);
    }
  });
  waiting.set(row, turn);
}

function saved(cell, row, answer) {
  settle(cell);
  row.dataset.version = answer.version;
  cell.dataset.value = answer.value;
  part(cell, "text").textContent = answer.text || "–";
  const meta = part(cell, "meta");
  if (meta) {
    meta.textContent = answer.meta || "";
    meta.className = `grid__meta ${answer.tone || ""}`;
  }
  const words = cell.closest("[data-grid]").dataset.textSaved.replace("{when}", answer.saved || "");
  speak(words.trim());
}

function refused(cell, { status, answer }) {
  const texts = cell.closest("[data-grid]").dataset;
  const state = part(cell, "state");
  if (status === 409) {
    cell.classList.add("grid__cell--conflict");
    const words = texts.textConflict.replace("{who}", answer.who).replace("{when}", answer.when);
    const link = element("a", { href: answer.compare_url, textContent: texts.textCompare });
    state.replaceChildren(`${words} `, link);
    speak(words);
    return;
  }
  cell.classList.add("grid__cell--failed");
  state.textContent = (status === 422 && answer.error) || texts.textFailed;
  speak(state.textContent);
}
