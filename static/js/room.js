// Follows the answers of a room: asks once a second, and is told "not modified" while nothing came.
// Without JavaScript the page refreshes itself.
const room = document.getElementById("room");
const list = room.querySelector("[data-part=items]");
const pattern = room.querySelector("template");

function row(one) {
  let found = list.querySelector(`[data-code="${CSS.escape(one.code)}"]`);
  if (!found) {
    found = pattern.content.firstElementChild.cloneNode(true);
    found.dataset.code = one.code;
    list.append(found);
  }
  found.querySelector("h2").textContent = one.title;
  found.querySelector("strong").textContent = one.share;
  found.querySelector("small span").textContent = one.n;
  found.querySelector("rect:last-of-type").setAttribute("width", one.width);
}

function show(state) {
  for (const name of ["answered", "asked"]) {
    const part = room.querySelector(`[data-part=${name}]`);
    if (part.textContent !== state[name]) {
      part.textContent = state[name];
    }
  }
  state.items.forEach(row);
}

async function follow() {
  try {
    const answer = await fetch(room.dataset.url, { cache: "no-cache" });
    if (answer.ok) {
      const state = await answer.json();
      show(state);
      if (!state.open) {
        location.reload();
        return;
      }
    }
  } catch {
    // The line is down: the next second tries again.
  }
  setTimeout(follow, 1000);
}

follow();
