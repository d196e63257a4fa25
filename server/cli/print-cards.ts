import type { Card, Composition, Delta } from '../../graph-schema/index.ts';

const bold = (text: string) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text);
const dim = (text: string) => (process.stdout.isTTY ? `\u001b[2m${text}\u001b[0m` : text);

function clip(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

/** A card as lines for the terminal. */
export function cardLines(card: Card): string[] {
  const lines = [
    `${card.level === 'core' ? '●' : '○'} ${bold(card.headline)}  ${dim(`[${card.kind}, ${card.approval}, ${card.confidence.toFixed(2)}]`)}`,
  ];
  if (card.say) lines.push(`   “${card.say}”`);
  lines.push(`   ${clip(card.body, card.level === 'core' ? 400 : 120)}`);
  for (const [index, step] of (card.steps ?? []).entries()) {
    lines.push(
      `   ${index + 1}. ${step.condition ? dim(`(${clip(step.condition, 60)}) `) : ''}${clip(step.instruction, 120)}`,
    );
  }
  for (const avoid of card.avoid ?? []) lines.push(`   ✗ ${avoid}`);
  for (const condition of card.conditions ?? []) lines.push(`   ? ${condition}`);
  for (const citation of card.citations)
    lines.push(dim(`   ↳ ${citation.title} · ${citation.locator} · v${citation.version}: ${clip(citation.quote, 80)}`));
  lines.push(dim(`   ${card.why}`));
  return lines;
}

/** A composed sentence as a line for the terminal, with where its words stand. */
export function composedLine({ text, citations }: Delta): string {
  const places = [...new Set(citations.map(({ title, locator }) => `${title} · ${locator}`))];
  return `≈ ${text} ${dim(`↳ ${places.join('; ')}`)}`;
}

const whyNotComposed: Readonly<Record<NonNullable<Composition['notComposed']>, string>> = {
  late: 'the model did not begin in time',
  unavailable: 'the model does not answer',
  budget: 'the budget of tokens is spent',
  nothing_supported: 'the model said nothing that the text supports',
  switched_off: 'composing is switched off for it',
  card_gone: 'its card was taken back',
};

/** Says that the approved text stands alone, and why; null when words were composed or none were asked for. */
export function notComposedLine(ended: Partial<Composition>): string | null {
  return ended.composed === false && ended.notComposed
    ? dim(`Approved text only: ${whyNotComposed[ended.notComposed]}.`)
    : null;
}
