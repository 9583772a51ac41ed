// A form that was sent is not sent twice by an impatient second press. The press is ignored rather than the
// button disabled at once: a disabled button loses its name=value from the form and its focus from the keyboard.
export function sendOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    const button = event.submitter;
    if (button) button.setAttribute("aria-busy", "true");
    setTimeout(release, 8000, form, button); // an answer that is a file leaves the page standing
  });
  // back from the next page by the browser's cache: everything can be pressed again
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sent]")) {
      release(form, form.querySelector("[aria-busy=true]"));
    }
  });
}

function release(form, button) {
  delete form.dataset.sent;
  button?.removeAttribute("aria-busy");
}
