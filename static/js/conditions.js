// Shows a question as soon as the answers it depends on are given. Without this script the server asks it on the next page.
for (const form of document.querySelectorAll("form:has([data-asked-if])")) {
  const questions = [...form.querySelectorAll("[data-asked-if]")];
  const seen = form.elements.seen;
  if (seen) seen.value = "all";

  // A question that is hidden has no answer, so what depends on it is not asked either.
  const answer = (name) => {
    const field = form.elements[name];
    if (!field || field.closest?.(".field")?.hidden) return "";
    return new FormData(form).get(name) ?? "";
  };
  const show = () => {
    for (const question of questions) {
      const rules = JSON.parse(question.dataset.askedIf);
      const holds = rules.every(([name, values]) => values.includes(answer(name)));
      question.closest(".field").hidden = !holds;
    }
    for (const heading of form.querySelectorAll("[data-section]")) {
      let next = heading.nextElementSibling;
      let filled = false;
      while (next && !next.matches("[data-section]")) {
        filled ||= next.matches(".field") && !next.hidden && Boolean(next.querySelector("[name^=q]"));
        next = next.nextElementSibling;
      }
      heading.hidden = !filled;
    }
  };
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  show();
}
