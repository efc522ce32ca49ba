// A form whose text must not be lost: it is sent only when the server can be reached, else the page says so and stays.

async function reachable() {
  try {
    await fetch(import.meta.url, { method: "HEAD", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

function tell(form, failed) {
  const place = form.querySelector("[data-careful-note]");
  if (!place) return;
  place.hidden = !failed;
  if (failed) place.focus();
}

export function startCareful() {
  for (const form of document.querySelectorAll("form[data-careful]")) {
    let sure = false;
    form.addEventListener("submit", async (event) => {
      if (sure) return;
      event.preventDefault();
      const found = await reachable();
      tell(form, !found);
      if (!found) return;
      sure = true;
      form.requestSubmit(event.submitter);
      sure = false;
    });
  }
}
