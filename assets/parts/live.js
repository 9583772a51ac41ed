// <div data-live="/intern/…/framdrift" data-live-every="5">…</div>: fetches the fragment and replaces the content.
// A fragment that is finished answers without the need for more: <div data-live-done> inside it, or status 204/286.
// Screen readers hear only what the fragment puts into [data-live-says], and only when that text changes.
const SHORTEST = 2;
const LONGEST = 60;

export function livePieces(root) {
  for (const piece of root.querySelectorAll("[data-live]")) follow(piece);
}

function follow(piece) {
  const every = Math.max(SHORTEST, Number(piece.dataset.liveEvery) || 5);
  const voice = addVoice(piece);
  let wait = every;
  let timer = 0;

  const later = () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(turn, wait * 1000);
  };
  const turn = async () => {
    const finished = await refresh(piece, voice).then(
      (done) => {
        wait = every;
        return done;
      },
      () => {
        wait = Math.min(LONGEST, wait * 2); // the server is away: ask less and less often
        return false;
      },
    );
    if (finished) document.removeEventListener("visibilitychange", wake);
    else later();
  };
  const wake = () => (document.hidden ? clearTimeout(timer) : turn());

  document.addEventListener("visibilitychange", wake);
  later();
}

async function refresh(piece, voice) {
  const answer = await fetch(piece.dataset.live, {
    headers: { Accept: "text/html", "X-Requested-With": "fetch" },
    credentials: "same-origin",
  });
  if (answer.status === 204 || answer.status === 286) return true;
  if (!answer.ok || answer.redirected) throw new Error(`status ${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  if (piece.contains(document.activeElement)) return false; // never pull the floor away under the keyboard
  piece.replaceChildren(...fresh.childNodes);
  const said = piece.querySelector("[data-live-says]")?.textContent.trim() ?? "";
  if (said && said !== voice.textContent) voice.textContent = said;
  return piece.querySelector("[data-live-done]") !== null;
}

function addVoice(piece) {
  const voice = document.createElement("p");
  voice.className = "ds-sr-only";
  voice.setAttribute("role", "status");
  piece.after(voice);
  return voice;
}
