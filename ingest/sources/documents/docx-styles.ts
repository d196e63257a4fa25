import { childAt, childrenOf, type XmlElement } from './xml-tree.ts';

/** What a style says about the paragraphs in it, with what it takes over from the styles that it is based on. */
export interface ParagraphStyle {
  readonly name: string;
  /** 0 is the highest; null: it is no heading. */
  readonly outline: number | null;
  readonly numId: string | null;
  readonly level: number;
}

/** The `w:val` of an element. */
export const wordValue = (element: XmlElement | undefined) => element?.attributes['w:val'];

const deepestChain = 20;
const headingName = /^(?:heading|标题|標題|überschrift|titre)\s*([1-9])(?!\d)/i;
const titleName = /^(?:title|标题|標題)$/i;

/** Reads the paragraph styles of a document by id. */
export function readStyles(root: XmlElement | null): (id: string | undefined) => ParagraphStyle | null {
  const styles = new Map(
    childrenOf(root ?? undefined, 'w:style').map((style) => [style.attributes['w:styleId'], style]),
  );
  const known = new Map<string, ParagraphStyle>();
  return (id) => {
    if (id === undefined) return null;
    const style = known.get(id) ?? readStyle(id, styles);
    known.set(id, style);
    return style;
  };
}

function readStyle(id: string, styles: ReadonlyMap<string | undefined, XmlElement>): ParagraphStyle {
  let [outline, numId, level]: [number | null, string | null, number | null] = [null, null, null];
  let style = styles.get(id);
  const name = wordValue(childAt(style, 'w:name')) ?? id;
  for (let i = 0; style && i < deepestChain; i++) {
    const properties = childAt(style, 'w:pPr');
    outline ??= outlineOf(style.attributes['w:styleId'] ?? '', wordValue(childAt(style, 'w:name')) ?? '', properties);
    const numbering = childAt(properties, 'w:numPr');
    numId ??= wordValue(childAt(numbering, 'w:numId')) ?? null;
    const stated = wordValue(childAt(numbering, 'w:ilvl'));
    level ??= stated === undefined ? null : Number(stated);
    style = styles.get(wordValue(childAt(style, 'w:basedOn')));
  }
  return { name, outline, numId, level: level ?? 0 };
}

function outlineOf(id: string, name: string, properties: XmlElement | undefined): number | null {
  const stated = wordValue(childAt(properties, 'w:outlineLvl'));
  if (stated !== undefined && /^[0-8]$/.test(stated)) return Number(stated);
  const heading = headingName.exec(name) ?? headingName.exec(id);
  if (heading) return Number(heading[1]) - 1;
  return titleName.test(name) ? 0 : null;
}

/** Whether a style is that of a line in a generated table of contents. */
export const isContentsStyle = (name: string) => /^(?:toc|目录|目錄)\s*\d|^table of figures/i.test(name);
