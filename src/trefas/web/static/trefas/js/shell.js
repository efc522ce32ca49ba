// The frame: the phone's menu, what floats, and the hidden screen.

function startMenu() {
  const button = document.querySelector("[data-menu-toggle]");
  if (!button) return;
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    for (const part of document.querySelectorAll("[data-menu], [data-shell-search]")) {
      part.toggleAttribute("data-open", open);
    }
  });
}

function startDropdowns() {
  const opened = () => document.querySelectorAll("[data-dropdown][open]");
  document.addEventListener("click", (event) => {
    for (const one of opened()) if (!one.contains(event.target)) one.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const one of opened()) {
      one.open = false;
      one.querySelector("summary").focus();
    }
  });
}

// The cover works without us; we also take what is under it from the keyboard and the tab's title.
function startCover() {
  const cover = document.querySelector("[data-cover]");
  if (!cover) return;
  const title = document.title;
  cover.addEventListener("toggle", (event) => {
    const hidden = event.newState === "open";
    document.querySelector("[data-page]").inert = hidden;
    document.title = hidden ? "Trefas" : title;
    const next = hidden ? cover.querySelector("button") : document.querySelector("[data-hide-screen]");
    next.focus();
  });
}

// Older items are added below, and focus goes to the first of them.
function startAppending() {
  let before = 0;
  const list = (event) => document.querySelector(event.target.closest?.("[data-append]")?.getAttribute("hx-target") || null);
  let grown = null;
  document.addEventListener("htmx:before:request", (event) => {
    grown = event.target.closest?.("[data-append]") ? list(event) : null;
    before = grown ? grown.children.length : 0;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!grown || grown.children.length <= before) return;
    grown.children[before].querySelector("h3")?.focus();
    grown = null;
  });
}

export function startShell() {
  startMenu();
  startDropdowns();
  startCover();
  startAppending();
}
