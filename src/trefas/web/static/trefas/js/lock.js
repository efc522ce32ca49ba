// Locks the page when nobody has touched it for a while. What was written stays in the page under the lock.
import { NotSaved, post } from "./sending.js";

const ACTS = ["pointerdown", "keydown", "wheel", "touchstart"];

function watch(minutes, onIdle) {
  const channel = new BroadcastChannel("trefas-activity");
  let last = Date.now();
  let told = 0;
  const act = () => {
    last = Date.now();
    if (last - told > 5000) {
      told = last;
      channel.postMessage(last);
    }
  };
  channel.onmessage = (event) => (last = Math.max(last, event.data));
  for (const name of ACTS) addEventListener(name, act, { passive: true });
  const check = () => Date.now() - last > minutes * 60000 && onIdle();
  setInterval(check, 5000);
  document.addEventListener("visibilitychange", check);
}

export function startLock() {
  const dialog = document.querySelector("[data-lock]");
  const minutes = Number(document.body.dataset.lockMinutes);
  if (!dialog || !minutes) return;
  const title = document.title;
  const form = dialog.querySelector("[data-unlock]");
  const error = dialog.querySelector("[data-unlock-error]");

  const lock = () => {
    if (dialog.open) return;
    dialog.showModal();
    document.title = "Trefas";
    // The server locks its side too; if it cannot be reached it does so by its own clock.
    post(form.action, { lock: "1" }).catch(() => undefined);
  };
  const unlock = () => {
    dialog.close();
    form.reset();
    error.hidden = true;
    document.title = title;
  };

  dialog.addEventListener("cancel", (event) => event.preventDefault());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await post(form.action, { password: form.elements.password.value });
      unlock();
    } catch (problem) {
      if (!(problem instanceof NotSaved)) throw problem;
      error.textContent = problem.answer.error || dialog.dataset.textFailed;
      error.hidden = false;
    }
  });
  // Unlocked in another tab: ask the server when we come back.
  addEventListener("focus", async () => {
    if (!dialog.open) return;
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.status === 204) unlock();
  });
  watch(minutes, lock);
}
