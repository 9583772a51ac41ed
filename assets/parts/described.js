// A <ds-field> ties its field to its descriptions by itself. What the page ties them with where there is no script is
// taken away first, or everything would be read out twice. To be imported before ds-field.
for (const field of document.querySelectorAll("ds-field [aria-describedby]")) field.removeAttribute("aria-describedby");
