// Listan as a grid: one tab stop, arrows move, Enter edits, Esc restores, Tab saves and moves, Ö opens the file.
import { edit, isEditing } from "./grid-cell.js";

const STEPS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

const between = (value, low, high) => Math.min(Math.max(value, low), high);
const visible = (element) => element.getClientRects().length > 0;

function rowsOf(table) {
  return [...table.rows].filter(visible).map((row) => [...row.cells].filter(visible));
}

function placeOf(rows, cell) {
  const row = rows.findIndex((cells) => cells.includes(cell));
  return [row, row < 0 ? -1 : rows[row].indexOf(cell)];
}

function focusCell(table, cell) {
  if (!cell) return;
  for (const old of table.querySelectorAll('th[tabindex="0"], td[tabindex="0"]')) old.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
}

function move(table, cell, down, right) {
  const rows = rowsOf(table);
  const [row, column] = placeOf(rows, cell);
  const target = rows[between(row + down, 0, rows.length - 1)];
  focusCell(table, target[between(column + right, 0, target.length - 1)]);
}

function moveToEnd(table, cell, key, whole) {
  const rows = rowsOf(table);
  const row = whole ? rows[key === "Home" ? 0 : rows.length - 1] : rows[placeOf(rows, cell)[0]];
  focusCell(table, row[key === "Home" ? 0 : row.length - 1]);
}

function open(cell) {
  const url = cell.closest("tr").dataset.open;
  if (url) location.assign(url);
}

function act(table, cell) {
  if (cell.dataset.url) edit(cell, { leave: (step) => leave(table, cell, step) });
  else cell.querySelector("a[href]")?.click();
}

function leave(table, cell, step) {
  if (step) move(table, cell, 0, step);
  else focusCell(table, cell);
}

function onKey(table, event) {
  const cell = event.target;
  if (!cell.matches("th, td") || isEditing(cell)) return;
  const { key } = event;
  if (STEPS[key] && !event.altKey && !event.metaKey) move(table, cell, ...STEPS[key]);
  else if (key === "Home" || key === "End") moveToEnd(table, cell, key, event.ctrlKey);
  else if (key === "Enter" || key === "F2") act(table, cell);
  else if (key.toLowerCase() === "ö" && !event.ctrlKey && !event.metaKey) open(cell);
  else return;
  event.preventDefault();
}

function onClick(table, event) {
  const cell = event.target.closest("th, td");
  if (!cell || isEditing(cell)) return;
  if (event.target.closest(".grid__edit")) {
    event.preventDefault();
    focusCell(table, cell);
    act(table, cell);
  } else if (!event.target.closest("a, button")) {
    focusCell(table, cell);
  }
}

function start(table) {
  for (const cell of table.querySelectorAll("th, td")) cell.tabIndex = -1;
  for (const link of table.querySelectorAll("a:not([data-cell-state] a)")) link.tabIndex = -1;
  const first = table.tBodies[0]?.rows[0]?.cells[0];
  if (first) first.tabIndex = 0;
  table.addEventListener("keydown", (event) => onKey(table, event));
  table.addEventListener("click", (event) => onClick(table, event));
  table.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("td[data-url]");
    if (cell && !isEditing(cell)) act(table, cell);
  });
}

export function startGrids() {
  for (const table of document.querySelectorAll("[data-grid]")) start(table);
  addEventListener("beforeunload", (event) => {
    if (document.querySelector(".grid__cell--editing, .grid__cell--failed")) event.preventDefault();
  });
}
