import type { Parents, Root, Table, Text } from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { defaultHandlers, type Handle, type State, toMarkdown } from 'mdast-util-to-markdown';

/**
 * Writes headings, lists and tables as Markdown. Words keep neither emphasis nor links; a mark that Markdown would take
 * for its own is escaped only where it would, so that the text reads as it was.
 */
export function markdownText(tree: Root): string {
  const words: Handle = (node: Parents, _, state, info) => state.containerPhrasing(node as never, info);
  const tables = gfmToMarkdown({ tableCellPadding: true, tablePipeAlign: false });
  const text = toMarkdown(tree, {
    bullet: '-',
    rule: '-',
    listItemIndent: 'one',
    extensions: [tables],
    handlers: {
      text: (node: Text, parent: Parents | undefined, state: State) => escaped(node.value, parent, state),
      break: () => '\n',
      strong: words,
      emphasis: words,
      delete: words,
      link: words,
      linkReference: words,
      inlineCode: (node: { value: string }, parent: Parents | undefined, state: State) =>
        escaped(node.value, parent, state),
      image: () => '',
      imageReference: () => '',
      html: () => '',
      thematicBreak: () => '---',
      paragraph: (node, parent, state, info) => lines(defaultHandlers.paragraph(node, parent, state, info)),
      heading: (node, parent, state, info) =>
        defaultHandlers.heading(node, parent, state, info).replace(/\s*\n\s*/g, ' '),
    },
  });
  return text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Escapes what would be taken for markup: emphasis in pairs, raw HTML, bars in a table. */
function escaped(value: string, _: Parents | undefined, state: State): string {
  let text = value.replace(/[\t\u00a0]/g, ' ').replace(/\r\n?/g, '\n');
  text = text
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
    .replace(/<(?=[A-Za-z/!?])/g, '\\<')
    .replace(/`/g, '\\`');
  for (const mark of ['*', '~']) if (text.split(mark).length > 2) text = text.replaceAll(mark, `\\${mark}`);
  return state.stack.includes('tableCell') ? text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ') : text;
}

/** Lines of a paragraph lose their indent, and what would make them a heading, a quote, a rule or a definition. */
function lines(paragraph: string): string {
  return paragraph
    .split('\n')
    .map((line) => line.replace(/^[\s\u3000]+/, ''))
    .map((line) => (/^(?:#{1,6}(?:\s|$)|>|[-=_*](?:\s*[-=_*])*\s*$|\[[^\]]+\]:|\|)/.test(line) ? `\\${line}` : line))
    .join('\n');
}

/** A table of texts; the first row is its head. */
export function tableNode(rows: readonly (readonly string[])[]): Table {
  const width = Math.max(...rows.map((row) => row.length));
  return {
    type: 'table',
    children: rows.map((row) => ({
      type: 'tableRow',
      children: Array.from({ length: width }, (_, i) => ({ type: 'tableCell', children: textNodes(row[i] ?? '') })),
    })),
  };
}

export const textNodes = (value: string): Text[] => (value === '' ? [] : [{ type: 'text', value }]);
