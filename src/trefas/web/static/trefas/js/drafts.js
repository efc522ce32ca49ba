// Keeps what is written in a form as a draft on the server, sealed under the writer's own key, so that it outlives a lock.
const WAIT = 2000;

function startDraft(form) {
  let timer = 0;
  let kept = "";
  const keep = async () => {
    const content = new FormData(form);
    for (const [name, value] of [...content]) if (value instanceof File) content.delete(name);
    const now = JSON.stringify([...content]);
    if (now === kept) return;
    const answer = await fetch(form.dataset.draftUrl, {
      method: "POST",
      body: content,
      keepalive: true,
      headers: { Accept: "application/json" },
    }).catch(() => null);
    if (answer?.ok) kept = now;
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer) keep();
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}

for (const form of document.querySelectorAll("[data-draft-url]")) startDraft(form);
