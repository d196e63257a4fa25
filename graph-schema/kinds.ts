import { z } from 'zod';
import {
  emotions,
  type Governance,
  type Label,
  languages,
  practiceSorts,
  riskKinds,
  riskLevels,
} from './closed-lists.ts';

const name = z.string().trim().min(1).max(300);
const text = z.string().trim().min(1).max(200_000);
const shortText = z.string().trim().min(1).max(4_000);
const phrases = z.array(z.string().trim().min(1).max(500)).max(200).default([]);
const language = languages.schema.optional();
const day = z.iso.date().optional();

/** Which side of a stated number a term leaves open; absent: the number is the value itself. */
const boundSchema = z.enum(['at_least', 'at_most', 'more_than', 'less_than']);
export type Bound = z.infer<typeof boundSchema>;
const bound = boundSchema.optional();

const amountSchema = z.object({
  type: z.literal('amount'),
  amount: z.number(),
  currency: z.string().length(3),
  per: z.string().optional(),
  bound,
});
const quantitySchemas = [
  amountSchema,
  z.object({
    type: z.literal('rate'),
    percent: z.number(),
    per: z.string().optional(),
    bound,
    /** What it charges or pays at least and at most, whatever the rate gives. */
    minimum: amountSchema.optional(),
    maximum: amountSchema.optional(),
  }),
  z.object({
    type: z.literal('duration'),
    count: z.number(),
    unit: z.enum(['day', 'working_day', 'month', 'year', 'hour', 'minute']),
    bound,
  }),
  z.object({
    type: z.literal('count'),
    count: z.number(),
    unit: z.string().optional(),
    per: z.string().optional(),
    bound,
  }),
  z.object({ type: z.literal('date'), date: z.iso.date(), bound }),
] as const;

/** One number with its unit, as a term states it. */
const quantitySchema = z.discriminatedUnion('type', quantitySchemas);
export type Quantity = z.infer<typeof quantitySchema>;

/** From `low` to `high`, both included, of one type. */
const rangeSchema = z.object({ type: z.literal('range'), low: quantitySchema, high: quantitySchema });

/** A typed value of a product fact; `text` keeps the words where no number was understood. */
export const factValueSchema = z.discriminatedUnion('type', [
  ...quantitySchemas,
  rangeSchema,
  /** Another value for each case, in the order of the text. */
  z.object({
    type: z.literal('tiers'),
    tiers: z
      .array(z.object({ when: shortText, value: z.discriminatedUnion('type', [...quantitySchemas, rangeSchema]) }))
      .min(2)
      .max(50),
  }),
  z.object({ type: z.literal('text'), text: shortText }),
]);
export type FactValue = z.infer<typeof factValueSchema>;

const outlineEntrySchema = z.strictObject({ locator: name, start: z.int().min(0), end: z.int().min(1) });
/** A paragraph or item of a clause (第二款, 第二款第（一）项, 5.2(b)): UTF-16 units into the clause's text, half-open. */
export type OutlineEntry = z.infer<typeof outlineEntrySchema>;

/** Whether entries stand in the order of the text, each behind the one before it or inside it. */
function isNestedInOrder(outline: readonly OutlineEntry[]): boolean {
  const open: OutlineEntry[] = [];
  return outline.every((entry) => {
    while (open.length > 0 && (open.at(-1)?.end ?? 0) <= entry.start) open.pop();
    const around = open.at(-1);
    open.push(entry);
    return entry.start < entry.end && (!around || (around.start <= entry.start && entry.end <= around.end));
  });
}

const clauseSchema = z
  .strictObject({
    law: name,
    article: name,
    versionDate: day,
    chapter: z.string().trim().max(500).optional(),
    heading: z.string().trim().max(500).optional(),
    text,
    /** Its paragraphs and items; absent where the text is one paragraph without items. */
    outline: z.array(outlineEntrySchema).min(1).max(1_000).optional(),
    language,
  })
  .refine(({ outline = [], text: words }) => outline.every(({ end }) => end <= words.length), {
    path: ['outline'],
    error: 'an entry of the outline must end within the text',
  })
  .refine(({ outline = [] }) => isNestedInOrder(outline), {
    path: ['outline'],
    error:
      'the outline must hold at least one character an entry, in the order of the text, items inside their paragraph',
  });

