// Walks the marks of charts that the server drew, tells of each, opens its page, and saves the
// picture as PNG from the same file that is offered as SVG.
const SCALE = 2; // Pixels of the PNG for each unit of the drawing.

const seen = (box) => [...box.querySelectorAll("svg")].find((svg) => svg.getBoundingClientRect().width > 0);
const marks = (box) => [...(seen(box)?.querySelectorAll(".mark") ?? [])];
const words = (mark) => mark?.querySelector("title")?.textContent ?? "";

function walking(box) {
  const told = box.parentElement.querySelector(".spoken");
  let here = null;

  const show = (mark) => {
    here?.classList.remove("here");
    here = mark;
    here?.classList.add("here");
    told.textContent = mark?.dataset.url ? `${words(mark)}. ${told.dataset.open}` : words(mark);
  };
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  box.addEventListener("keydown", (event) => {
    const all = marks(box);
    if (event.key in steps && all.length) {
      event.preventDefault();
      const place = all.indexOf(here) + steps[event.key];
      show(all[Math.min(all.length - 1, Math.max(0, place))]);
    } else if (event.key === "Enter" && here?.dataset.url) {
      location.href = here.dataset.url;
    }
  });
  box.addEventListener("focus", () => {
    if (!here && box.matches(":focus-visible")) {
      told.textContent = told.dataset.walk;
    }
  });
  box.addEventListener("blur", () => show(null));
  box.addEventListener("pointerover", (event) => show(event.target.closest(".mark")));
  box.addEventListener("pointerleave", () => show(null));
  box.addEventListener("click", (event) => {
    const url = event.target.closest(".mark")?.dataset.url;
    if (url) {
      location.href = url;
    }
  });
}

async function png(link) {
  const text = await (await fetch(link.href)).text();
  const picture = new Image();
  picture.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * SCALE;
  canvas.height = picture.naturalHeight * SCALE;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(picture.src);
  const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const saving = document.createElement("a");
  saving.href = URL.createObjectURL(made);
  const path = new URL(link.href).pathname;
  saving.download = `${path.split("/").filter(Boolean).pop().replace(/\.svg$/, "")}.png`;
  saving.click();
  URL.revokeObjectURL(saving.href);
}

function start() {
  document.querySelectorAll(".drawing").forEach(walking);
  for (const link of document.querySelectorAll("a[data-png]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = link.dataset.png;
    button.addEventListener("click", () => png(link));
    link.before(button);
  }
}

start();
// Another year was chosen: live.js has put a new drawing into the page.
document.addEventListener("figures", start);
