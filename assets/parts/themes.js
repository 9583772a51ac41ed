// <div data-themes="/tema?type=…"> with a search field, [data-themes-chosen] and [data-themes-found]: the themes that
// a search means are fetched while it is typed. What was ticked among them moves to the chosen ones before others
// come in their place; without script the same search is a button that sends the whole form.
const PAUSE = 250; // milliseconds without a key

export function themeSearch(root) {
  for (const place of root.querySelectorAll("[data-themes]")) follow(place);
}

function follow(place) {
  const field = place.querySelector("input[type=search]");
  let timer = 0;
  let asked = null;
  let sends = false;

  const look = async (button) => {
    clearTimeout(timer);
    asked?.abort();
    const mine = (asked = new AbortController());
    try {
      const answer = await fetch(address(place, field.value), { signal: mine.signal, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(`status ${answer.status}`);
      show(place, await answer.text());
    } catch {
      if (!button || mine.signal.aborted) return;
      sends = true; // as without script
      button.form.requestSubmit(button);
      sends = false;
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => look(null), PAUSE);
  });
  // What stands in the search is asked for from here, and sent with the form only when that did not work.
  field.form.addEventListener("formdata", (event) => {
    if (!sends) event.formData.delete(field.name);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    look(place.querySelector(".search button"));
  });
  place.addEventListener("click", (event) => {
    const button = event.target.closest("button[formaction]");
    if (!button) return;
    event.preventDefault();
    if (button.name === field.name) field.value = button.value; // a subject
    look(button);
  });
}

function address(place, words) {
  const url = new URL(place.dataset.themes, location.href);
  url.searchParams.set("q", words);
  for (const tick of place.querySelectorAll("input[name=areas]:checked")) url.searchParams.append("areas", tick.value);
  return url;
}

function show(place, html) {
  const found = place.querySelector("[data-themes-found]");
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const says = found.querySelector("[role=status]");
  for (const tick of found.querySelectorAll("input:checked")) choose(place, tick);
  const hits = fresh.querySelector("[data-themes-hits]");
  found.querySelector("[data-themes-hits]").replaceWith(hits);
  says.textContent = fresh.querySelector("[role=status]")?.textContent.trim() ?? "";
  const missing = place.querySelector("[data-themes-missing] details");
  if (missing && says.textContent && !hits.childElementCount) missing.open = true;
}

function choose(place, tick) {
  const chosen = place.querySelector("[data-themes-chosen]");
  const there = [...chosen.querySelectorAll("input")].find((each) => each.value === tick.value);
  if (there) {
    there.checked = true; // it stood there, its tick taken away
    return;
  }
  const label = tick.closest("label");
  tick.id = tick.id.replace(/^found-/, "areas-");
  label.htmlFor = tick.id;
  label.replaceChildren(tick, label.dataset.whole);
  chosen.append(label);
  place.querySelector("[data-themes-some]").hidden = false;
  place.querySelector("[data-themes-none]").hidden = true;
}