const contentSchemas = {
  scenario: z.strictObject({
    name,
    summary: shortText,
    triggerPhrases: phrases,
    complaintType: name.optional(),
    needs: z.array(name).max(20).default([]),
    riskLevel: riskLevels.schema.default('low'),
    riskKinds: z.array(riskKinds.schema).default([]),
    language,
  }),
  step: z.strictObject({
    name,
    instruction: text,
    /** When this step is entered; absent: always. */
    condition: shortText.optional(),
    /** The sign that it is done. */
    doneWhen: shortText.optional(),
    /** Position in its procedure as written, from 1; the graph's NEXT_STEP edges are what counts. */
    order: z.int().min(1).optional(),
    /** What the instruction names to be pressed, chosen or called in a system, in its order. */
    actions: z.array(name).min(1).max(20).optional(),
    language,
  }),
  script: z.strictObject({
    name,
    say: shortText,
    emotions: z.array(emotions.schema).default([]),
    /** What not to promise. */
    avoid: z.array(shortText).max(20).default([]),
    language,
  }),
  best_practice: z.strictObject({
    name,
    description: text,
    /** The measured difference: lift of the solved rate with its 95% interval, over `calls` calls. */
    effect: z
      .strictObject({
        lift: z.number(),
        low: z.number(),
        high: z.number(),
        calls: z.int().min(0),
        agents: z.int().min(0),
        teams: z.int().min(0),
        /** Solved calls with it among them. */
        solvedCalls: z.int().min(0).optional(),
        /** What was measured: that it is done, in which order, in which words, or how early. */
        sort: practiceSorts.schema.optional(),
        /** How often the best agents do it, and how often the others, 0..1. */
        topShare: z.number().min(0).max(1).optional(),
        otherShare: z.number().min(0).max(1).optional(),
        /** How many comparisons were made in all, and the false discovery rate at which this one is still found. */
        tried: z.int().min(1).optional(),
        q: z.number().min(0).max(1).optional(),
        /** The interval, widened for the number of comparisons. */
        correctedLow: z.number().optional(),
        correctedHigh: z.number().optional(),
      })
      .optional(),
    language,
  }),
  product: z.strictObject({
    name,
    aliases: phrases,
    category: name.optional(),
    description: text.optional(),
    language,
  }),
  product_fact: z.strictObject({
    name,
    product: name.optional(),
    statement: text,
    value: factValueSchema.optional(),
    /** When the term holds, in the document's words; absent: always. */
    appliesWhen: shortText.optional(),
    language,
  }),
  regulation: z.strictObject({
    name,
    aliases: phrases,
    issuer: name.optional(),
    versionDate: day,
    description: text.optional(),
    language,
  }),
  clause: clauseSchema,
  procedure: z.strictObject({
    name,
    description: text.optional(),
    appliesWhen: text.optional(),
    departments: z.array(name).max(50).default([]),
    avoid: z.array(shortText).max(20).default([]),
    /** What must hold, or be at hand, before it begins. */
    prerequisites: z.array(shortText).min(1).max(50).optional(),
    /** The document's own words, where it was imported verbatim. */
    text: text.optional(),
    language,
  }),
  complaint_type: z.strictObject({ name, altLabels: phrases, description: text.optional(), language }),
  need: z.strictObject({ name, altLabels: phrases, description: text.optional(), language }),
} as const;

export type ItemKind = keyof typeof contentSchemas;
export type ItemContent<K extends ItemKind = ItemKind> = { [P in K]: z.infer<(typeof contentSchemas)[P]> }[K];

/** Words of an item, by the weight that search gives them. */
export interface ItemText {
  readonly title: string;
  /** Where it stands: its law's or product's name, its chapter. */
  readonly context: string;
  readonly body: string;
  /** What customers say when they need it, and its other names. */
  readonly phrases: readonly string[];
  /** Name of the law, policy or product that it is or belongs to; absent where it stands by itself. */
  readonly whole?: string;
}

interface KindDefinition<K extends ItemKind> {
  readonly label: Label;
  readonly schema: (typeof contentSchemas)[K];
  /** Who reviews unless an item says more strictly. */
  readonly governance: Governance;
  readonly text: (content: ItemContent<K>) => ItemText;
}

const joined = (...parts: (string | undefined)[]) => parts.filter((part) => part).join('\n');

