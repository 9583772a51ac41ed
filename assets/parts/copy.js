// <button data-copy="text or #id" data-copied="Copied" hidden>Copy</button> <span role="status"></span>
// The button is hidden in the HTML and shown here, as it can do nothing without script.
export function copyButtons(root) {
  for (const button of root.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const wanted = button.dataset.copy;
  const source = wanted.startsWith("#") ? document.querySelector(wanted) : null;
  try {
    await navigator.clipboard.writeText(source ? (source.value ?? source.textContent.trim()) : wanted);
  } catch {
    return; // the browser said no; the text can still be marked by hand
  }
  const label = button.textContent;
  button.textContent = button.dataset.copied ?? label;
  const status = button.parentElement.querySelector("[role=status]");
  if (status) status.textContent = button.textContent;
  setTimeout(() => {
    button.textContent = label;
    if (status) status.textContent = "";
  }, 2500);
}
