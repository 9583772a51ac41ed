// <details class="filters" data-open-wide>: the stylesheet shows the content on a wide screen; this makes it so for
// screen readers too. On a phone it stays as the page came.
export function openWhereWide(root) {
  const wide = window.matchMedia("(min-width: 60rem)");
  const follow = () => {
    if (!wide.matches) return;
    for (const piece of root.querySelectorAll("details[data-open-wide]")) piece.open = true;
  };
  wide.addEventListener("change", follow);
  follow();
}
