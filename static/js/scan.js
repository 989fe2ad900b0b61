// The desk: codes from the camera or the keyboard wait here until the server has taken them.
const box = document.querySelector(".scan");
const store = `scan:${box.dataset.address}`;
const log = document.getElementById("scan-log");
const state = document.getElementById("scan-state");
const token = box.querySelector("[name=csrfmiddlewaretoken]").value;
const seen = new Map();
let waiting = JSON.parse(localStorage.getItem(store) ?? "[]");

const keep = () => {
  localStorage.setItem(store, JSON.stringify(waiting));
  state.textContent = waiting.length ? `${waiting.length}: ${box.dataset.waiting}` : "";
};

const tell = (text, good) => {
  const line = document.createElement("li");
  line.textContent = text;
  line.className = good ? "" : "bad";
  log.prepend(line);
};

// A key made here goes with every code, so a list that is sent twice is recorded once.
const add = (text) => {
  const code = text.trim().toUpperCase();
  if (!code || Date.now() - (seen.get(code) ?? 0) < 4000) return;
  seen.set(code, Date.now());
  waiting.push({ key: crypto.randomUUID(), code });
  keep();
  send();
};

let sending = false;
const send = async () => {
  if (sending || !waiting.length) return;
  sending = true;
  const batch = waiting.slice(0, 100);
  try {
    const answer = await fetch(box.dataset.address, {
      method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(batch),
    });
    if (answer.ok) {
      for (const one of (await answer.json()).results) tell(one.good ? `✓ ${one.name}` : `${box.dataset.wrong}: ${one.problem}`, one.good);
      waiting = waiting.slice(batch.length);
      keep();
    }
  } catch {
    // No network: the codes stay and are sent again.
  }
  sending = false;
};

box.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  add(event.target.code.value);
  event.target.reset();
});
addEventListener("online", send);
setInterval(send, 5000);
keep();
send();

if ("BarcodeDetector" in window && navigator.mediaDevices) {
  const video = box.querySelector("video");
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    await video.play();
    setInterval(async () => {
      for (const found of await detector.detect(video)) add(found.rawValue);
    }, 400);
  } catch {
    // No camera, or not allowed: the keyboard stays.
  }
}
