// What was shown and clicked, told to the shop itself in batches. Nothing is kept in the browser,
// and nothing is told where it asks not to be tracked.

const place = document.querySelector("[data-sg-events]");
const forbidden = navigator.doNotTrack === "1" || navigator.globalPrivacyControl === true;

const BATCH = 50; // Well below 64 KiB, the most that may be sent while a page is left.
const KEPT = 200;
const WAIT = 3000;
const SEEN_AFTER = 1000;

let queue = [];
let timer = null;

function name() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function tell(kind, details) {
  const language = document.documentElement.lang.slice(0, 8);
  queue.push({ id: name(), kind, language, ...details });
  queue = queue.slice(-KEPT);
  timer ??= setTimeout(send, WAIT);
}

// Not navigator.sendBeacon: it can carry no CSRF token. A request with keepalive outlives its page too.
async function send() {
  clearTimeout(timer);
  timer = null;
  while (queue.length) {
    const events = queue.splice(0, BATCH);
    const headers = { "Content-Type": "application/json" };
    if (place.dataset.sgToken) headers["X-CSRFToken"] = place.dataset.sgToken;
    const body = JSON.stringify({ events });
    const answer = await fetch(place.dataset.sgEvents, {
      method: "POST", body, headers, keepalive: true, credentials: "same-origin",
    }).catch(() => null);
    if (answer && answer.status < 500 && answer.status !== 429) continue;
    // Under the names that they have, so that what did arrive counts once.
    queue = [...events, ...queue].slice(-KEPT);
    timer ??= setTimeout(send, 10 * WAIT);
    return;
  }
}

// An item of a strip: which product, at which place of what.
function described(item) {
  const strip = item.closest("[data-sg-strip]");
  const position = Number.parseInt(item.dataset.sgPosition, 10);
  return {
    guide: strip.dataset.sgGuide,
    product: item.dataset.sgProduct,
    surface: strip.dataset.sgStrip,
    exposure: strip.dataset.sgExposure || null,
    position: Number.isNaN(position) ? null : position,
  };
}

const ITEMS = "[data-sg-strip] [data-sg-product]";
const told = new WeakSet();
const waits = new WeakMap();

function seen(entries, observer) {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(waits.get(target));
    if (!isIntersecting || told.has(target)) continue;
    waits.set(target, setTimeout(() => {
      if (!target.isConnected) return;
      told.add(target);
      observer.unobserve(target);
      tell("exposure", described(target));
    }, SEEN_AFTER));
  }
}

function start() {
  const observer = new IntersectionObserver(seen, { threshold: 0.5 });
  const watch = (root) => root.querySelectorAll(ITEMS).forEach((item) => observer.observe(item));
  watch(document);
  // Results are replaced without a new page.
  new MutationObserver((changes) => {
    if (changes.some((change) => change.addedNodes.length)) watch(document);
  }).observe(document.body, { childList: true, subtree: true });

  const clicked = (event) => {
    const item = event.target.closest?.("a[href]")?.closest(ITEMS);
    if (item && event.button < 2) tell("click", described(item));
  };
  document.addEventListener("click", clicked);
  document.addEventListener("auxclick", clicked);

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-sg-cart]");
    if (!form) return;
    const quantity = Number.parseInt(form.elements.quantity?.value, 10) || 1;
    tell("cart", { guide: form.dataset.sgGuide, product: form.dataset.sgCart, quantity });
  });

  for (const mark of document.querySelectorAll("[data-sg-view]")) {
    tell("view", { guide: mark.dataset.sgGuide, product: mark.dataset.sgView });
  }
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });
}

if (place && !forbidden) start();
