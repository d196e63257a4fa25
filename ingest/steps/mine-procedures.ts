import type { DraftPart, ProposalDraft } from '../../graph-schema/index.ts';
import { type DocumentView, findWords, frameOf, type SectionView } from './document-view.ts';
import { namedActions } from './documents-procedures/named-actions.ts';
import { type ProcedureView, proceduresIn } from './documents-procedures/procedures-in.ts';
import { conditionOf } from './documents-procedures/step-condition.ts';
import { stepName } from './documents-procedures/step-name.ts';
import {
  clip,
  type DraftFrame,
  type DraftKey,
  edgePart,
  nodePart,
  span,
  trimmedSpan,
  withoutDoubles,
} from './draft-parts.ts';
import { counted, draftTitle, inLanguage } from './draft-wording.ts';
import { referenceEdges } from './link-references.ts';
import type { ListEntry } from './markdown-blocks.ts';
import { mostAlike } from './overlap.ts';
import { nameKey } from './unify-script.ts';

const headings = {
  when: /适用|適用|情形|触发|觸發|场景|場景|when|applies|scope|trigger/i,
  scripts: /话术|話術|参考用语|参考話|怎么说|用語|用语|scripts?|wording|what to say|sample phrases/i,
  avoid:
    /禁止|不得|切勿|严禁|嚴禁|不要承诺|^(?:do not|don't|never|must not|avoid)\b|what not to|prohibited|not allowed/i,
  requires:
    /前提|前置|准入|资格|資格|办理条件|辦理條件|申请条件|申請條件|所需材料|所需资料|準備材料|eligib|requirements?|prerequisit|before you (?:begin|start)|conditions to|what you need/i,
  departments: /部门|部門|职责|職責|departments?|responsib/i,
} as const;

interface StepView {
  readonly ref: DraftKey<'step'>;
  readonly section: SectionView;
  readonly entry: ListEntry;
  readonly condition: string | null;
}

/**
 * A process document becomes its procedure with steps: the entries of its ordered lists, in their order, each with the
 * condition that it opens with; the lines of its wording section as scripts of the step that they share most words with.
 */
export function mineProcedures(view: DocumentView): ProposalDraft[] {
  return proceduresIn(view, isAside).map((one) => mineOne(one));
}

function mineOne(view: ProcedureView): ProposalDraft {
  const { source, document } = view;
  const frame = frameOf(document, 0.8);
  const procedure: DraftKey<'procedure'> = { kind: 'procedure', key: view.key };
  const steps = stepsOf(view, procedure.key);
  const avoid = linesUnder(view, headings.avoid).map((line) => clip(line.entry.text, 4_000));
  const scripts = scriptParts(view, procedure.key, steps, avoid, frame);
  const parts: DraftPart[] = [
    procedurePart(view, procedure, avoid, frame),
    ...steps.flatMap((step, i) => stepParts(step, i, steps, procedure, view, frame)),
    ...productEdges(view, procedure, frame),
    ...scripts,
  ];
  return {
    title: draftTitle(source.language, { 'zh-Hans': '流程', 'zh-Hant': '流程', en: 'Procedure' }, view.name),
    origin: 'miner:procedures',
    rationale: rationaleOf(view, steps, scripts),
    parts: withoutDoubles(parts),
  };
}

function rationaleOf({ source }: DocumentView, steps: readonly StepView[], scripts: readonly DraftPart[]): string {
  const { key, language } = source;
  const conditional = steps.filter((step) => step.condition !== null).length;
  const lines = scripts.filter((part) => part.sort === 'node').length;
  return inLanguage(language, {
    'zh-Hans': `从流程文档“${key}”的编号列表读到${steps.length}个步骤，其中${conditional}个带条件${lines > 0 ? `，另有${lines}条参考话术，按用词配到最接近的步骤` : ''}。批准后，坐席可以照此逐步处理；请核对条件和顺序。`,
    'zh-Hant': `從流程文件「${key}」的編號清單讀到${steps.length}個步驟，其中${conditional}個帶條件${lines > 0 ? `，另有${lines}條參考話術，按用詞配到最接近的步驟` : ''}。批准後，坐席可以照此逐步處理；請核對條件和順序。`,
    en: `The numbered lists of "${key}" give ${counted(steps.length, 'step')}, ${conditional} of them with a condition${lines > 0 ? `, and ${counted(lines, 'suggested line')}, each put to the step that shares most words with it` : ''}. Once approved, agents can follow them; please check conditions and order.`,
  });
}

function linesUnder(view: DocumentView, heading: RegExp): { section: SectionView; entry: ListEntry }[] {
  return view.sections
    .filter((section) => heading.test(section.heading))
    .flatMap((section) =>
      section.blocks.flatMap((block) =>
        block.type === 'list' ? block.entries.map((entry) => ({ section, entry })) : [],
      ),
    );
}

function procedurePart(view: ProcedureView, ref: DraftKey<'procedure'>, avoid: string[], frame: DraftFrame): DraftPart {
  const { source } = view;
  const when = view.sections.find((section) => headings.when.test(section.heading));
  const intro = view.sections[0]?.blocks.find((block) => block.type === 'paragraph');
  const departments = linesUnder(view, headings.departments).map(({ entry }) =>
    clip((entry.own.text.split(/[：:，,（(]/)[0] ?? '').trim(), 300),
  );
  const required = linesUnder(view, headings.requires);
  const prerequisites = required.map(({ entry }) => clip(entry.text, 4_000));
  const named = findWords(view, [view.name, source.title]);
  const first = view.sections[0]?.segment;
  const evidence = [
    ...(named ? [span(named.segment, named.start, named.end)] : []),
    ...(when ? [trimmedSpan(when.segment)] : []),
    ...required.slice(0, 50).map(({ section, entry }) => span(section.segment, entry.start, entry.end)),
  ];
  if (evidence.length === 0 && first) evidence.push(trimmedSpan(first));
  const content = {
    name: clip(view.name, 300),
    description: intro?.text || undefined,
    appliesWhen: when ? blockText(when) || undefined : undefined,
    departments: departments.filter((name) => name !== '').slice(0, 50),
    avoid: avoid.slice(0, 20),
    prerequisites: prerequisites.length > 0 ? prerequisites.slice(0, 50) : undefined,
    language: source.language ?? undefined,
  };
  return nodePart(ref, content, evidence, frame);
}

function blockText(section: SectionView): string {
  return section.blocks
    .flatMap((block) => {
      if (block.type === 'paragraph') return [block.text];
      return block.type === 'list'
        ? block.entries.map((entry) => entry.text)
        : block.rows.map((row) => row.cells.join(' '));
    })
    .join('\n');
}

function stepsOf(view: DocumentView, procedureKey: string): StepView[] {
  const ordered = view.sections.flatMap((section) =>
    section.blocks.flatMap((block) =>
      block.type === 'list' && block.ordered && !isAside(section.heading) ? [{ section, entries: block.entries }] : [],
    ),
  );
  return ordered
    .flatMap(({ section, entries }) => entries.map((entry) => ({ section, entry })))
    .filter(({ entry }) => saysSomething(entry))
    .map(({ section, entry }, i) => ({
      ref: { kind: 'step', key: `${procedureKey}/${i + 1}` },
      section,
      entry,
      condition: conditionOf(entry.own.text, entry.children.length > 0),
    }));
}

/** A lone letter, dash or dot holds a place in a template. */
const saysSomething = (entry: ListEntry) => /\p{Script=Han}|\p{L}{2}/u.test(entry.text);

const isAside = (heading: string) =>
  [headings.scripts, headings.avoid, headings.when, headings.requires].some((pattern) => pattern.test(heading));

function stepParts(
  step: StepView,
  i: number,
  steps: readonly StepView[],
  procedure: DraftKey<'procedure'>,
  view: DocumentView,
  frame: DraftFrame,
): DraftPart[] {
  const { segment } = step.section;
  const { start, end } = step.entry;
  const own = span(segment, start, end);
  const actions = namedActions(segment.text.slice(start, end)).slice(0, 20);
  const content = {
    name: stepName(step.entry.own.text),
    instruction: step.entry.text,
    condition: step.condition ?? undefined,
    order: i + 1,
    actions: actions.length > 0 ? actions : undefined,
    language: view.source.language ?? undefined,
  };
  const parts = [
    nodePart(step.ref, content, [own], frame),
    edgePart('HAS_STEP', procedure, step.ref, [own], frame),
    ...referenceEdges('GOVERNED_BY', step.ref, { segment, start, end }, frame),
  ];
  const next = steps[i + 1];
  if (next) {
    const follows = [own, span(next.section.segment, next.entry.start, next.entry.end)];
    parts.push(
      edgePart('NEXT_STEP', step.ref, next.ref, follows, frame, next.condition ? { condition: next.condition } : {}),
    );
  }
  return parts;
}

function productEdges(view: DocumentView, procedure: DraftKey<'procedure'>, frame: DraftFrame): DraftPart[] {
  return view.document.products.flatMap((product) => {
    const found = findWords(view, [product]);
    if (!found) return [];
    const evidence = [span(found.segment, found.start, found.end)];
    return [edgePart('ABOUT_PRODUCT', procedure, { kind: 'product', key: nameKey(product) }, evidence, frame)];
  });
}

function scriptParts(
  view: DocumentView,
  procedureKey: string,
  steps: readonly StepView[],
  avoid: string[],
  frame: DraftFrame,
): DraftPart[] {
  return linesUnder(view, headings.scripts).flatMap(({ section, entry }, i) => {
    const say = entry.text.replace(/^[“"「『]+|[”"」』]+$/g, '').trim();
    const step = mostAlike(say, steps, (candidate) => candidate.entry.text);
    if (say === '' || !step) return [];
    const ref: DraftKey<'script'> = { kind: 'script', key: `${procedureKey}/script/${i + 1}` };
    const evidence = [span(section.segment, entry.start, entry.end)];
    const content = {
      name: clip(say, 40),
      say: clip(say, 4_000),
      avoid: avoid.slice(0, 20),
      language: view.source.language ?? undefined,
    };
    const { segment } = step.section;
    const tie = [...evidence, span(segment, step.entry.start, step.entry.end, 'supports')];
    const loose = { ...frame, confidence: 0.5 };
    return [nodePart(ref, content, evidence, frame), edgePart('USES_SCRIPT', step.ref, ref, tie, loose)];
  });
}
