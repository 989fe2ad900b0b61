// Lets a small form change the figures without leaving the page: the page of the other choice is
// fetched and its marked parts are put in place. A list of years becomes a slider. Without
// JavaScript the form is sent and gives the same page.
const REST = 180; // Milliseconds of rest before a choice is asked for.

function swap(page) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (fresh) {
      part.replaceWith(document.adoptNode(fresh));
    }
  }
  document.title = page.title;
  document.dispatchEvent(new Event("figures"));
}

function living(form) {
  let waiting = 0;
  let asked = 0;

  async function go() {
    const number = ++asked;
    const address = new URL(form.getAttribute("action") || "", location.href);
    const chosen = [...new FormData(form)].filter(([, value]) => value !== "");
    address.search = new URLSearchParams(chosen).toString();
    address.hash = "";
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (number === asked) {
        swap(page);
        history.replaceState(null, "", address);
      }
    } catch {
      form.submit(); // The browser says better than we can what is wrong with the line.
    }
    form.removeAttribute("aria-busy");
  }

  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(go, REST);
  };
  const list = form.querySelector("select[name=year]");
  if (list && list.options.length > 1) {
    sliding(list, soon);
  }
  form.addEventListener("change", (event) => {
    if (event.target.name) {
      soon();
    }
  });
  form.querySelector("button").hidden = true;
}

/** A slider over the years of the list, from the oldest; both always show the same year. */
function sliding(list, soon) {
  const years = [...list.options].map((option) => option.value).reverse();
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = 0;
  slider.max = years.length - 1;
  slider.setAttribute("aria-label", list.labels[0].textContent);
  const follow = () => {
    slider.value = years.indexOf(list.value);
    slider.setAttribute("aria-valuetext", list.value);
  };
  slider.addEventListener("input", () => {
    list.value = years[slider.value];
    slider.setAttribute("aria-valuetext", list.value);
    soon();
  });
  list.addEventListener("change", follow);
  follow();
  list.before(slider);
}

document.querySelectorAll("form.live").forEach(living);
