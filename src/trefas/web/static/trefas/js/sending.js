// Posting to our own server, and telling screen readers what came of it.

export class NotSaved extends Error {
  constructor(status, answer) {
    super(`not saved: ${status}`);
    this.status = status;
    this.answer = answer;
  }
}

function token() {
  return JSON.parse(document.body.getAttribute("hx-headers:inherited") || "{}")["X-CSRFToken"] || "";
}

async function read(response) {
  const kind = response.headers.get("Content-Type") || "";
  return kind.includes("json") ? response.json() : {};
}

// Resolves with the answer's JSON; rejects with NotSaved, whose status is 0 when the network failed.
export async function post(url, fields) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      body: new URLSearchParams(fields),
      redirect: "error",
    });
  } catch {
    throw new NotSaved(0, {});
  }
  const answer = await read(response).catch(() => ({}));
  if (!response.ok) throw new NotSaved(response.status, answer);
  return answer;
}

export function speak(text) {
  const place = document.querySelector("[data-spoken]");
  if (!place) return;
  place.textContent = text;
  setTimeout(() => {
    if (place.textContent === text) place.textContent = "";
  }, 6000);
}
