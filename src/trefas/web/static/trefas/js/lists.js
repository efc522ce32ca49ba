// The work list's keys, the choice of columns, and the merging of two texts.

const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

// J and K move while focus is in the list; A goes to the quick act of the row.
function startTasks() {
  for (const list of document.querySelectorAll("[data-task-list]")) {
    list.addEventListener("keydown", (event) => {
      const task = event.target.closest("[data-task]");
      if (!task || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      const tasks = [...list.querySelectorAll("[data-task]")].filter((one) => one.getClientRects().length);
      const step = { j: 1, k: -1 }[event.key.toLowerCase()];
      if (step) tasks[tasks.indexOf(task) + step]?.querySelector("[data-task-open]").focus();
      else if (event.key.toLowerCase() === "a") task.querySelector("[data-task-quick]")?.click();
      else return;
      event.preventDefault();
    });
  }
}

// Columns move in the list at once; the form saves their order.
function startColumns() {
  for (const form of document.querySelectorAll("[data-columns]")) {
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (!button) return;
      event.preventDefault();
      const column = button.closest("[data-column]");
      if (button.dataset.move === "-1") column.previousElementSibling?.before(column);
      else column.nextElementSibling?.after(column);
      for (const one of form.querySelectorAll("[data-column]")) {
        one.querySelector('[data-move="-1"]').setAttribute("aria-disabled", String(!one.previousElementSibling));
        one.querySelector('[data-move="1"]').setAttribute("aria-disabled", String(!one.nextElementSibling));
      }
      button.focus();
    });
  }
}

// Taking one of the two texts fills the field, so that it can still be changed before it is saved.
function startMerging() {
  for (const button of document.querySelectorAll("[data-merge] [data-take]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const field = button.form.querySelector("textarea");
      field.value = button.dataset.take;
      field.focus();
    });
  }
}

// Filters the rows that are on the page while one writes; Enter asks the server.
function startFilter() {
  for (const field of document.querySelectorAll("[data-filter-rows]")) {
    field.addEventListener("input", () => {
      const sought = field.value.trim().toLowerCase();
      for (const row of document.querySelectorAll("[data-grid] tbody tr")) {
        row.hidden = !row.textContent.toLowerCase().includes(sought);
      }
    });
  }
}

export function startLists() {
  startTasks();
  startColumns();
  startMerging();
  startFilter();
}
