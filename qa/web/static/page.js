// What a script adds to pages that work without one: asking and opening a source with no page load,
// the right words chosen by selecting them, copying, keys. It asks for the same addresses as the
// links and forms do, and shows the parts of the page that comes.

const NARROW = matchMedia("(max-width: 79.99rem)"); // where the source lies over the conversation
const TOUCH = matchMedia("(pointer: coarse)");
const LAST = "last question"; // of this tab
const COPIED_FOR = 2000; // milliseconds

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const box = () => one("#q");
const pane = () => one("body > .pane");

// as the server sent each turn: one that comes again unchanged stays as it is, unfolded or not
const sent = new WeakMap();

// ---- pages that come ----

async function load(address, options = {}) {
  const response = await fetch(address, { credentials: "same-origin", ...options });
  const isPage = (response.headers.get("Content-Type") ?? "").startsWith("text/html");
  if (response.status >= 500 || !isPage) throw new Error(`${address}: ${response.status}`);
  const html = new DOMParser().parseFromString(await response.text(), "text/html");
  return { html, address: response.url };
}

function show(html) {
  document.title = html.title;
  for (const name of ["#recent", ".places"]) replace(name, html);
  const [now, next] = [one(".talk"), one(".talk", html)];
  if (now && next && now.dataset.talk && now.dataset.talk === next.dataset.talk) merge(now, next);
  else one("main").replaceChildren(...one("main", html).childNodes);
  showPane(one(".pane", html));
  ready();
}

function replace(selector, html) {
  const [now, next] = [one(selector), one(selector, html)];
  if (now && next) now.replaceWith(next);
  else if (now) now.remove();
  else if (next) one(".frame > .menu").before(next);
}

function merge(now, next) {
  const kept = new Map(all(".turn", now).map((turn) => [turn.id, turn]));
  kept.forEach((turn) => turn.classList.remove("is-new")); // put back, it would arrive once more
  const turns = all(".turn", next).map((turn) => {
    const before = kept.get(turn.id);
    if (before && sent.get(before) === turn.outerHTML) return before;
    sent.set(turn, turn.outerHTML);
    return turn;
  });
  one(".turns", now).replaceChildren(...turns);
  one(".talk-head h1", now).textContent = one(".talk-head h1", next).textContent;
  const [form, fresh] = [one(".composer", now), one(".composer", next)];
  // a new question may be under way in the box: only what is hidden around it changes
  all("input[type=hidden], .complaint", form).forEach((each) => each.remove());
  form.prepend(...all("input[type=hidden], .complaint", fresh));
  const state = fresh.querySelector("#q");
  for (const name of ["aria-invalid", "aria-describedby"]) {
    if (state.hasAttribute(name)) box().setAttribute(name, state.getAttribute(name));
    else box().removeAttribute(name);
  }
}

function showPane(next) {
  const now = pane();
  if (next) next.classList.toggle("is-new", !now);
  if (now && next) now.replaceWith(next);
  else if (next) one("body > main").after(next);
  else if (now) now.remove();
  cover();
}

/** Where the source lies over the conversation, what is under it cannot be reached. */
function cover() {
  const covered = NARROW.matches && pane() !== null;
  all("body > .frame, body > main").forEach((each) => (each.inert = covered));
  if (!pane()) return;
  if (covered) pane().setAttribute("role", "dialog");
  else pane().removeAttribute("role");
  pane().toggleAttribute("aria-modal", covered);
}

/** What each new page needs. */
function ready() {
  for (const turn of all(".turn")) if (!sent.has(turn)) sent.set(turn, turn.outerHTML);
  roomy(box());
}

function say(words) {
  one("#said").textContent = words;
}

function shown(name) {
  return one(`template#${name}`).content.firstElementChild.cloneNode(true);
}

// ---- asking ----

let isAsking = false;
let recalled = ""; // the last question, brought back into the box

