import type { Applicability } from '../../../graph-schema/index.ts';
import type { SectionView } from '../document-view.ts';
import { clip } from '../draft-parts.ts';
import { statedValues } from '../fact-value.ts';
import type { Block, ListEntry, TableRow } from '../markdown-blocks.ts';
import { sentencesOf } from './sentences-of.ts';
import { termName } from './term-name.ts';

/** A term of a product as a document states it. */
export interface Fact {
  readonly name: string;
  readonly statement: string;
  /** The words that hold the value alone. */
  readonly value: string;
  /** When it holds, where a column says so. */
  readonly appliesWhen: string | null;
  /** Whom it holds for, where columns say so. */
  readonly conditions: Pick<Applicability, 'regions' | 'segments'>;
  readonly section: SectionView;
  readonly start: number;
  readonly end: number;
}

const everywhere = { appliesWhen: null, conditions: {} } as const;

/**
 * The terms of a section: each row of a table (each cell, where several columns hold values), each list entry, and each
 * paragraph below the description; a paragraph that states several values gives a term a sentence.
 */
export function factsOf(section: SectionView, descriptionStart: number | undefined): Fact[] {
  return section.blocks.flatMap((block) => blockFacts(section, block, descriptionStart));
}

function blockFacts(section: SectionView, block: Block, descriptionStart: number | undefined): Fact[] {
  if (block.type === 'list') return block.entries.map((entry) => entryFact(section, entry));
  if (block.type === 'table') return block.rows.flatMap((row) => rowFacts(section, block.header, row));
  const isDescription = block.start === descriptionStart && section.segment.ordinal <= 2;
  return isDescription || block.text === '' ? [] : paragraphFacts(section, block);
}

const columns = {
  condition:
    /^(?:条件|條件|适用条件|適用條件|前提|减免条件|減免條件|备注|備註|说明|說明|conditions?|applies|when|notes?|remarks?)/i,
  regions: /^(?:地区|地區|区域|區域|适用地区|適用地區|国家|國家|regions?|countr(?:y|ies)|destinations?)/i,
  segments:
    /^(?:客户类型|客戶類型|客户类别|客戶類別|客户等级|客戶等級|适用客户|適用客戶|客群|(?:customer|client|member(?:ship)?) (?:type|tier|level|segment|group))/i,
} as const;

const isChinese = (text: string) => /\p{Script=Han}/u.test(text);

interface Cell {
  readonly head: string;
  readonly cell: string;
}

function rowFacts(section: SectionView, header: readonly string[], row: TableRow): Fact[] {
  const [name = '', ...values] = row.cells;
  const said = values.map((cell, i) => ({ head: header[i + 1] ?? '', cell })).filter(({ cell }) => cell !== '');
  if (name === '' || said.length === 0) return [];
  const full = qualified(section, name);
  const holding = said.filter(({ head }) => !Object.values(columns).some((pattern) => pattern.test(head)));
  const typed = holding.filter(({ cell }) => statedValues(cell).length > 0);
  if (typed.length < 2) return [rowFact(section, row, header, full, said, holding[0]?.cell ?? said[0]?.cell ?? '')];
  const beside = said.filter((one) => !holding.includes(one));
  return holding.map((one) =>
    rowFact(section, row, header, one.head === '' ? full : `${full} ${one.head}`, [one, ...beside], one.cell),
  );
}

function rowFact(
  section: SectionView,
  row: TableRow,
  header: readonly string[],
  name: string,
  said: readonly Cell[],
  value: string,
): Fact {
  const [colon, semicolon] = isChinese(name + said.map((s) => s.cell).join('')) ? ['：', '；'] : [': ', '; '];
  const statement = said
    .map(({ head, cell }, i) => (i === 0 || head === '' ? cell : `${head}${colon}${cell}`))
    .join(semicolon);
  const column = (pattern: RegExp) => said.find(({ head }) => pattern.test(head))?.cell ?? null;
  return {
    name,
    statement: `${name}${colon}${statement}`,
    value,
    appliesWhen: column(columns.condition),
    conditions: whomOf(header[0] ?? '', row.cells[0] ?? '', column),
    section,
    start: row.start,
    end: row.end,
  };
}

/** Regions and customers that the row is about, in its first column or in one of its own. */
function whomOf(head: string, first: string, column: (pattern: RegExp) => string | null): Fact['conditions'] {
  const named = (pattern: RegExp) => listed(pattern.test(head) ? first : column(pattern));
  const [regions, segments] = [named(columns.regions), named(columns.segments)];
  return { ...(regions && { regions }), ...(segments && { segments }) };
}

const everybody = /^(?:全部|所有|不限|其他|其它|全国|all\b|any\b|other|every)/i;

function listed(cell: string | null): string[] | null {
  if (cell === null || cell === '') return null;
  const names = cell.split(/[、,，/／;；]|\s+(?:and|or)\s+/).map((name) => name.trim());
  return names.some((name) => everybody.test(name)) ? null : names.filter((name) => name !== '').slice(0, 200);
}

/** A row that is named by a number or a place alone says little without its section. */
function qualified(section: SectionView, name: string): string {
  const terse = /^\d|^[^\p{L}]/u.test(name) || name.length <= 2;
  return terse && section.heading ? `${section.heading} ${name}` : name;
}

const labelled = /^((?=.*\p{Script=Han}).{1,40}?|[^\n]{1,90}?)(?:[：]|:\s|\s[–—-]\s)\s*(.+)$/su;

function entryFact(section: SectionView, entry: ListEntry): Fact {
  const match = labelled.exec(entry.own.text.replace(/\s*\n\s*/g, ' '));
  const name = match?.[1]?.trim() ?? clip(entry.own.text.split(/[，。；;\n]|[,.](?=\s|$)/)[0] ?? entry.own.text, 40);
  return {
    ...everywhere,
    name: match ? qualified(section, name) : name,
    statement: entry.text,
    value: match?.[2] ?? entry.own.text,
    section,
    start: entry.start,
    end: entry.end,
  };
}

function paragraphFacts(section: SectionView, block: { text: string; start: number; end: number }): Fact[] {
  const raw = section.segment.text.slice(block.start, block.end);
  const stating = sentencesOf(raw).filter(({ start, end }) => statedValues(raw.slice(start, end)).length > 0);
  if (stating.length < 2) {
    const name = section.heading || clip(block.text, 40);
    return [
      { ...everywhere, name, statement: block.text, value: block.text, section, start: block.start, end: block.end },
    ];
  }
  return stating.map(({ start, end }) => {
    const statement = raw.slice(start, end).replace(/\*\*/g, '');
    const name = termName(statement) ?? section.heading ?? '';
    const own = { name: name || clip(statement, 40), statement, value: statement };
    return { ...everywhere, ...own, section, start: block.start + start, end: block.start + end };
  });
}
