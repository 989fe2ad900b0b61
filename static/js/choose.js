// Adds a search field to every long list of check boxes. Without JavaScript the list is whole.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

for (const list of document.querySelectorAll("[data-filter]")) {
  const field = document.createElement("input");
  field.type = "search";
  field.className = "list-search";
  field.placeholder = list.dataset.filter;
  field.setAttribute("aria-label", list.dataset.filter);
  const none = document.createElement("p");
  none.className = "quiet list-none";
  none.setAttribute("role", "status");
  list.before(field, none);
  const rows = [...list.querySelectorAll("label")].map((row) => ({ row, text: plain(row.textContent) }));
  // What is chosen stands first, so that it is seen without scrolling.
  list.prepend(...rows.filter(({ row }) => row.querySelector(":checked")).map(({ row }) => row));
  field.addEventListener("input", () => {
    const wanted = plain(field.value.trim());
    let found = 0;
    for (const { row, text } of rows) {
      row.hidden = !text.includes(wanted);
      found += row.hidden ? 0 : 1;
    }
    none.textContent = found ? "" : list.dataset.none;
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault(); // A search in the list must not send the form.
    }
  });
}
