// The page at the door. Whatever is done waits on this device until the portal has answered it, so it works
// without network; each entry has a key, under which the portal records it once.
import { CACHE, all, forget, get, put, remove } from "./door_store.js";
import { reader, watch } from "./qr_camera.js";

const box = document.querySelector(".door");
const { workshop, address } = box.dataset;
const part = (name) => document.getElementById(`door-${name}`);
const words = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const chooser = document.getElementById("session");
const search = document.getElementById("q");
const walkIn = part("walk-in");
const MOST_MATCHES = 20;
const MOST_LATEST = 5;

let list = null;
let token = box.querySelector("[name=csrfmiddlewaretoken]").value;
let queue = [];
let refused = [];
let session = Number(chooser.value);
let isReady = false; // the page is stored and opens without network
let hasSent = false;
let isOnline = true;
let problem = "";

const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint32Array(4))].join("-");
const hour = (moment) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: list?.zone, hour: "2-digit", minute: "2-digit" }).format(new Date(moment));

// Names are compared as the search of the portal compares them: without accents, whatever the keyboard.
const fold = (text) =>
  [...text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "")].map((letter) => list.letters[letter] ?? letter).join("");
const keyOf = (person) => (person.folded ??= fold(`${person.name} ${person.printed} ${person.organisation}`));
const codeOf = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");
const withCode = (code) => list?.people.find((person) => person.code === code);

// When and under which key a person came, as the portal says and as waits here to be sent.
const arrivalOf = (person) => {
  let arrival = person.in[session] ?? null;
  for (const entry of queue.filter((one) => one.session === session)) {
    if (entry.act === "check_in" && entry.code === person.code && !arrival) {
      arrival = { time: hour(entry.scanned_at), at: entry.scanned_at, key: entry.key };
    }
    if (entry.act === "undo" && arrival?.key === entry.of) arrival = null;
  }
  return arrival;
};

const say = (text, kind = "") => {
  const line = part("said");
  line.className = `door-said ${kind}`;
  line.textContent = text;
};

const copyOf = (name, texts) => {
  const item = part(name).content.firstElementChild.cloneNode(true);
  for (const [key, text] of Object.entries(texts)) item.querySelector(`[data-${key}]`).textContent = text;
  return item;
};

// Leaves a list alone that would not change, so that nobody loses the button under the finger.
const fill = (parent, state, make) => {
  const text = JSON.stringify(state);
  if (parent.dataset.state === text) return;
  parent.dataset.state = text;
  parent.replaceChildren(...make());
};

const matchItem = (person) => {
  const { name, printed, organisation, country } = person;
  const item = copyOf("match", { name, printed, organisation, country });
  const arrival = arrivalOf(person);
  const button = item.querySelector("button");
  if (arrival) {
    const note = item.querySelector("[data-again]");
    note.hidden = false;
    note.textContent = words(box.dataset.already, { name, time: arrival.time });
    button.remove();
  } else button.addEventListener("click", () => checkIn(person.code));
  return item;
};

const noMatch = () => {
  const item = document.createElement("li");
  item.textContent = box.dataset.none;
  return item;
};

const showMatches = () => {
  const sought = fold(search.value).split(/\s+/).filter(Boolean);
  const code = codeOf(search.value);
  const matches = sought.length
    ? list.people.filter((person) => person.code === code || sought.every((word) => keyOf(person).includes(word)))
    : [];
  const rows = matches.slice(0, MOST_MATCHES);
  const state = [Boolean(sought.length), ...rows.map((person) => [person.code, arrivalOf(person)?.time])];
  fill(part("matches"), state, () => (sought.length && !rows.length ? [noMatch()] : rows.map(matchItem)));
};

const arrivalItem = (person, arrival) => {
  const item = copyOf("arrival", { name: person.name, time: arrival.time });
  item.querySelector("button").addEventListener("click", () => {
    say(words(box.dataset.undone, { name: person.name }));
    seen.delete(person.code);
    add({ act: "undo", of: arrival.key, code: person.code });
  });
  return item;
};

const showLatest = (arrivals) => {
  const rows = arrivals
    .filter(([, arrival]) => arrival.key)
    .sort((one, other) => Date.parse(other[1].at) - Date.parse(one[1].at))
    .slice(0, MOST_LATEST);
  part("latest").hidden = !rows.length;
  const state = rows.map(([person, arrival]) => [person.code, arrival.key, arrival.time]);
  fill(part("latest").querySelector("ul"), state, () => rows.map(([person, arrival]) => arrivalItem(person, arrival)));
};

