import type { ShownCard } from '../api/types.ts';

const columns = [
  'cardId',
  'callId',
  'agentId',
  'shownTo',
  'shownAt',
  'goneAt',
  'goneReason',
  'position',
  'knownAt',
  'level',
  'headline',
  'say',
  'body',
  'steps',
  'avoid',
  'citations',
  'composed',
  'erasedAt',
  'item',
  'version',
  'label',
  'approval',
  'proposedBy',
  'approvedBy',
  'decidedAt',
  'decidedBy',
  'supersededAt',
  'feedback',
] as const;

/** One line for each version that a card showed, for a spreadsheet: UTF-8 with a mark, instants in UTC. */
export function screensCsv(cards: readonly ShownCard[]): string {
  const lines = cards.flatMap((shown) =>
    (shown.versions.length > 0 ? shown.versions : [null]).map((version) => rowOf(shown, version)),
  );
  return `\ufeff${[[...columns], ...lines].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function rowOf(shown: ShownCard, version: ShownCard['versions'][number] | null): unknown[] {
  const { card } = shown;
  const published = version?.decisions[0];
  return [
    shown.id,
    shown.callId,
    shown.agentId,
    shown.shownToName,
    shown.shownAt,
    shown.goneAt,
    shown.goneReason,
    shown.position,
    shown.knownAt,
    card?.level,
    card?.headline,
    card?.say,
    card?.body,
    card?.steps?.map(({ name, instruction }) => `${name}: ${instruction}`).join('\n'),
    card?.avoid?.join('\n'),
    card?.citations.map(({ title, locator, quote }) => `${title} ${locator}: ${quote}`).join('\n'),
    shown.composed.join('\n'),
    shown.wordsErasedAt ?? version?.erasedAt,
    version?.itemId,
    version?.version,
    version?.label,
    published?.approval,
    version?.proposedBy?.byName,
    version?.reviews
      .filter(({ decision }) => decision === 'approve')
      .map(({ byName, role, at }) => `${byName} (${role}) ${at}`)
      .join('\n'),
    published?.at,
    published?.byName,
    version?.supersededAt,
    shown.feedback.join(' '),
  ];
}

// A cell that begins like a formula would be run by a spreadsheet.
function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
