import type { Element, ElementContent } from 'hast';
import { childElements, contains, plainWords } from './html-tree.ts';

const block = /^(?:p|div|ul|ol|table|h[1-6]|section|article|blockquote|pre)$/;

/** The rows of a table, those of its inner tables left out. */
function rowsOf(table: Element): Element[] {
  return childElements(table).flatMap((child) => {
    if (child.tagName === 'tr') return [child];
    return /^(?:thead|tbody|tfoot)$/.test(child.tagName) ? childElements(child, /^tr$/) : [];
  });
}

const cellsOf = (row: Element): Element[] => childElements(row, /^t[dh]$/);

/** Whether a table only arranges the page: it holds tables, headings or many paragraphs in a cell, or one column. */
function isLayout(table: Element): boolean {
  const rows = rowsOf(table).map(cellsOf);
  if (rows.every((row) => row.length < 2)) return true;
  return rows.flat().some((cell) => {
    if (contains(cell, (inner) => /^(?:table|h[1-6])$/.test(inner.tagName))) return true;
    return childElements(cell, block).length > 5;
  });
}

/** A table as Markdown can write it; the cells of one that only arranges the page, one after the other. */
export function plainTable(table: Element): ElementContent[] {
  const captions = childElements(table, /^caption$/).map((caption): Element => ({ ...caption, tagName: 'p' }));
  if (isLayout(table)) {
    const cells = rowsOf(table).flatMap(cellsOf);
    return [...captions, ...cells.map((cell): Element => ({ ...cell, tagName: 'div', properties: {} }))];
  }
  return [...captions, withHead(withoutSpans(rowsOf(table)))];
}

/** Most columns of a table, those that one cell spreads over, and cells that are filled because of it. */
const mostColumns = 256;
const widestSpan = 100;
const mostFilled = 200_000;

/** Cells that span rows say the same in each of them, as Markdown has no such cells. */
function withoutSpans(rows: readonly Element[]): Element[][] {
  const open: { cell: Element; left: number }[] = [];
  let budget = mostFilled;
  return rows.map((row) => {
    const cells: Element[] = [];
    const queue = cellsOf(row);
    const reach = open.findLastIndex(({ left }) => left > 0);
    for (let column = 0; (queue.length > 0 || column <= reach) && column < mostColumns; column++) {
      const above = open[column];
      if (above && above.left > 0 && budget-- > 0) {
        above.left--;
        cells.push(above.cell);
        continue;
      }
      const cell = queue.shift();
      const wide = cell ? Math.min(spanOf(cell, 'colSpan'), widestSpan, budget > 0 ? widestSpan : 1) : 1;
      budget -= wide - 1;
      for (let k = 0; k < wide; k++) {
        const shown: Element = cell && k === 0 ? { ...cell, properties: {} } : emptyCell;
        open[column + k] = { cell: shown, left: cell ? spanOf(cell, 'rowSpan') - 1 : 0 };
        cells.push(shown);
      }
      column += wide - 1;
    }
    return cells;
  });
}

const emptyCell: Element = { type: 'element', tagName: 'td', properties: {}, children: [] };

function spanOf(cell: Element, name: 'colSpan' | 'rowSpan'): number {
  const span = Number(cell.properties[name] ?? 1);
  return Number.isInteger(span) && span > 0 ? span : 1;
}

/** Makes the first row the head, unless it is a name with its value, as in a table of two columns without a head. */
function withHead(rows: readonly (readonly Element[])[]): Element {
  const [first = [], ...rest] = rows;
  const stated = first.length > 0 && first.every((cell) => cell.tagName === 'th');
  const value = first.length === 2 && /\d/.test(plainWords(first[1]));
  const head = !stated && value ? first.map(() => emptyCell) : first;
  const body = !stated && value ? rows : rest;
  const rowOf = (cells: readonly Element[], tagName: 'th' | 'td'): Element => ({
    type: 'element',
    tagName: 'tr',
    properties: {},
    children: cells.map((cell) => ({ ...cell, tagName })),
  });
  const children = [rowOf(head, 'th'), ...body.map((cells) => rowOf(cells, 'td'))];
  return { type: 'element', tagName: 'table', properties: {}, children };
}