async function ask(form, submitter) {
  const data = new URLSearchParams(new FormData(form, submitter));
  const id = one(".composer [name=exchange]");
  if (!data.has("exchange") && id) data.set("exchange", id.value); // sent twice, it is asked once
  const question = data.get("q");
  sessionStorage.setItem(LAST, question);
  const typed = box()?.value;
  if (form.contains(box())) fill("");
  const waiting = shown("waiting");
  one(".question", waiting).textContent = question;
  putOff(waiting, form);
  isAsking = true;
  try {
    const page = await load(form.action, { method: "POST", body: data });
    const draft = box()?.value;
    waiting.remove();
    show(page.html);
    if (one(".complaint")) fill(one(".composer") ? question : box().value);
    else if (draft) fill(draft);
    history.pushState(null, "", page.address);
    arrive();
  } catch {
    const failed = shown("failed");
    waiting.replaceWith(failed);
    one("button", failed).addEventListener("click", () => {
      failed.remove();
      if (form.contains(box())) fill(question);
      ask(form.isConnected ? form : one("[data-ask]"), submitter);
    });
    fill(form.contains(box()) && !box().value ? question : typed);
    one("button", failed).focus();
    say(one("p", failed).textContent);
  } finally {
    isAsking = false;
  }
}

/** Show the waiting question where its answer will stand. */
function putOff(waiting, form) {
  const turns = one(".turns");
  if (turns) turns.append(waiting);
  else (box()?.form ?? form).after(waiting);
  waiting.scrollIntoView({ block: "nearest" });
}

function arrive() {
  const turn = all(".turn").at(-1);
  if (!turn || one(".complaint")) return box()?.focus();
  turn.classList.add("is-new");
  turn.scrollIntoView({ block: "start" });
  const words = [one(".words", turn), one(".confidence", turn) ?? one(".message", turn)];
  say(words.map((each) => each?.textContent.trim()).join(". "));
  if (TOUCH.matches) turn.focus({ preventScroll: true }); // a keyboard would cover the answer
  else box()?.focus({ preventScroll: true });
}

function fill(words) {
  if (!box()) return;
  box().value = words;
  fit(box());
}

/** A box that grows with the question, in place of one of a single line. */
function roomy(input) {
  if (input?.tagName !== "INPUT") return;
  const area = document.createElement("textarea");
  for (const { name, value } of [...input.attributes]) {
    if (name !== "type" && name !== "value" && name !== "autofocus") area.setAttribute(name, value);
  }
  area.rows = 1;
  area.value = input.value;
  const hadFocus = document.activeElement === input || input.autofocus;
  input.replaceWith(area);
  fit(area);
  if (hadFocus) area.focus({ preventScroll: true });
}

function fit(area) {
  if (CSS.supports("field-sizing", "content") || area.tagName !== "TEXTAREA") return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}

// ---- the source ----

async function openPane(link) {
  const [step, cited] = [link.dataset.step, link.id];
  let page;
  try {
    page = await load(link.href);
  } catch {
    location.assign(link.href);
    return;
  }
  show(page.html);
  history.pushState({ cited }, "", link.href);
  const again = step && one(`[data-step=${step}][href]`);
  (again || one("#pane-heading")).focus({ preventScroll: true });
  toQuote();
}

function toQuote() {
  const quote = one("#quote");
  if (!pane() || !quote) return;
  const body = one(".pane-body");
  const [at, top] = [quote.getBoundingClientRect().top, body.getBoundingClientRect().top];
  body.scrollTop += at - top - body.clientHeight / 3;
}

function closePane() {
  const close = one("[data-close]", pane());
  const cited = pane().dataset.cited;
  showPane(null);
  all(".is-shown").forEach((each) => each.classList.remove("is-shown"));
  history.pushState(null, "", close.href);
  document.getElementById(cited)?.focus();
}

// ---- the right words, chosen by selecting them ----

const points = (text) => [...text].length; // code points: places are counted in them

