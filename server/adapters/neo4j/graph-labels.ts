import {
  type ItemKind,
  itemKinds,
  type RelationType,
  relationTypes,
  versionRelation,
} from '../../../graph-schema/index.ts';

const pascalCase = (kind: string) => kind.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const kindLabels = new Map<string, string>(itemKinds.map((kind) => [kind, pascalCase(kind)]));
const relationNames = new Set<string>(relationTypes);

/** The label of a kind: the only text beside `relationName` that may be put into Cypher. Throws for what is no kind. */
export function kindLabel(kind: ItemKind): string {
  const label = kindLabels.get(kind);
  if (label === undefined) throw new Error(`"${kind}" is no kind of item`);
  return label;
}

/** The relation as Cypher writes it. Throws for what is no relation. */
export function relationName(type: RelationType): string {
  if (!relationNames.has(type)) throw new Error(`"${type}" is no relation`);
  return type;
}

export const allKindLabels: readonly string[] = [...kindLabels.values()];
export const hasVersion = versionRelation;
