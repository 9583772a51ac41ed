// <div data-live="/intern/…/framdrift" data-live-every="5" data-live-stream="/intern/…/strom">…</div>
// The content is replaced by fragments that the stream sends when something has changed; where there is no stream
// (or it breaks), the fragment is fetched again and again instead.
// A fragment that is finished answers without the need for more: <div data-live-done> inside it, or status 204/286.
// Screen readers hear only what the fragment puts into [data-live-says], when that text changes, and not too often.
const SHORTEST = 2;
const LONGEST = 60;
const BETWEEN_WORDS = 20000;

export function livePieces(root) {
  for (const piece of root.querySelectorAll("[data-live]")) {
    const voice = addVoice(piece);
    if (piece.dataset.liveStream && window.EventSource) listen(piece, voice);
    else follow(piece, voice);
  }
}

function listen(piece, voice) {
  let source = null;
  let breaks = 0;
  const end = () => {
    source?.close();
    document.removeEventListener("visibilitychange", turn);
  };
  const open = () => {
    source = new EventSource(piece.dataset.liveStream);
    source.onmessage = (event) => {
      breaks = 0;
      if (put(piece, event.data, voice)) end();
    };
    source.onerror = () => {
      breaks += 1; // the browser opens it again by itself, unless the answer was no
      if (source.readyState !== EventSource.CLOSED && breaks < 4) return;
      end();
      follow(piece, voice);
    };
  };
  const turn = () => {
    source?.close(); // nobody looks at a hidden page, and a browser has few lines to one server
    if (!document.hidden) open();
  };
  document.addEventListener("visibilitychange", turn);
  turn();
}

function follow(piece, voice) {
  const every = Math.max(SHORTEST, Number(piece.dataset.liveEvery) || 5);
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
  return put(piece, await answer.text(), voice);
}

// Returns whether the piece is finished.
function put(piece, html, voice) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  if (piece.contains(document.activeElement)) return false; // never pull the floor away under the keyboard
  piece.replaceChildren(...fresh.childNodes);
  const said = piece.querySelector("[data-live-says]")?.textContent.trim() ?? "";
  const done = piece.querySelector("[data-live-done]") !== null;
  if (said) say(voice, said, done);
  return done;
}

function say(voice, words, now) {
  voice.words = words;
  const speak = () => {
    voice.timer = 0;
    if (voice.words === voice.textContent) return;
    voice.textContent = voice.words;
    voice.spokeAt = Date.now();
  };
  if (now) speak();
  else voice.timer ||= setTimeout(speak, Math.max(0, (voice.spokeAt ?? 0) + BETWEEN_WORDS - Date.now()));
}

function addVoice(piece) {
  const voice = document.createElement("p");
  voice.className = "ds-sr-only";
  voice.setAttribute("role", "status");
  piece.after(voice);
  return voice;
}
