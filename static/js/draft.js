// Keeps the answers of a form on this device until they are sent, and shows questions when their rule holds.
// Codes as in evaluations/statistics/codes.py: any answer that is one; what is none.
const ANSWERED = "-7";
const SPECIAL = ["-1", "-2"];
const form = document.querySelector("form.answers");
const sent = document.querySelector("[data-draft-sent]");
const keyOf = (token) => `answers:${token}`;
const fields = (data) => [...data.entries()].filter(([name]) => !["form", "page", "act", "code", "resume", "csrfmiddlewaretoken"].includes(name));

if (sent) localStorage.removeItem(keyOf(sent.dataset.draftSent));

if (form) {
  // On a device that many people use nothing is kept.
  const keeps = Boolean(form.dataset.draft);
  const key = keyOf(form.dataset.draft);
  const note = document.getElementById("draft-note");
  const own = (name) => [...form.elements].filter((one) => one.name === name);

  // Names that are not on this page travel as hidden fields, as they do without this script.
  const put = (name, value) => {
    const there = own(name);
    const box = there.find((one) => ["radio", "checkbox"].includes(one.type) && (one.value === value || one.type === "checkbox" && one.value === "on"));
    if (box) { box.checked = true; return; }
    const text = there.find((one) => !["radio", "checkbox"].includes(one.type));
    if (text) { if (!text.value) text.value = value; return; }
    if (there.length) return;
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name, value });
    form.append(hidden);
  };
  const fresh = keeps && form.querySelector("[name=page]").value === "1" && !fields(new FormData(form)).some(([, value]) => value);
  if (fresh) for (const [name, value] of JSON.parse(localStorage.getItem(key) ?? "[]")) put(name, value);

  const keep = () => {
    const filled = fields(new FormData(form)).filter(([, value]) => value);
    if (keeps && note && filled.length) { localStorage.setItem(key, JSON.stringify(filled)); note.hidden = false; }
  };
  const rules = [...form.querySelectorAll("[data-rule]")];
  const show = () => {
    const data = new FormData(form);
    // What a hidden question holds counts for nothing, here as when it is sent.
    const asleep = new Set();
    for (const one of rules) {
      const [names, codes] = one.dataset.rule.split("=");
      const values = names.split(" ").filter((name) => !asleep.has(name)).flatMap((name) => data.getAll(name));
      one.hidden = !values.some((value) => codes === ANSWERED ? value && !SPECIAL.includes(value) : codes.split(",").includes(value));
      if (one.hidden) for (const field of one.querySelectorAll("[name]")) asleep.add(field.name);
      one.querySelector(".condition")?.setAttribute("hidden", "");
    }
  };
  // Whoever writes beside “other” chose it, as the server reads it too.
  const choose = (text) => {
    const box = text.previousElementSibling?.querySelector("input");
    if (box && text.value) box.checked = true;
  };
  form.addEventListener("input", (event) => {
    if (event.target.matches(".other")) choose(event.target);
    keep();
    show();
  });
  form.addEventListener("submit", (event) => {
    keep();
    if (navigator.onLine || !note) return;
    event.preventDefault();
    note.hidden = false;
    note.setAttribute("role", "alert");
    note.textContent = form.dataset.offline;
  });
  document.getElementById("draft-forget")?.addEventListener("click", () => {
    localStorage.removeItem(key);
    note.hidden = true;
  });
  keep();
  show();
}
