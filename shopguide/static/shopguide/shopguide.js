// What makes the widgets faster. Everything works without it: links are links, forms are forms.

const SEARCH = "[data-sg-search]";
const TYPEAHEAD = "input[data-sg-typeahead]";

// Chips, facets, sort and pages: replace the results, keep the rest of the page.

let running = null;

async function show(address, { push }) {
  running?.abort();
  running = new AbortController();
  const section = document.querySelector(SEARCH);
  section.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: running.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector(SEARCH);
    if (!found) throw new Error("no results in the answer");
    const open = section.querySelector(".sg-facets")?.open;
    section.replaceWith(found);
    const facets = found.querySelector(".sg-facets");
    if (facets && open) facets.open = true;
    if (push) history.pushState({ sg: true }, "", address);
    return found;
  } catch (error) {
    if (error.name === "AbortError") return null;
    // Whatever went wrong, the address itself still works.
    location.assign(address);
    return null;
  }
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest(
    ".sg-chips a, .sg-facets a, .sg-sorts a, .sg-pages a, .sg-drops a, .sg-corrected a, .sg-similar-searches a",
  );
  const plain = !event.defaultPrevented && event.button === 0;
  if (!link?.closest(SEARCH) || !plain || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || link.pathname !== location.pathname) return;
  event.preventDefault();
  const label = link.textContent;
  const found = await show(link.href, { push: true });
  if (!found) return;
  const field = document.querySelector(TYPEAHEAD);
  if (field) field.value = new URL(link.href).searchParams.get("q") ?? field.value;
  const same = [...found.querySelectorAll("a")].find((each) => each.textContent === label);
  (same ?? found.querySelector("a"))?.focus({ preventScroll: true });
  if (link.closest(".sg-pages")) found.scrollIntoView();
});

window.addEventListener("popstate", () => {
  if (document.querySelector(SEARCH)) show(location.href, { push: false });
});

// Highlights and reviews: a chip shows what it stands for without a new page.

const REVIEWS = "[data-sg-reviews]";
const LINKS = ".sg-phrases a, .sg-aspects a, .sg-chips a, .sg-bar a, .sg-pages a, .sg-empty a, .sg-error a";
let shown = location.search;

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function refresh(page) {
  const regions = [...document.querySelectorAll(REVIEWS)];
  if (!regions.some((region) => page.getElementById(region.id))) throw new Error("no reviews in the answer");
  for (const region of regions) {
    const fresh = page.getElementById(region.id);
    if (fresh) region.replaceWith(fresh);
  }
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest(LINKS);
  const region = link?.closest(REVIEWS);
  const plain = !event.defaultPrevented && event.button === 0;
  if (!region || !plain || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || link.pathname !== location.pathname || link.search === location.search) return;
  event.preventDefault();
  region.setAttribute("aria-busy", "true");
  const number = [...region.querySelectorAll("a")].indexOf(link);
  try {
    refresh(await fetched(link.href));
  } catch {
    // Whatever went wrong, the address itself still works.
    return void location.assign(link.href);
  }
  history.pushState({ sg: true }, "", link.href);
  shown = location.search;
  const list = document.getElementById(link.hash.slice(1));
  if (region.contains(list) || region.id === list?.id) {
    document.getElementById(region.id).querySelectorAll("a")[number]?.focus({ preventScroll: true });
    if (link.closest(".sg-pages")) list?.scrollIntoView();
  } else {
    list?.focus({ preventScroll: true });
    list?.scrollIntoView();
  }
});

window.addEventListener("popstate", () => {
  if (location.search === shown || !document.querySelector(REVIEWS)) return;
  shown = location.search;
  fetched(location.href).then(refresh).catch(() => location.reload());
});

// A review that was written just now: look again until it has been read.

const WAITING = "[data-sg-waiting]";
const LOOKS = [1, 1, 1, 2, 2, 3, 5, 8, 13, 21];

async function awaitReading() {
  const waits = () => document.querySelector(WAITING);
  for (const seconds of LOOKS) {
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
    if (!waits()) return;
    const page = await fetched(location.href).catch(() => null);
    if (!page || page.querySelector(WAITING)) continue;
    const id = waits()?.id;
    refresh(page);
    const told = document.getElementById(id)?.querySelector("[role=status]");
    // Set once more, since only a change in a region that is there is read aloud.
    if (told) setTimeout((text) => (told.textContent = text), 100, told.textContent);
    return;
  }
  const told = waits()?.querySelector("[role=status]");
  if (told) told.textContent = waits().dataset.sgWaiting;
}

