// Makes the page faster; every verb works without it. What is pressed is in keys.js.
"use strict";

const fields = [...document.querySelectorAll("[data-field]")];

function light(key) {
  for (const spot of document.querySelectorAll("[data-spot]")) spot.classList.toggle("lit", spot.dataset.spot === key);
  for (const field of fields) field.classList.toggle("lit", field.dataset.field === key);
  const piece = document.querySelector(`[data-field="${CSS.escape(key)}"] svg.piece`);
  const loupe = document.getElementById("loupe");
  if (!loupe || !piece) return;
  const large = piece.cloneNode(true);
  large.setAttribute("class", "large");
  large.removeAttribute("role");
  loupe.replaceChildren(large);
}

for (const field of fields) {
  field.addEventListener("pointerenter", () => light(field.dataset.field));
  field.addEventListener("focusin", () => light(field.dataset.field));
}
for (const spot of document.querySelectorAll("[data-spot]")) {
  spot.addEventListener("pointerenter", () => light(spot.dataset.spot));
  spot.addEventListener("click", () => document.getElementById(`i-${spot.dataset.spot}`).focus());
}

// A question of this page that the next page has ended.
const left = () => null;

const line = document.querySelector("[data-understand]");
if (line) {
  let timer = 0;
  const shown = document.getElementById("understood");
  line.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const answer = await fetch(line.dataset.understand, { method: "POST", body: new URLSearchParams({ line: line.value }) }).catch(left);
      if (!answer || !answer.ok) return;
      const rows = await answer.json();
      shown.replaceChildren(
        ...rows.map((row) => {
          const paragraph = document.createElement("p");
          const label = document.createElement("strong");
          const text = document.createElement("bdi");
          label.textContent = `${row.label}: `;
          text.textContent = row.text;
          paragraph.append(label, text);
          return paragraph;
        }),
      );
    }, 180);
  });
}

// The letter as its recipient would see it, and what speaks against it, while it is written.
const letter = document.querySelector("[data-preview]");
if (letter) {
  let timer = 0;
  let asked = 0;
  const at = (id) => document.getElementById(id);
  const show = ({ problem, headers = [], text = "", size = 0, findings }) => {
    at("sheet-problem").textContent = problem;
    document.querySelector("article.sheet").hidden = Boolean(problem);
    for (const [name, value] of headers) {
      const place = document.querySelector(`[data-header="${CSS.escape(name)}"] bdi`);
      if (place) place.textContent = value;
    }
    at("sheet-text").textContent = text;
    at("sheet-size").textContent = size.toLocaleString("en");
    const rows = (findings || [["block", problem]]).map(([severity, message]) => {
      const row = document.createElement("li");
      const label = document.createElement("strong");
      row.className = severity;
      label.textContent = severity === "block" ? "Must change:" : "Consider:";
      row.append(label, ` ${message}`);
      return row;
    });
    const list = at("findings");
    if (rows.map((row) => row.textContent).join() !== [...list.children].map((row) => row.textContent).join()) list.replaceChildren(...rows);
  };
  letter.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++asked;
      const body = new URLSearchParams({ subject: at("subject").value, body: at("body").value });
      const answer = await fetch(letter.dataset.preview, { method: "POST", headers: { accept: "application/json" }, body }).catch(left);
      if (answer && answer.ok && mine === asked) show(await answer.json());
    }, 250);
  });
}

// Nothing that was typed is lost unseen.
addEventListener("beforeunload", (event) => {
  const changed = [...document.querySelectorAll("main input:not([type=hidden]), main textarea")].some(
    (input) => input.name !== "q" && input.type !== "checkbox" && input.value !== input.defaultValue,
  );
  if (changed && !sent) event.preventDefault();
  else leave();
});

// Photos dropped on any page are sent and read.
const holdsFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  document.body.classList.add("dropping");
});
addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("dropping"); });
addEventListener("drop", async (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  document.body.classList.remove("dropping");
  const form = new FormData();
  for (const file of event.dataTransfer.files) form.append("photos", file);
  const named = document.getElementById("event");
  if (named) form.append("event", named.value);
  if (sent || !event.dataTransfer.files.length) return;
  sent = true;
  say("Sending …", "busy");
  await fetch("/upload", { method: "POST", body: form });
  location.assign("/upload");
});

const progress = document.querySelector("[data-poll]");
if (progress && Number(progress.dataset.poll)) {
  const known = Number(progress.dataset.poll);
  const look = async () => {
    const answer = await fetch("/upload/state");
    const { waiting } = await answer.json();
    if (waiting !== known && !sent && !typing(document.activeElement)) location.reload();
    else setTimeout(look, 1000);
  };
  setTimeout(look, 700);
}
