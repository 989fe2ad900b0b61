// Moves the bar of a job's page; without JavaScript the page refreshes itself instead.
const box = document.getElementById("job");
const bar = box.querySelector("progress");

function show(state) {
  for (const part of box.querySelectorAll("[data-part]")) {
    const value = state[part.dataset.part];
    if (part.dataset.part === "error") {
      part.hidden = !value;
    }
    part.textContent = value ?? "";
  }
  if (state.share !== null) {
    bar.value = state.share;
  } else {
    bar.removeAttribute("value");
  }
}

async function follow() {
  try {
    const answer = await fetch(box.dataset.url, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const state = await answer.json();
      show(state);
      if (state.finished) {
        location.reload();
        return;
      }
    }
  } catch {
    // The line is down: the next round tries again.
  }
  setTimeout(follow, 700);
}

follow();
