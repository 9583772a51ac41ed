// <form data-draft="address"> <p role="status" data-draft-says="words">
// What is typed is kept on the server a moment after the last key, and when the page goes out of sight: a telephone
// may close it without a word. Without script there is a button for it.
const PAUSE = 1200; // milliseconds without a key

export function keepDrafts(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) keep(form);
}

function keep(form) {
  const says = form.querySelector("[data-draft-says]");
  let kept = written(form);
  let timer;
  let sent = false;

  const send = async () => {
    clearTimeout(timer);
    const now = written(form);
    if (sent || now === kept) return;
    kept = now;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        keepalive: true, // the page may be on its way out
      });
      if (says) says.textContent = answer.ok ? says.dataset.draftSays : says.dataset.draftLost;
      if (!answer.ok) kept = "";
    } catch {
      kept = ""; // no network: the next key tries again
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });
}

function written(form) {
  return new URLSearchParams(new FormData(form)).toString();
}