/** Every kind of item: its schema, its labels, its default governance, and how it reads as text. */
export const kinds: { readonly [K in ItemKind]: KindDefinition<K> } = {
  scenario: {
    label: { zh: '典型场景', en: 'Scenario' },
    schema: contentSchemas.scenario,
    governance: 'one_review',
    text: (c) => ({
      title: c.name,
      context: joined(c.complaintType, ...c.needs),
      body: c.summary,
      phrases: c.triggerPhrases,
    }),
  },
  step: {
    label: { zh: '处理步骤', en: 'Step' },
    schema: contentSchemas.step,
    governance: 'one_review',
    text: (c) => ({ title: c.name, context: '', body: joined(c.instruction, c.condition, c.doneWhen), phrases: [] }),
  },
  script: {
    label: { zh: '话术', en: 'Script' },
    schema: contentSchemas.script,
    governance: 'one_review',
    text: (c) => ({ title: c.name, context: '', body: joined(c.say, ...c.avoid), phrases: [] }),
  },
  best_practice: {
    label: { zh: '最佳实践', en: 'Best practice' },
    schema: contentSchemas.best_practice,
    governance: 'one_review',
    text: (c) => ({ title: c.name, context: '', body: c.description, phrases: [] }),
  },
  product: {
    label: { zh: '产品', en: 'Product' },
    schema: contentSchemas.product,
    governance: 'one_review',
    text: (c) => ({
      title: c.name,
      context: c.category ?? '',
      body: c.description ?? '',
      phrases: c.aliases,
      whole: c.name,
    }),
  },
  product_fact: {
    label: { zh: '产品条款', en: 'Product term' },
    schema: contentSchemas.product_fact,
    governance: 'two_reviews',
    text: (c) => ({
      title: c.name,
      context: c.product ?? '',
      body: joined(c.statement, c.appliesWhen && !c.statement.includes(c.appliesWhen) ? c.appliesWhen : undefined),
      phrases: [],
      ...(c.product && { whole: c.product }),
    }),
  },
  regulation: {
    label: { zh: '法规', en: 'Regulation' },
    schema: contentSchemas.regulation,
    governance: 'one_review',
    text: (c) => ({
      title: c.name,
      context: c.issuer ?? '',
      body: c.description ?? '',
      phrases: c.aliases,
      whole: c.name,
    }),
  },
  clause: {
    label: { zh: '条款', en: 'Clause' },
    schema: contentSchemas.clause,
    governance: 'two_reviews',
    text: (c) => ({
      title: joined(c.heading, c.law === c.heading ? undefined : `${c.law} ${c.article}`),
      context: c.chapter ?? '',
      body: c.text,
      phrases: [],
      whole: c.law,
    }),
  },
  procedure: {
    label: { zh: '流程规范', en: 'Procedure' },
    schema: contentSchemas.procedure,
    governance: 'one_review',
    text: (c) => ({
      title: c.name,
      context: joined(...c.departments),
      body: joined(c.appliesWhen, c.description, ...(c.prerequisites ?? []), c.text, ...c.avoid),
      phrases: [],
    }),
  },
  complaint_type: {
    label: { zh: '投诉类型', en: 'Complaint type' },
    schema: contentSchemas.complaint_type,
    governance: 'one_review',
    text: (c) => ({ title: c.name, context: '', body: c.description ?? '', phrases: c.altLabels }),
  },
  need: {
    label: { zh: '潜在诉求', en: 'Need' },
    schema: contentSchemas.need,
    governance: 'one_review',
    text: (c) => ({ title: c.name, context: '', body: c.description ?? '', phrases: c.altLabels }),
  },
};

export const itemKinds = Object.keys(contentSchemas) as [ItemKind, ...ItemKind[]];
export const itemKindSchema = z.enum(itemKinds);
export const isItemKind = (kind: string): kind is ItemKind => Object.hasOwn(contentSchemas, kind);

/** Parses the content of an item of that kind. Throws a ZodError that names each bad field. */
export function parseContent<K extends ItemKind>(kind: K, value: unknown): ItemContent<K> {
  return kinds[kind].schema.parse(value) as ItemContent<K>;
}

/** The words of an item, for search and for its label in lists. */
export function itemText<K extends ItemKind>(kind: K, content: ItemContent<K>): ItemText {
  return kinds[kind].text(content);
}

/** One line that names the item: what lists, citations and the console show. */
export function itemLabel(kind: ItemKind, content: ItemContent): string {
  return itemText(kind, content).title.split('\n')[0] ?? '';
}