if (document.querySelector(WAITING)) awaitReading();

// Clicks on results, told to the shop that showed them: which product of which list, no more.

document.addEventListener("click", (event) => {
  const item = event.target.closest("a")?.closest("[data-sg-product]");
  const address = item?.closest("[data-sg-clicks]")?.dataset.sgClicks;
  if (!address) return;
  const body = JSON.stringify({ product: item.dataset.sgProduct });
  fetch(address, { method: "POST", body, keepalive: true, headers: { "Content-Type": "application/json" } }).catch(() => {});
});

// "Not for me": the product leaves the strip at once. Without an answer the form is sent as ever.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-sg-dismiss]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  const headers = { Accept: "application/json" };
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers }).catch(() => null);
  if (!answer?.ok) return form.submit();
  const item = form.closest("[data-sg-product]");
  const section = item.closest("section");
  const next = item.nextElementSibling ?? item.previousElementSibling;
  item.remove();
  if (next) next.querySelector("[data-sg-dismiss] button")?.focus({ preventScroll: true });
  else section.remove();
});

// "Was this helpful?": the buttons give way to a word of thanks.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-sg-thumb]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  const headers = { Accept: "application/json" };
  const body = new FormData(form, event.submitter);
  const answer = await fetch(form.action, { method: "POST", body, headers }).catch(() => null);
  if (!answer?.ok) return;
  const told = document.createElement("p");
  told.className = "sg-thumbs";
  told.setAttribute("role", "status");
  told.textContent = form.dataset.sgThumb;
  form.replaceWith(told);
});

// Typeahead: a combobox with a list below (WAI-ARIA Authoring Practices, combobox with list).

const WAIT = 120;
let lists = 0;

class Typeahead {
  constructor(field) {
    this.field = field;
    this.list = document.createElement("ul");
    this.list.id = `sg-typeahead-${(lists += 1)}`;
    this.list.className = "sg sg-typeahead";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", field.dataset.sgLabel ?? field.labels?.[0]?.textContent ?? "");
    this.list.hidden = true;
    field.after(this.list);
    for (const [name, value] of Object.entries({
      role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) field.setAttribute(name, value);
    field.addEventListener("input", () => this.later());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.choose(event.target.closest("[role=option]"));
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const typed = this.field.value.trim();
    this.request?.abort();
    if (typed.length < 2) return this.close();
    this.request = new AbortController();
    try {
      const address = new URL(this.field.dataset.sgTypeahead, location.href);
      address.searchParams.set("q", typed.slice(0, 80));
      const answer = await fetch(address, { signal: this.request.signal });
      if (answer.ok) this.fill((await answer.json()).completions);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  fill(completions) {
    this.list.replaceChildren(
      ...completions.map((each, number) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${number}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.text = each.text;
        option.dataset.url = each.url;
        const text = document.createElement("span");
        text.textContent = each.text;
        const kind = document.createElement("span");
        kind.className = "sg-typeahead-kind";
        kind.textContent = each.kind_label;
        option.append(text, kind);
        return option;
      }),
    );
    this.at = -1;
    this.list.hidden = completions.length === 0;
    this.field.setAttribute("aria-expanded", String(!this.list.hidden));
    this.field.removeAttribute("aria-activedescendant");
  }

  close() {
    this.fill([]);
  }

  key(event) {
    const options = [...this.list.children];
    if (event.key === "Escape" && options.length) {
      event.preventDefault();
      this.close();
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && options.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.at = (this.at + step + options.length + (this.at < 0 && step < 0 ? 1 : 0)) % options.length;
      options.forEach((option, number) => option.setAttribute("aria-selected", String(number === this.at)));
      this.field.setAttribute("aria-activedescendant", options[this.at].id);
    } else if (event.key === "Enter" && this.at >= 0 && options[this.at]) {
      event.preventDefault();
      this.choose(options[this.at]);
    }
  }

  choose(option) {
    if (!option) return;
    if (option.dataset.url) return void location.assign(option.dataset.url);
    this.field.value = option.dataset.text;
    this.close();
    this.field.form?.requestSubmit();
  }
}

for (const field of document.querySelectorAll(TYPEAHEAD)) new Typeahead(field);
