// A passkey that was refused, lost or cancelled is said on the page; allauth would only tell the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const sentence of document.querySelectorAll("[data-passkey-failed]")) sentence.hidden = false;
});