const showRefused = () => {
  const problemItem = (entry) => {
    const who = entry.name || entry.code || "";
    const item = copyOf("problem", { text: `${who}: ${entry.why}` });
    item.querySelector("[data-remove]").addEventListener("click", () => drop(entry));
    const correct = item.querySelector("[data-correct]");
    correct.hidden = entry.act !== "walk_in";
    correct.addEventListener("click", () => {
      for (const [name, text] of Object.entries(entry.fields)) {
        if (walkIn.elements[name]) walkIn.elements[name].value = text;
      }
      walkIn.closest("details").open = true;
      walkIn.elements.given.focus();
      drop(entry);
    });
    return item;
  };
  part("refused").hidden = !refused.length;
  const state = refused.map((entry) => [entry.key, entry.why]);
  fill(part("refused").querySelector("ol"), state, () => refused.map(problemItem));
};

const showState = () => {
  box.toggleAttribute("data-stored", isReady);
  const lines = [problem];
  if (!isOnline && list) lines.push(words(box.dataset.offline, { time: hour(list.fetched) }));
  if (queue.length) lines.push(words(box.dataset.waiting, { n: queue.length }));
  else if (hasSent) lines.push(box.dataset.sent);
  if (isReady && isOnline) lines.push(box.dataset.ready);
  part("state").textContent = lines.filter(Boolean).join("\n");
};

const show = () => {
  showState();
  showRefused();
  if (!list) return;
  const arrivals = list.people.map((person) => [person, arrivalOf(person)]).filter(([, arrival]) => arrival);
  const present = new Set(arrivals.map(([person]) => person));
  const expected = list.people.filter((person) => person.in_person || present.has(person)).length;
  part("counter").textContent = words(box.dataset.counter, { n: present.size, expected });
  showMatches();
  showLatest(arrivals);
};

const read = async () => {
  queue = (await all("queue")).filter((entry) => entry.workshop === workshop);
  refused = (await all("refused")).filter((entry) => entry.workshop === workshop);
};

const add = async (entry) => {
  await put("queue", { key: newKey(), workshop, session, scanned_at: new Date().toISOString(), ...entry });
  await read();
  show();
  send();
};

const drop = async (entry) => {
  await remove("refused", entry.key);
  await read();
  show();
};

const seen = new Map();
const checkIn = (code) => {
  // A camera reads the same badge many times a second.
  if (!code || Date.now() - (seen.get(code) ?? 0) < 4000) return;
  seen.set(code, Date.now());
  const person = withCode(code);
  const name = person?.name ?? "";
  const arrival = person && arrivalOf(person);
  if (arrival) say(words(box.dataset.already, { name, time: arrival.time }), "again");
  else if (person) say(words(box.dataset.new, { name, time: hour(Date.now()) }));
  search.value = "";
  add({ act: "check_in", code, name });
};

// What the portal answered to one entry.
const settle = async (entry, result) => {
  await remove("queue", entry.id);
  const person = withCode(entry.code);
  if (["refused", "error"].includes(result.state)) {
    say(result.problem, "bad");
    await put("refused", { ...entry, why: result.problem });
  } else if (result.state === "already") {
    say(result.problem, "again");
    if (person) person.in[entry.session] ??= { time: result.time, at: entry.scanned_at, key: "" };
  } else if (result.state === "new") {
    say(words(box.dataset.new, result));
    if (person) person.in[entry.session] = { time: result.time, at: entry.scanned_at, key: entry.key };
  } else if (result.state === "undone") {
    const of = list?.people.find((one) => one.in[entry.session]?.key === entry.of);
    if (of) delete of.in[entry.session];
  }
};

// The list and a fresh token; false where there is no network or no right to them.
const refresh = async () => {
  let response;
  try {
    response = await fetch(box.dataset.people, { redirect: "manual" });
  } catch {
    isOnline = false;
    show();
    return false;
  }
  isOnline = true;
  if (response.type === "opaqueredirect" || [403, 404].includes(response.status)) {
    problem = response.status === 404 ? box.dataset.gone : box.dataset.signedOut;
    list = null;
    isReady = false;
    fill(part("matches"), [], () => []);
    part("latest").hidden = true;
    await forget(address);
    show();
    return false;
  }
  if (!response.ok) return false;
  problem = "";
  list = { ...(await response.json()), fetched: Date.now() };
  token = list.token;
  if (list.stays) await put("lists", list, address);
  else await forget(address);
  await read();
  show();
  return true;
};

let most = 100;
// True where the next entries can be sent at once.
const sendBatch = async () => {
  await read();
  const batch = queue.slice(0, most);
  if (!batch.length) return false;
  const response = await fetch(box.dataset.entries, {
    method: "POST",
    redirect: "manual",
    body: JSON.stringify(batch.map(({ id, workshop: _workshop, name: _name, ...entry }) => entry)),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
  });
  isOnline = true;
  if (response.ok) {
    const { results } = await response.json();
    for (const [place, result] of results.entries()) await settle(batch[place], result);
    most = Math.min(100, most * 2);
    hasSent = true;
    return true;
  }
  // Signed out, another sign-in, or a portal that is busy: everything stays here and is sent again.
  if ([403, 404, 408, 429, 502, 503, 504].includes(response.status) || response.type === "opaqueredirect") {
    if (![408, 429, 502, 503, 504].includes(response.status)) await refresh();
    return false;
  }
  if (batch.length > 1) {
    // The portal fails on one of them: one at a time, that one is found and the others are recorded.
    most = 1;
    return true;
  }
  const text = response.status === 500 ? box.dataset.failed : words(box.dataset.wrong, { status: response.status });
  await settle(batch[0], { state: "error", problem: text });
  return true;
};