function offset(node, at) {
  const paragraph = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  if (!paragraph || !paragraph.closest(".pane")) return null;
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(node, at);
  return Number(paragraph.dataset.start) + points(before.toString());
}

function choose() {
  const form = one("[data-choosing]");
  const selection = getSelection();
  if (!form || selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  const start = offset(range.startContainer, range.startOffset);
  const stop = offset(range.endContainer, range.endOffset);
  if (start === null || stop === null || stop <= start) return;
  setPlace(form, start, stop);
  form.elements.words.value = selection.toString().trim();
}

function setPlace(form, start, stop) {
  for (const [name, value] of Object.entries({ start, stop })) {
    form.elements[name].disabled = value === null;
    form.elements[name].value = value ?? "";
  }
}

async function swap(form, submitter) {
  const turn = form.closest(".turn")?.id ?? pane().dataset.turn;
  let page;
  try {
    const data = new URLSearchParams(new FormData(form, submitter));
    page = await load(form.action, { method: "POST", body: data });
  } catch {
    const failed = shown("failed");
    form.after(failed);
    one("button", failed).addEventListener("click", () => (failed.remove(), swap(form, submitter)));
    one("button", failed).focus();
    return;
  }
  show(page.html);
  history.pushState(null, "", page.address);
  const inPane = (!TOUCH.matches && one("#words")) || one("#pane-heading");
  (inPane || document.getElementById(turn)).focus({ preventScroll: true });
  toQuote();
  say(one(`#${turn} .feedback span`).textContent);
}

// ---- small things ----

async function copy(button) {
  const words = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    // only pages over https, or of this machine, may use the clipboard directly
    const area = document.createElement("textarea");
    area.value = words;
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const label = one("span", button);
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  say(button.dataset.copied);
  setTimeout(() => (label.textContent = before), COPIED_FOR);
}

function switchTheme(form, submitter) {
  document.documentElement.dataset.theme = submitter.value;
  for (const each of all("button", form)) {
    if (each === submitter) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  const data = new URLSearchParams(new FormData(form, submitter));
  fetch(form.action, { method: "POST", body: data, redirect: "manual", keepalive: true });
}

function closeMenus(except) {
  for (const menu of all("details.menu[open]")) {
    if (menu === except) continue;
    menu.open = false;
    if (menu.contains(document.activeElement)) one("summary", menu).focus();
  }
}

// ---- what a person does ----

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.matches("[data-ask]")) {
    event.preventDefault();
    if (!isAsking) ask(form, submitter);
  } else if (form.matches("[data-swap]")) {
    event.preventDefault();
    swap(form, submitter);
  } else if (form.matches("[data-theme-switch]")) {
    event.preventDefault();
    switchTheme(form, submitter);
  } else if (form.elements.next) {
    form.elements.next.value = location.pathname + location.search; // another page by now, perhaps
  }
});

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  const link = event.target.closest("a[data-pane], a[data-close]");
  if (!link?.href || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (link.matches("[data-close]")) closePane();
  else openPane(link);
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const inBox = event.target === box();
  if (event.key === "Escape") {
    if (one("details.menu[open]")) closeMenus();
    else if (pane()) closePane();
    else if (inBox && box().value === recalled) fill("");
  } else if (inBox && event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    box().form.requestSubmit();
  } else if (inBox && event.key === "ArrowUp" && !box().value) {
    event.preventDefault();
    recalled = all(".turn .question").at(-1)?.textContent ?? sessionStorage.getItem(LAST) ?? "";
    fill(recalled);
  }
});

document.addEventListener("input", (event) => {
  if (event.target === box()) fit(box());
  const form = event.target.closest("[data-choosing]");
  if (form && event.target.name === "words") setPlace(form, null, null);
});

document.addEventListener("selectionchange", choose);
NARROW.addEventListener("change", cover);

addEventListener("popstate", async () => {
  try {
    show((await load(location.href)).html);
    toQuote();
  } catch {
    location.reload();
  }
});

ready();
cover();
toQuote();
