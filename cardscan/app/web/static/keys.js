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
  if (slow) document.querySelector(".said").replaceChildren(note(slow));
});
addEventListener("pageshow", () => { sent = false; });

// Another page was asked for. It may also turn out to be a file to keep; then this page goes on listening.
function leave() {
  if (sent) return;
  sent = true;
  setTimeout(() => { sent = false; }, 3000);
}

function note(text) {
  const box = document.createElement("p");
  box.className = "flash busy";
  box.textContent = text;
  return box;
}

const doubtful = () => document.querySelector("[data-field].doubt") || document.querySelector("[data-field]");

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

function toggle(key) {
  const details = document.querySelector(`[data-toggle="${CSS.escape(key)}"]`);
  if (!details) return;
  details.open = !details.open;
  if (details.open) details.scrollIntoView({ block: "nearest" });
}

const actions = {
  j: () => move(1) || press("j"),
  k: () => move(-1) || press("k"),
  e: () => doubtful() && doubtful().querySelector("input[name=text]").focus(),
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
  else if (ctrlKey && key === "Enter" && here && here.form) here.form.requestSubmit();
  else if (key === "Enter" && here && here.id === "line" && !shiftKey) here.form.requestSubmit();
  else if (ctrlKey || metaKey || altKey || typing(here)) return false;
  else if (/^[1-9]$/.test(key)) press(key) || choose(Number(key));
  else if (actions[key]) actions[key]();
  else if (["c", "a", "l", "u", "v", "o", "r"].includes(key)) press(key);
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
