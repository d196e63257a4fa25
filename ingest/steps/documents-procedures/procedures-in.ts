import type { DocumentView, SectionView } from '../document-view.ts';
import { nameKey } from '../unify-script.ts';

/** One procedure of a document, and the sections that describe it. */
export interface ProcedureView extends DocumentView {
  readonly name: string;
  readonly key: string;
}

/** So many sections of one level, each with steps counted from one, make a document a manual of several procedures. */
const fewest = 3;
const numberedHeading =
  /^(?:\d|step\b|phase\b|stage\b|part\b|[（(]?[一二三四五六七八九十]{1,3}[、）).]|第[一二三四五六七八九十\d]+[步阶階]|[a-z][.)]\s)/i;

/**
 * The procedures that a document describes: mostly one, made of all its sections; a manual gives one for each section
 * that holds steps of its own. Sections that are numbered are parts of one procedure.
 */
export function proceduresIn(view: DocumentView, isAside: (heading: string) => boolean): ProcedureView[] {
  const whole = { ...view, name: view.source.title, key: nameKey(view.source.title) };
  const holding = view.sections.filter((section) => !isAside(section.heading) && stepsIn(section) >= 2);
  const levels = new Set(holding.map(levelOf));
  const named = holding.filter(({ heading }) => heading !== '' && !numberedHeading.test(heading));
  if (holding.length < fewest || levels.size !== 1 || named.length < holding.length) return [whole];
  const seen = new Map<string, number>();
  return holding.map((section) => {
    const times = (seen.get(section.heading) ?? 0) + 1;
    seen.set(section.heading, times);
    const name = times > 1 ? `${section.heading} (${times})` : section.heading;
    return { ...view, sections: [section], name, key: `${nameKey(view.source.title)}/${nameKey(name)}` };
  });
}

const levelOf = ({ segment }: SectionView) => /^\s*(#{1,6})\s/.exec(segment.text)?.[1]?.length ?? 0;

function stepsIn({ blocks }: SectionView): number {
  return blocks.reduce(
    (count, block) => count + (block.type === 'list' && block.ordered ? block.entries.length : 0),
    0,
  );
}
