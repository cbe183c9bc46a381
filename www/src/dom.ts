/** Elements without markup strings: the page runs under Trusted Types, and text stays text. */

export type IconName = "check" | "alert" | "copy" | "key" | "send" | "mail" | "call" | "note" | "deal" | "meeting";

const SVG = "http://www.w3.org/2000/svg";

/** The page's element with this id. */
export function byId<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} with the id "${id}"`);
  return found;
}

/** A new element with a class and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = "",
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** A decorative icon of the page's sprite. */
export function icon(name: IconName): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A button that says in words what it is about, where its label alone would be ambiguous. */
export function button(className: string, label: string, onPress: () => void, description?: string): HTMLButtonElement {
  const element = make("button", `button ${className}`, label);
  element.type = "button";
  if (description) element.setAttribute("aria-label", description);
  element.addEventListener("click", onPress);
  return element;
}
