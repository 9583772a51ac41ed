// A field that gets the focus is scrolled clear of the bar at the foot (.send-bar): a browser leaves one alone of which
// a part can be seen (WCAG 2.2, 2.4.12). The room for the bar is the page's scroll-padding, in visit.css.
export function clearOfTheBar(root) {
  if (!root.querySelector(".send-bar")) return;
  let pressed = false; // what is under a finger does not move before it is lifted
  const shown = () => {
    const field = root.activeElement;
    if (field?.matches("input, select, textarea, summary")) field.scrollIntoView({ block: "nearest" });
  };
  root.addEventListener("pointerdown", () => (pressed = true));
  for (const over of ["pointerup", "pointercancel"]) {
    root.addEventListener(over, () => {
      pressed = false;
      shown();
    });
  }
  root.addEventListener("focusin", () => {
    if (!pressed) shown();
  });
}
