// The content policy asks for Trusted Types: text becomes markup only through here. htmx is the only one that needs it.
const RUNS = /^(javascript|data|vbscript):/i;
const ADDRESSES = ["href", "src", "action", "formaction", "xlink:href", "srcdoc"];
const inert = globalThis.trustedTypes?.createPolicy("trefas-inert", { createHTML: (text) => text });

function runs(element) {
  if (element.localName === "script") return !element.src && !/json$/.test(element.type);
  if (["iframe", "object", "embed", "base"].includes(element.localName) || element.httpEquiv) return true;
  return [...element.attributes].some(
    ({ name, value }) => /^on/i.test(name) || (ADDRESSES.includes(name) && RUNS.test(value.replace(/[\s\x00-\x1f]/g, ""))),
  );
}

function holdsRunning(root) {
  return [...root.querySelectorAll("*")].some((one) => runs(one) || (one.content && holdsRunning(one.content)));
}

function plain(text) {
  // A document that is never shown: nothing in it loads or runs while it is looked through.
  const looked = new DOMParser().parseFromString(inert.createHTML(text), "text/html");
  if (holdsRunning(looked)) throw new TypeError("Markup that runs was refused.");
  return text;
}

export function startTrusted() {
  if (!inert || !globalThis.htmx) return;
  const policy = globalThis.trustedTypes.createPolicy("trefas", { createHTML: plain });
  const refuse = () => {
    throw new TypeError("Attributes do not hold code here.");
  };
  globalThis.htmx.registerExtension("trefas", { init: (api) => api.initSecurity(policy, refuse, refuse) });
}
