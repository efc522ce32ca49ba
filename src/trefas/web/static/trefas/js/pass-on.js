// What the authority's login sent is sent on from this page, so that the session comes along. Without this: a button.
document.querySelector("[data-pass-on]").requestSubmit();
