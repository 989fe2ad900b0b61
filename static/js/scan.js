// The desk: codes from the camera or the keyboard wait here until the server has taken or refused them.
import { watch } from "./qr_camera.js";

const box = document.querySelector(".scan");
const store = `scan:${box.dataset.address}`;
const log = document.getElementById("scan-log");
const state = document.getElementById("scan-state");
const refusals = document.getElementById("scan-refused");
const token = box.querySelector("[name=csrfmiddlewaretoken]").value;
const seen = new Map();
const kept = (name) => JSON.parse(localStorage.getItem(name) ?? "[]");
let waiting = kept(store);
let refused = kept(`${store}:refused`);

const keep = () => {
  localStorage.setItem(store, JSON.stringify(waiting));
  localStorage.setItem(`${store}:refused`, JSON.stringify(refused));
  state.textContent = waiting.length ? `${waiting.length}: ${box.dataset.waiting}` : "";
  refusals.hidden = !refused.length;
  refusals.querySelector("ol").replaceChildren(...refused.map(({ code, why }) => item(`${code}: ${why}`)));
};

const item = (text) => {
  const line = document.createElement("li");
  line.textContent = text;
  return line;
};

const tell = (text, state) => {
  const line = item(text);
  line.className = { new: "", already: "again" }[state] ?? "bad";
  log.prepend(line);
};

// A key made here goes with every code, so a list that is sent twice is recorded once.
const add = (text) => {
  const code = text.trim().toUpperCase();
  if (!code || Date.now() - (seen.get(code) ?? 0) < 4000) return;
  seen.set(code, Date.now());
  waiting.push({ key: crypto.randomUUID(), code, scanned_at: new Date().toISOString() });
  keep();
  send();
};

// What a later try cannot change is no reason to wait: a desk that is signed out, a session that is gone.
const reason = (answer) => {
  if (answer.type === "opaqueredirect" || answer.status === 403) return box.dataset.signedOut;
  if (answer.status === 404 || answer.status === 410) return box.dataset.gone;
  const passes = [408, 429, 502, 503, 504].includes(answer.status);
  return answer.ok || passes ? "" : `${box.dataset.wrong} (${answer.status})`;
};

// Each code is answered by itself; what is no code is set aside, and the queue goes on.
const report = ({ state, name, problem }, entry) => {
  if (state === "error") refused.push({ ...entry, why: problem });
  else if (state === "new") tell(`✓ ${name}`, state);
  else tell(state === "already" ? `● ${problem}` : `${entry.code}: ${problem}`, state);
};

let sending = false;
let most = 100;
const send = async () => {
  if (sending || !waiting.length) return;
  sending = true;
  const batch = waiting.slice(0, most);
  let more = false;
  try {
    const answer = await fetch(box.dataset.address, {
      method: "POST", redirect: "manual",
      body: JSON.stringify(batch.map(({ key, code, scanned_at }) => ({ key, code, scanned_at }))),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    });
    more = settle(answer, batch, answer.ok ? (await answer.json()).results : []);
    keep();
  } catch {
    // No network: the codes stay and are sent again.
  }
  sending = false;
  if (more) send();
};

// True where the next codes can be sent at once.
const settle = (answer, batch, results) => {
  if (answer.ok) {
    results.forEach((result, place) => report(result, batch[place]));
    waiting = waiting.slice(batch.length);
    most = Math.min(100, most * 2);
    return true;
  }
  if (answer.status === 500 && batch.length > 1) {
    // The portal fails on one of them: one at a time, that one is found and the others are recorded.
    most = 1;
    return true;
  }
  const why = answer.status === 500 ? box.dataset.failed : reason(answer);
  if (!why) return false;
  refused.push(...batch.map((entry) => ({ ...entry, why })));
  waiting = waiting.slice(batch.length);
  return true;
};

refusals.querySelector("button").addEventListener("click", () => {
  waiting.push(...refused);
  refused = [];
  keep();
  send();
});
box.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  add(event.target.code.value);
  event.target.reset();
});
addEventListener("online", send);
setInterval(send, 5000);
keep();
send();

watch(box.querySelector("video"), box.dataset.decoder, add).catch(() => {
  // No reader, no camera, or not allowed: the keyboard stays.
  document.getElementById("scan-typed").hidden = false;
});
