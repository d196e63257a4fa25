import { clip } from '../draft-parts.ts';
import { nameKey } from '../unify-script.ts';
import type { DrawnScenario } from './naming/name-scenarios.ts';

/**
 * Of scenarios that would have the same name, the second and later ones are told apart by the first telling phrase that
 * their name does not say; names that are `approved` stay.
 */
export function withDistinctNames(
  drawn: readonly DrawnScenario[],
  approved: ReadonlySet<string>,
): readonly DrawnScenario[] {
  const taken = new Set(drawn.filter(({ key }) => approved.has(key)).map(({ name }) => nameKey(name)));
  return drawn.map((one) => {
    if (approved.has(one.key)) return one;
    const own = taken.has(nameKey(one.name)) ? toldApart(one, taken) : one;
    taken.add(nameKey(own.name));
    return own;
  });
}

function toldApart(one: DrawnScenario, taken: ReadonlySet<string>): DrawnScenario {
  const said = nameKey(one.name);
  for (const phrase of one.phrases) {
    if (said.includes(nameKey(phrase))) continue;
    const joined = one.language === 'en' ? `${one.name} (${phrase})` : `${one.name}（${phrase}）`;
    const { name, title } = one.named(clip(joined, 300));
    if (!taken.has(nameKey(name))) return named(one, name, title);
  }
  return one;
}

function named(one: DrawnScenario, name: string, title: string): DrawnScenario {
  const parts = one.draft.parts.map((part) =>
    part.sort === 'node' && part.kind === 'scenario' && part.key === one.key
      ? { ...part, content: { ...part.content, name } }
      : part,
  );
  return { ...one, name, draft: { ...one.draft, title, parts } };
}
