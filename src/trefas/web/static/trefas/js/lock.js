// Locks every tab when nobody has touched any of them for a while. What was written stays in the page under the lock.
// The browser keeps two things, neither about a person: when it was last touched, and whether it is locked.
import { NotSaved, post } from "./sending.js";

const ACTS = ["pointerdown", "keydown", "wheel", "touchstart"];
const TOUCHED = "trefas-touched";
const LOCKED = "trefas-locked";

let told = 0;

function touch() {
  const now = Date.now();
  if (now - told < 2000) return;
  told = now;
  localStorage.setItem(TOUCHED, String(now));
}

const idle = (minutes) => Date.now() - Number(localStorage.getItem(TOUCHED) || Date.now()) > minutes * 60000;

// A new session may bring a new token; forms already open in the page must send that one.
function renew(token) {
  if (!token) return;
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
}

function cover(dialog) {
  const title = document.title;
  return (hidden) => {
    if (hidden === dialog.open) return;
    if (hidden) dialog.showModal();
    else dialog.close();
    document.title = hidden ? "Trefas" : title;
  };
}

async function ask(dialog, form, open) {
  const error = dialog.querySelector("[data-unlock-error]");
  try {
    const answer = await post(form.action, { password: form.elements.password.value });
    renew(answer.csrf);
    error.hidden = true;
    open();
  } catch (problem) {
    if (!(problem instanceof NotSaved)) throw problem;
    error.textContent = problem.answer.error || dialog.dataset.textFailed;
    error.hidden = false;
  }
  form.reset();
}

// Unlocked in another way, in another tab: the server knows.
async function recheck(form, open) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } }).catch(() => null);
  const kind = answer?.headers.get("Content-Type") || "";
  if (answer?.status === 204 || (answer?.ok && kind.includes("json") && (await answer.json()).unlocked)) open();
}

export function startLock() {
  for (const name of ACTS) addEventListener(name, touch, { passive: true });
  const dialog = document.querySelector("[data-lock]");
  const minutes = Number(document.body.dataset.lockMinutes);
  if (!dialog || !minutes) {
    localStorage.removeItem(LOCKED);
    return;
  }
  const show = cover(dialog);
  const form = dialog.querySelector("[data-unlock]");
  const open = () => {
    localStorage.removeItem(LOCKED);
    touch();
    show(false);
  };
  const check = () => {
    if (idle(minutes)) localStorage.setItem(LOCKED, "1");
    show(localStorage.getItem(LOCKED) === "1");
  };
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  // The first key or click after a long absence must find the page locked, not wake it.
  for (const name of ACTS) addEventListener(name, () => idle(minutes) && check(), { passive: true, capture: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(dialog, form, open);
  });
  addEventListener("focus", () => dialog.open && recheck(form, open));
  addEventListener("storage", check);
  document.addEventListener("visibilitychange", check);
  setInterval(check, 5000);
  if (!localStorage.getItem(TOUCHED)) touch();
  check();
}