const sendAll = async () => {
  let sent = false;
  try {
    while (await sendBatch()) sent = true;
  } catch {
    isOnline = false;
  }
  await read();
  if (sent) await refresh();
  show();
};

// One tab at a time sends, so that nothing is sent out of its order.
let sending = false;
const send = async () => {
  if (sending) return;
  sending = true;
  try {
    if (navigator.locks) {
      await navigator.locks.request(`door:${workshop}`, { ifAvailable: true }, (lock) => lock && sendAll());
    } else await sendAll();
  } finally {
    sending = false;
  }
};

// The session that was chosen, else the one that goes on or comes next by the clock of this device.
const chooseSession = () => {
  const chosen = Number(new URLSearchParams(location.search).get("session"));
  const rows = list?.sessions ?? [];
  if (!rows.length) return;
  const byClock = rows.find((one) => Date.parse(one.ends) > Date.now()) ?? rows.at(-1);
  session = (rows.find((one) => one.pk === chosen) ?? byClock).pk;
  chooser.replaceChildren(...rows.map((one) => new Option(one.label, one.pk, false, one.pk === session)));
};

// Stores the page and the files it is made of; the worker serves them where there is no network.
const prepare = async () => {
  if (!("serviceWorker" in navigator) || !list?.stays) return;
  await navigator.serviceWorker.register(box.dataset.worker, { scope: address });
  await navigator.serviceWorker.ready;
  await reader(box.dataset.decoder).catch(() => null);
  const cache = await caches.open(`${CACHE}${address}`);
  const page = await fetch(address, { redirect: "manual" });
  if (!page.ok) return;
  await cache.put(address, page);
  const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")];
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const names = new Set([...parts.map((one) => one.href ?? one.src), ...loaded]);
  const files = [...names].filter((name) => {
    const { origin, pathname } = new URL(name);
    return origin === location.origin && !pathname.startsWith(address);
  });
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname !== address && !files.includes(request.url)) await cache.delete(request);
  }
  await Promise.all(files.map((name) => cache.add(name)));
  isReady = true;
  show();
};

chooser.addEventListener("change", () => {
  session = Number(chooser.value);
  history.replaceState(null, "", `?session=${session}`);
  show();
});
part("session").querySelector("button").hidden = true;
part("session").addEventListener("submit", (event) => event.preventDefault());
search.addEventListener("input", () => list && showMatches());
part("search").addEventListener("submit", (event) => {
  if (!list) return;
  event.preventDefault();
  const code = codeOf(search.value);
  // Ten letters and figures that are no name on the list are a code.
  if (withCode(code) || (/^[0-9A-Z]{10}$/.test(code) && !part("matches").querySelector("button"))) checkIn(code);
});
walkIn.addEventListener("submit", (event) => {
  if (!walkIn.checkValidity()) return;
  event.preventDefault();
  const fields = {};
  for (const field of walkIn.elements) {
    if (field.name && field.type !== "hidden") fields[field.name] = field.value;
  }
  const name = `${fields.given} ${fields.family}`;
  say(words(box.dataset.walkedIn, { name }));
  walkIn.reset();
  walkIn.closest("details").open = false;
  add({ act: "walk_in", fields, name });
});
part("refused").querySelector(":scope > button").addEventListener("click", async () => {
  for (const { why: _why, id: _id, ...entry } of refused) {
    await put("queue", entry);
    await remove("refused", entry.key);
  }
  await read();
  show();
  send();
});
part("camera").hidden = !navigator.mediaDevices;
part("camera").querySelector("button").addEventListener("click", () => {
  part("camera").hidden = true;
  watch(box.querySelector("video"), box.dataset.decoder, (text) => checkIn(codeOf(text))).catch(() => {
    // No reader, no camera, or not allowed: the keyboard stays.
    part("no-camera").hidden = false;
  });
});
addEventListener("online", async () => (await refresh()) && send());
setInterval(send, 5000);
setInterval(() => document.visibilityState === "visible" && refresh(), 15000);

const start = async () => {
  list = (await get("lists", address)) ?? null;
  if (list && Date.parse(list.until) < Date.now()) {
    list = null;
    await forget(address);
  }
  await read();
  if (list) chooseSession();
  show();
  const had = Boolean(list);
  if (await refresh()) {
    if (!had) chooseSession();
    show();
    send();
    await prepare();
  }
};
start();
