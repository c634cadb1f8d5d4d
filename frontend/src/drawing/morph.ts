// Makes one tree like another and leaves alone what is alike: focus, scroll, open menus and whoever writes stay as they are.

// The scripts set these on what the server sent; their absence there says nothing.
const OURS = new Set(["tabindex", "aria-expanded", "aria-haspopup", "role", "open"]);

export function morph(old: Element, fresh: Element): void {
  attributes(old, fresh);
  children(old, fresh);
}

function attributes(old: Element, fresh: Element): void {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !OURS.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function children(old: Element, fresh: Element): void {
  const named = new Map<string, Element>();
  for (const child of old.children) if (child.id) named.set(child.id, child);
  let at = passing(old.firstChild);
  for (const next of [...fresh.childNodes]) {
    const same = counterpart(next, at, named);
    if (!same) {
      old.insertBefore(next, at);
      continue;
    }
    if (same === at) at = passing(at.nextSibling);
    else old.insertBefore(same, at);
    if (same instanceof Element) morph(same, next as Element);
    else if (same.nodeValue !== next.nodeValue) same.nodeValue = next.nodeValue;
  }
  while (at) {
    const gone = at;
    at = passing(at.nextSibling);
    // What somebody else removed stays while a text is written in it: saving it asks whose wins.
    if (!(gone instanceof Element && gone.querySelector(".writing"))) gone.remove();
  }
}

function counterpart(next: ChildNode, at: ChildNode | null, named: Map<string, Element>): ChildNode | null {
  if (next instanceof Element && next.id) {
    const same = named.get(next.id);
    return same?.nodeName === next.nodeName ? same : null;
  }
  const alike = at && at.nodeName === next.nodeName && !(at instanceof Element && at.id);
  return alike ? at : null;
}

// A field that a script put there is passed over.
function passing(node: ChildNode | null): ChildNode | null {
  let at = node;
  while (at instanceof HTMLElement && at.classList.contains("writing")) at = at.nextSibling;
  return at;
}
