"""Forms as a browser fills them: what a page's form would send if its button were pressed at once."""

from html.parser import HTMLParser


class _Forms(HTMLParser):
    """Gathers the fields of every form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: str | None = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name")
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and name and given.get("type") != "file":
            box = given.get("type") in ("checkbox", "radio")
            if not box or "checked" in given:
                self._add(name, given.get("value") or ("on" if box else ""))
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((given.get("value") or "", "selected" in given))
        elif tag == "textarea" and name:
            self._area = name
            self._add(name, "")

    def handle_endtag(self, tag):
        if tag == "select" and self._select:
            chosen = [value for value, on in self._options if on]
            for value in chosen or [value for value, _on in self._options[:1]]:
                self._add(self._select, value)
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data):
        if self._area:
            self.forms[-1][self._area][-1] += data.removeprefix("\n")

    def _add(self, name, value):
        self.forms[-1].setdefault(name, []).append(value)


def form_of(answer, field) -> dict[str, list[str]]:
    """The form of the page that has the field, as it stands."""
    page = _Forms()
    page.feed(answer.content.decode())
    page.close()
    return next(form for form in page.forms if field in form)
