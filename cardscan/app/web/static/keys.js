// Every verb on a key. Loaded before the page's body, so that no key is lost and none of a person's words is taken for
// a verb: what is pressed while the page is still being read is done in its order once it is there.
"use strict";

const typing = (element) =>
  element && (element.matches("textarea, select") || (element.matches("input") && !["checkbox", "button"].includes(element.type)));

// A verb is on its way: what is pressed now would act on a page that is about to change.
let sent = false;
document.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
  const slow = event.target.dataset.slow;
  if (slow) say(slow, "busy");
});
addEventListener("pageshow", () => { sent = false; });

// Another page was asked for. It may also turn out to be a file to keep; then this page goes on listening.
function leave() {
  if (sent) return;
  sent = true;
  setTimeout(() => { sent = false; }, 3000);
}

function say(text, more = "") {
  const box = document.createElement("p");
  box.className = `flash ${more}`;
  box.textContent = text;
  document.querySelector(".said").replaceChildren(box);
}

const doubtful = () => document.querySelector("[data-field].doubt") || document.querySelector("[data-field]");

// A letter is approved by somebody who has seen it: how much of it was in view so far, from its first line down.
let inView = 0;
const LAST_ROW = 32; // px: a letter ends with a line end, so that the last row of its input is empty
const ends = (button) => button.dataset.after.split(" ").map((id) => document.getElementById(id).getBoundingClientRect());

function look() {
  const button = document.querySelector("[data-after]");
  if (!button || document.visibilityState !== "visible") return;
  const body = document.getElementById("body");
  if (body.scrollHeight > body.clientHeight) body.style.height = `${body.scrollHeight + 4}px`;
  const [first, last] = ends(button);
  const below = document.querySelector(".foot").getBoundingClientRect().top;
  if (-first.top <= inView) inView = Math.max(inView, Math.min(last.bottom, below) - first.top);
}

// Whether the letter was in view as a whole; what was not is brought into view first.
function shown(button) {
  if (document.readyState === "complete") look();
  const [first, last] = ends(button);
  if (inView >= last.bottom - first.top - LAST_ROW) return true;
  say("This is the letter as it stands; approve it when you have read it.");
  scrollBy({ top: ends(button)[0].top + Math.max(0, inView - 40) - 16, behavior: "instant" });
  button.focus({ preventScroll: true });
  return false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-after]");
  if (button && !shown(button)) event.preventDefault();
});
for (const sign of ["DOMContentLoaded", "load", "scroll", "resize", "visibilitychange", "input"]) {
  addEventListener(sign, () => requestAnimationFrame(() => requestAnimationFrame(look)), { passive: true });
}

function move(step) {
  const links = [...document.querySelectorAll("[data-list] a")];
  const at = links.indexOf(document.activeElement);
  const next = links[Math.min(links.length - 1, Math.max(0, at + step))];
  if (next) next.focus();
  return links.length > 0;
}

function choose(number) {
  const here = document.activeElement && document.activeElement.closest("[data-field]");
  const field = here || [...document.querySelectorAll("[data-field]")].find((item) => item.querySelector(".option"));
  const option = field && field.querySelectorAll(".option")[number - 1];
  if (option) option.click();
}

function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (typing(target)) target.focus();
  else target.click();
  return true;
}

// Enter does what the button beside the input does; in a text of several lines with Ctrl.
function entered(here, ctrlKey, shiftKey) {
  const part = here && here.matches("input, textarea") && typing(here) && here.closest("[data-part]");
  if (!part || (here.matches("textarea") && !ctrlKey && (here.id !== "line" || shiftKey))) return false;
  part.querySelector("[data-enter]").click();
  return true;
}

function toggle(key) {
  const details = document.querySelector(`[data-toggle="${CSS.escape(key)}"]`);
  if (!details) return;
  details.open = !details.open;
  if (details.open) details.scrollIntoView({ block: "nearest" });
}

const actions = {
  j: () => move(1) || press("j"),
  k: () => move(-1) || press("k"),
  e: () => doubtful() && doubtful().querySelector("input.value").focus(),
  t: () => document.getElementById("line") && document.getElementById("line").focus(),
  p: () => toggle("p"),
  "/": () => press("/") || location.assign("/people"),
  "?": () => location.assign("/help"),
};

// What one key means here; whether it means anything that the browser must not do as well.
function act({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const here = document.activeElement;
  if (sent) return false;
  if (key === "Escape" && typing(here)) here.blur();
  else if (key === "Enter" && entered(here, ctrlKey, shiftKey)) return true;
  else if (ctrlKey || metaKey || altKey || typing(here)) return false;
  else if (/^[1-9]$/.test(key)) press(key) || choose(Number(key));
  else if (actions[key]) actions[key]();
  else if (["c", "a", "l", "u", "v", "o", "r", "y"].includes(key)) press(key);
  else if (key === "Enter" && here === document.body) press("Enter");
  else return false;
  return true;
}

function write(element, text) {
  element.setRangeText(text, element.selectionStart, element.selectionEnd, "end");
  element.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

let early = [];
document.addEventListener("keydown", (event) => {
  if (early === null) {
    if (act(event)) event.preventDefault();
  } else if ((event.key.length === 1 || event.key === "Enter") && !(event.ctrlKey || event.metaKey || event.altKey || typing(document.activeElement))) {
    early.push({ key: event.key, shiftKey: event.shiftKey });
    event.preventDefault();
  }
});
document.addEventListener("DOMContentLoaded", () => {
  const waiting = early;
  early = null;
  for (const pressed of waiting) {
    const here = document.activeElement;
    if (pressed.key.length === 1 && typing(here) && here.selectionStart != null) write(here, pressed.key);
    else act(pressed);
  }
});
