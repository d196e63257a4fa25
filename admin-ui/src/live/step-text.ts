import type { Card } from '../../../graph-schema/index.ts';

type CardStep = NonNullable<Card['steps']>[number];

export interface StepText {
  /** What to do, in a few words. */
  readonly lead: string;
  /** What the instruction adds to it; goes on from the lead when `continues`. */
  readonly rest: string;
  readonly continues: boolean;
}

// What ties a condition to what follows it, and says nothing once the condition stands by itself.
const tie = /^[\s,，、:：;；]*(?:(?:那么|则)[\s,，]*|then\b[\s,]*)?/iu;

/** A step without saying anything twice: neither the condition that stands beside it, nor its name. */
export function stepText({ name, instruction, condition }: Omit<CardStep, 'itemId'>): StepText {
  const text = instruction.trim();
  const given = condition?.trim() ?? '';
  const told = capitalised(beginsWith(text, given) ? text.slice(given.length).replace(tie, '') : text);
  const short = name.trim().replace(/(?:…|\.\.\.)$/u, '');
  if (!beginsWith(told, short)) return { lead: capitalised(name.trim()), rest: told, continues: false };
  // A name that was cut short ends in the middle of a word.
  const word = /^[\p{Script=Latin}\d'’-]*/u.exec(told.slice(short.length))?.[0] ?? '';
  const lead = told.slice(0, short.length + word.length);
  const rest = told.slice(lead.length);
  return { lead, rest: /^[。.;；]?$/u.test(rest) ? '' : rest, continues: true };
}

function beginsWith(text: string, beginning: string): boolean {
  return beginning !== '' && text.toLowerCase().startsWith(beginning.toLowerCase());
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
