// The elements of a page.

export const find = (id) => document.getElementById(id);

/** The text of `element`, where there is one; what is there already is not written, as some readers say it again. */
export function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}
