// The minutes left of what an emergency opened. Without this the page says how many there were when it was shown.
const left = document.querySelector("[data-closes]");
if (left) {
  const closes = new Date(left.dataset.closes).getTime();
  const show = () => {
    left.textContent = String(Math.max(0, Math.ceil((closes - Date.now()) / 60000)));
    if (Date.now() >= closes) location.reload();
  };
  setInterval(show, 15000);
}
