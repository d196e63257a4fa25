import { z } from 'zod';
import type { Label } from './closed-lists.ts';
import { type ItemKind, itemKinds } from './kinds.ts';

interface RelationDefinition {
  readonly label: Label;
  readonly from: readonly ItemKind[];
  readonly to: readonly ItemKind[];
  /** Both ends must be of one kind. */
  readonly sameKind?: true;
}

const define = <const R extends Record<string, RelationDefinition>>(relations: R) => relations;
const any = itemKinds;

const definitions = define({
  HAS_STEP: { label: { zh: '包含步骤', en: 'has step' }, from: ['scenario', 'procedure'], to: ['step'] },
  NEXT_STEP: { label: { zh: '下一步', en: 'next step' }, from: ['step'], to: ['step'] },
  USES_SCRIPT: {
    label: { zh: '使用话术', en: 'uses script' },
    from: ['scenario', 'step', 'best_practice'],
    to: ['script'],
  },
  APPLIES_TO: {
    label: { zh: '适用于', en: 'applies to' },
    from: ['best_practice', 'procedure', 'clause', 'script', 'product_fact'],
    to: ['scenario', 'step', 'product', 'complaint_type'],
  },
  ABOUT_PRODUCT: {
    label: { zh: '涉及产品', en: 'is about product' },
    from: ['scenario', 'step', 'script', 'best_practice', 'product_fact', 'clause', 'procedure', 'regulation'],
    to: ['product'],
  },
  GOVERNED_BY: {
    label: { zh: '依据', en: 'is governed by' },
    from: ['scenario', 'step', 'script', 'best_practice', 'product', 'product_fact', 'procedure'],
    to: ['clause', 'regulation'],
  },
  PART_OF: {
    label: { zh: '属于', en: 'is part of' },
    from: ['clause', 'product_fact', 'product', 'procedure', 'step'],
    to: ['regulation', 'clause', 'product', 'procedure'],
  },
  SUPERSEDES: { label: { zh: '取代', en: 'supersedes' }, from: any, to: any, sameKind: true },
  CONFLICTS_WITH: { label: { zh: '冲突', en: 'conflicts with' }, from: any, to: any },
  INSTANCE_OF: {
    label: { zh: '属于场景', en: 'is an instance of' },
    from: ['scenario', 'procedure'],
    to: ['scenario', 'procedure'],
    sameKind: true,
  },
  DERIVED_FROM: { label: { zh: '源自', en: 'is derived from' }, from: any, to: any },
  ADDRESSES_NEED: {
    label: { zh: '满足诉求', en: 'addresses need' },
    from: ['scenario', 'step', 'script', 'best_practice'],
    to: ['need'],
  },
  OF_TYPE: { label: { zh: '投诉类型', en: 'is of type' }, from: ['scenario'], to: ['complaint_type'] },
  ESCALATES_TO: {
    label: { zh: '升级至', en: 'escalates to' },
    from: ['scenario', 'step', 'procedure'],
    to: ['procedure', 'step'],
  },
  BROADER: {
    label: { zh: '上位类型', en: 'has broader' },
    from: ['complaint_type', 'need'],
    to: ['complaint_type', 'need'],
    sameKind: true,
  },
  MENTIONS: { label: { zh: '提及', en: 'mentions' }, from: any, to: any },
});

export type RelationType = keyof typeof definitions;

/** Every relation between items: its labels and the kinds that may stand at its ends. */
export const relations: Readonly<Record<RelationType, RelationDefinition>> = definitions;
export const relationTypes = Object.keys(definitions) as [RelationType, ...RelationType[]];
export const relationTypeSchema = z.enum(relationTypes);

/** The relation between an item and its versions inside a graph engine; never proposed, never served. */
export const versionRelation = 'HAS_VERSION';

/** What a relation says beyond its ends. */
export const relationContentSchema = z.strictObject({
  /** When the path is taken; absent: always. */
  condition: z.string().trim().min(1).max(4_000).optional(),
  /** Share of calls that took it, 0..1, where it was counted. */
  frequency: z.number().min(0).max(1).optional(),
  /** How many calls took it, where they were counted. */
  calls: z.int().min(0).optional(),
  /** Share of those calls that ended solved, 0..1, of those whose end is known. */
  solvedShare: z.number().min(0).max(1).optional(),
  /** Share of the upset customers among them who were calmer right afterwards, 0..1. */
  calmerShare: z.number().min(0).max(1).optional(),
});
export type RelationContent = z.infer<typeof relationContentSchema>;

/** Why the relation may not join these kinds; null when it may. */
export function refuseEnds(type: RelationType, from: ItemKind, to: ItemKind): string | null {
  const definition = relations[type];
  if (!definition.from.includes(from)) {
    return `${type} cannot start at a ${from}; it starts at ${definition.from.join(', ')}`;
  }
  if (!definition.to.includes(to)) return `${type} cannot end at a ${to}; it ends at ${definition.to.join(', ')}`;
  if (definition.sameKind && from !== to) return `${type} joins two of one kind, not a ${from} and a ${to}`;
  return null;
}
