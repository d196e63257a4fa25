import type { Executor } from '../../ports/database.ts';
import type { AnswerSide } from './answer-side.ts';
import { describeAnswers, readAnswers } from './answer-views.ts';
import type { Run } from './run-store.ts';

const columns = [
  'ordinal',
  'question',
  'expected',
  'verdict',
  ...(['before', 'after'] as const).flatMap((side) =>
    ['grade', 'rank', 'confidence', 'core_card', 'core_version', 'cards'].map((name) => `${side}_${name}`),
  ),
];

/** The questions of a run as CSV (RFC 4180, with a byte order mark, so that spreadsheets read Chinese). */
export async function runCsv(executor: Executor, run: Run): Promise<string> {
  const answers = await describeAnswers(executor, run, await readAnswers(executor, run.id));
  const lines = answers.map(({ ordinal, utterances, expected, verdict, before, after }) => [
    ordinal,
    utterances.map(({ role, text }) => (utterances.length > 1 ? `${role}: ${text}` : text)).join('\n'),
    expected.map(({ itemId, label }) => label ?? itemId).join('; '),
    verdict,
    ...sideCells(before),
    ...sideCells(after),
  ]);
  return `\uFEFF${[columns, ...lines].map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;
}

type Side = Awaited<ReturnType<typeof describeAnswers>>[number]['before'];

function sideCells(side: Side): (string | number | null)[] {
  if (!side) return [null, null, null, null, null, null];
  const core = side.cards.find(({ level }) => level === ('core' satisfies AnswerSide['cards'][number]['level']));
  const cards = side.cards.map(({ label, itemId, version }) => `${label ?? itemId} (v${version})`).join('; ');
  return [side.grade, side.rank, side.confidence, core?.label ?? null, core?.version ?? null, cards];
}

// A cell that a spreadsheet would take for a formula is told to be text.
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
