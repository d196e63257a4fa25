import type { Element, ElementContent, Nodes, Parents } from 'hast';

/** The elements directly inside. */
export function childElements(node: Parents, name?: RegExp): Element[] {
  const elements: Element[] = [];
  for (const child of node.children) {
    if (child.type === 'element' && (name === undefined || name.test(child.tagName))) elements.push(child);
  }
  return elements;
}

/** Whether an element anywhere inside passes. */
export function contains(node: Parents, test: (inner: Element) => boolean): boolean {
  return childElements(node).some((child) => test(child) || contains(child, test));
}

/** The elements anywhere inside that pass; none inside of those. */
export function findAll(node: Parents, test: (inner: Element) => boolean): Element[] {
  return childElements(node).flatMap((child) => (test(child) ? [child] : findAll(child, test)));
}

/** The words inside, white space as one space. */
export function plainWords(node: Nodes | undefined): string {
  return node === undefined ? '' : wordsOf(node).replace(/\s+/g, ' ').trim();
}

function wordsOf(node: Nodes): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(wordsOf).join('') : '';
}

/** Number of levels of elements, counted without recursion. */
export function depthOf(root: Parents): number {
  let level: Parents[] = [root];
  let depth = 0;
  while (level.length > 0) {
    level = level.flatMap((node) => childElements(node));
    depth++;
  }
  return depth;
}

/** The same tree with every element exchanged for what `change` makes of it, the outermost first; null leaves it out. */
export function changeElements<T extends Parents>(
  node: T,
  change: (element: Element) => readonly ElementContent[] | Element | null,
): T {
  const children = (node.children as ElementContent[]).flatMap((child): ElementContent[] => {
    if (child.type === 'comment') return [];
    if (child.type !== 'element') return [child];
    const changed = change(child);
    const list: readonly ElementContent[] = changed === null ? [] : 'type' in changed ? [changed] : changed;
    return list.map((one) => (one.type === 'element' ? changeElements(one, change) : one));
  });
  return { ...node, children };
}
