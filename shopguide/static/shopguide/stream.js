// Suggestions and answers as they are written. Without it a form posts and a page has the whole text.

// Server-sent events over fetch: with POST, headers and an end, which EventSource has not.

class Broken extends Error {
  constructor(message, retry = true) {
    super(message);
    this.retry = retry;
  }
}

async function* events(address, options) {
  const answer = await fetch(address, {
    ...options, headers: { ...options.headers, Accept: "text/event-stream" },
  });
  if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("text/event-stream")) {
    const problem = await answer.json().catch(() => ({}));
    throw new Broken(problem.detail ?? "", answer.status === 429 || answer.status >= 500);
  }
  let waiting = "";
  for await (const text of chunks(answer.body)) {
    waiting += text;
    const blocks = waiting.split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const fields = Object.fromEntries(
        block.split("\n").filter((line) => !line.startsWith(":")).map((line) => {
          const at = line.indexOf(": ");
          return [line.slice(0, at), line.slice(at + 2)];
        }),
      );
      if (!fields.event) continue;
      const data = JSON.parse(fields.data);
      if (fields.event === "error") throw new Broken(data.message, data.retry);
      yield [fields.event, data];
      if (fields.event === "done") return;
    }
  }
  throw new Broken("");
}

async function* chunks(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

// What is read becomes text nodes and links to pages of this host, never markup.

function node(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function link(url, className, text) {
  const target = new URL(url, location.href);
  if (target.origin !== location.origin) return node("span", className, text);
  const made = node("a", className, text);
  made.href = target.href;
  return made;
}

function sentence({ segments, refs }) {
  const made = node("span", "sg-sentence");
  made.dataset.refs = refs.join(" ");
  for (const each of segments) {
    if (each.kind === "name") made.append(each.url ? link(each.url, "sg-name", each.text) : node("span", "sg-name", each.text));
    else if (each.kind === "price") made.append(node("span", "sg-price", each.text));
    else made.append(each.text);
  }
  return made;
}

const words = (root) => {
  const kept = root.querySelector("template[data-sg-words]").content;
  return (name) => kept.querySelector(`[data-word=${name}]`)?.textContent ?? "";
};

const originOf = (done) => (done.generative ? "ai" : done.degraded.includes("writer") ? "plain" : "quoted");

function failure(message, retry, label, again) {
  const told = node("p", "sg-error", message);
  told.setAttribute("role", "alert");
  if (retry) {
    const button = node("button", "sg-button", label);
    button.type = "button";
    button.addEventListener("click", () => {
      told.remove();
      again();
    });
    told.append(" ", button);
  }
  return told;
}

// A skeleton only where nothing has come after a moment: most texts are quicker.

function awaited(element) {
  const timer = setTimeout(() => element.classList.add("sg-awaited"), 300);
  return () => {
    clearTimeout(timer);
    element.classList.remove("sg-awaited");
  };
}

// A suggestion: the products stand there, each sentence goes to its own place.

async function suggestion(box) {
  const say = words(box);
  const parts = () => [...box.querySelectorAll("[data-sg-part]")];
  const origin = box.querySelector(".sg-origin");
  const arrived = awaited(box);
  const leaving = new AbortController();
  addEventListener("pagehide", () => leaving.abort(), { once: true });
  const clear = () => parts().forEach((part) => part.replaceChildren());
  clear();
  try {
    for await (const [name, data] of events(box.dataset.sgStream, { signal: leaving.signal })) {
      if (name === "products") place(box, data.products);
      if (name === "restart") clear();
      if (name === "text") {
        arrived();
        const part = parts().find((each) => each.dataset.sgPart === data.part);
        if (part?.hasChildNodes() && box.lang === "en") part.append(" ");
        part?.append(sentence(data));
      }
      if (name === "done") origin.textContent = say(originOf(data));
    }
  } catch (error) {
    if (leaving.signal.aborted) return;
    // Half a text is none.
    clear();
    origin.before(failure(error.message && error instanceof Broken ? error.message : say("broken"), error.retry ?? true, say("retry"), () => suggestion(box)));
  } finally {
    arrived();
  }
}

function place(box, products) {
  const picks = new Map([...box.querySelectorAll("[data-sg-pick]")].map((each) => [each.dataset.sgPick, each]));
  for (const pick of picks.values()) delete pick.querySelector("[data-sg-part]").dataset.sgPart;
  for (const { id, ref } of products) {
    const reason = picks.get(id)?.querySelector(".sg-reason");
    if (reason) reason.dataset.sgPart = ref;
  }
}

for (const box of document.querySelectorAll("[data-sg-stream]")) suggestion(box);

// The panel: a question goes out of the form and comes back with its answer above it.

class Panel {
  constructor(root) {
    this.root = root;
    this.say = words(root);
    this.form = root.querySelector(".sg-ask-form");
    this.field = this.form.elements.question;
    this.stop = root.querySelector(".sg-stop");
    this.turns = root.querySelector(".sg-turns");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const question = this.field.value.trim();
      if (!question || this.running) return;
      this.field.value = "";
      this.ask(question, this.turn(question));
    });
    this.stop.addEventListener("click", () => this.running?.abort());
    addEventListener("pagehide", () => this.running?.abort());
  }

  turn(question) {
    const made = this.root.querySelector("template[data-sg-turn]").content.firstElementChild.cloneNode(true);
    made.classList.add("sg-fresh");
    made.querySelector("[data-sg-question]").textContent = question;
    this.turns.append(made);
    made.scrollIntoView({ block: "nearest" });
    return made;
  }

  async ask(question, turn) {
    const answer = turn.querySelector("[data-sg-part]");
    const arrived = awaited(turn);
    this.running = new AbortController();
    this.stop.hidden = false;
    try {
      for await (const [name, data] of events(this.root.dataset.sgAsk, this.request(question))) {
        if (name === "restart") answer.replaceChildren();
        if (name === "text") {
          arrived();
          answer.append(sentence(data), " ");
        }
        if (name === "sources") this.cite(turn, data.sources);
        if (name === "done") this.done(turn, data);
      }
    } catch (error) {
      answer.replaceChildren();
      this.cite(turn, []);
      const told = this.running.signal.aborted ? this.say("stopped") : (error instanceof Broken && error.message) || this.say("broken");
      turn.append(failure(told, error.retry ?? true, this.say("retry"), () => {
        this.field.focus();
        this.ask(question, turn);
      }));
    } finally {
      arrived();
      if (document.activeElement === this.stop) this.field.focus();
      this.stop.hidden = true;
      this.running = null;
    }
  }

  request(question) {
    const { elements } = this.form;
    const asked = { question };
    for (const name of ["conversation", "product", "guide"]) {
      if (elements[name]?.value) asked[name] = elements[name].value;
    }
    if (elements.consent) asked.consent = elements.consent.checked;
    return {
      method: "POST",
      body: JSON.stringify(asked),
      signal: this.running.signal,
      headers: { "Content-Type": "application/json", "X-CSRFToken": elements.csrfmiddlewaretoken.value },
    };
  }

  cite(turn, sources) {
    const list = turn.querySelector(".sg-sources");
    const base = `sg-source-${(Panel.count = (Panel.count ?? 0) + 1)}`;
    list.replaceChildren(...sources.map((source, at) => {
      const item = node("li", "");
      item.id = `${base}-${at + 1}`;
      item.append(source.url ? link(source.url, "", source.title || source.url) : source.title);
      if (source.text) item.append(" ", node("q", "", source.text.length > 160 ? `${source.text.slice(0, 159)}…` : source.text));
      return item;
    }));
    list.hidden = sources.length === 0;
    for (const said of turn.querySelectorAll(".sg-sentence")) {
      const refs = said.dataset.refs.split(" ");
      sources.forEach((source, at) => {
        if (!refs.includes(source.ref)) return;
        const mark = node("sup", "sg-ref");
        const to = node("a", "", String(at + 1));
        to.href = `#${base}-${at + 1}`;
        to.setAttribute("aria-label", `${this.say("source")} ${at + 1}`);
        mark.append(to);
        said.append(mark);
      });
    }
  }

  done(turn, data) {
    if (data.language) turn.querySelector(".sg-answer").lang = data.language;
    if (!turn.querySelector(".sg-sources").hidden) {
      turn.querySelector(".sg-origin").textContent = this.say(originOf(data));
    }
    const thumb = turn.querySelector("form[data-sg-thumb]");
    if (thumb && data.turn) {
      thumb.elements.about.value = data.turn;
      thumb.hidden = false;
    }
    if (!data.conversation) return;
    for (const field of this.root.querySelectorAll("input[name=conversation]")) field.value = data.conversation;
    const handOff = this.root.querySelector(".sg-hand-off");
    handOff.hidden = false;
    if (data.known === false || data.hand_off) handOff.open = true;
  }
}

for (const root of document.querySelectorAll("[data-sg-ask]")) new Panel(root);
