import type { Situation, SituationStep, Speech } from './call-situations.ts';
import { situations as english, speech as englishSpeech } from './call-situations-en.ts';
import { situations as chinese, speech as chineseSpeech } from './call-situations-zh.ts';
import { type Random, seeded } from './seeded.ts';

interface Agent {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly tenureMonths: number;
  /** 0..1: how seldom a step is left out or a slip made. */
  readonly skill: number;
  readonly spoken: Speech;
}

type Turn = { role: 'customer' | 'agent'; text: string };

function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

const digits = (random: Random, count: number) =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');

function slotsOf(random: Random, speech: Speech): (text: string) => string {
  const filled = new Map<string, string>();
  const made: Readonly<Record<string, () => string>> = {
    amount: () => String(Math.round(10 ** (1.6 + random() * 2.6))),
    days: () => String(2 + Math.floor(random() * 28)),
    phone: () => `13${digits(random, 9)}`,
    card: () => `6225${digits(random, 12)}`,
    ticket: () => `T${digits(random, 8)}`,
    day: () => String(1 + Math.floor(random() * 28)),
  };
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_, slot: string) => {
      const value = filled.get(slot) ?? made[slot]?.() ?? fill(pick(random, speech.slots[slot] ?? [slot]));
      filled.set(slot, value);
      return value;
    });
  return fill;
}

const agentsCount = 240;

function agentsOf(random: Random): readonly Agent[] {
  return Array.from({ length: agentsCount }, (_, index) => {
    const spoken = index % 5 < 3 ? chineseSpeech : englishSpeech;
    const fill = slotsOf(random, spoken);
    return {
      id: `A${String(index + 1).padStart(4, '0')}`,
      name: fill('{agentName}'),
      team: `${spoken.language === 'en' ? 'Desk' : '客服组'} ${1 + (index % 12)}`,
      tenureMonths: Math.floor(random() * 140),
      skill: Math.min(0.98, 0.35 + random() * 0.65),
      spoken,
    };
  });
}

function situationFor(random: Random, list: readonly Situation[]): Situation {
  let left = random() * list.reduce((sum, { weight }) => sum + weight, 0);
  for (const situation of list) {
    left -= situation.weight;
    if (left <= 0) return situation;
  }
  return pick(random, list);
}

/** The steps that this agent takes, in an order that they may come in. */
function stepsTaken(random: Random, { steps }: Situation, skill: number): readonly SituationStep[] {
  return steps
    .filter(({ worth }) => random() < 0.35 + skill * (0.45 + worth))
    .map((step) => ({ step, at: step.stage + random() * 0.9 + (random() > skill + 0.25 ? 1.2 : 0) }))
    .sort((a, b) => a.at - b.at)
    .map(({ step }) => step);
}

function turnsOf(
  random: Random,
  situation: Situation,
  agent: Agent,
): { turns: Turn[]; solved: boolean; angry: boolean } {
  const speech = agent.spoken;
  const fill = slotsOf(random, speech);
  const turns: Turn[] = [];
  const say = (role: Turn['role'], ...parts: readonly string[]) =>
    turns.push({ role, text: fill(parts.filter((part) => part !== '').join(speech.language === 'en' ? ' ' : '')) });
  const filler = () => (random() < 0.35 ? pick(random, speech.fillers) : '');
  const angry = random() < 0.3;
  say('agent', pick(random, speech.greetings));
  say('customer', filler(), pick(random, situation.openings), random() < 0.6 ? pick(random, situation.details) : '');
  say(
    'agent',
    random() < 0.4 + agent.skill / 2 ? pick(random, speech.empathy) : '',
    pick(random, speech.identification),
  );
  say('customer', filler(), pick(random, speech.identities));
  if (random() < 0.7) {
    say('agent', random() < 0.5 ? pick(random, speech.empathy) : pick(random, speech.fillers));
    say('customer', pick(random, situation.details), random() < 0.5 ? pick(random, situation.demands) : '');
  }
  const taken = stepsTaken(random, situation, agent.skill);
  for (const step of taken) {
    say('agent', random() < (1 - agent.skill) * 0.3 ? pick(random, speech.slips) : '', pick(random, step.says));
    say('customer', filler(), angry && random() < 0.4 ? pick(random, speech.anger) : pick(random, step.replies));
    if (random() < 0.12) {
      const [asked, answered] = pick(random, speech.chatter);
      say('customer', asked);
      say('agent', answered);
    }
  }
  const worth = situation.steps.reduce((sum, step) => sum + step.worth, 0);
  const done = taken.reduce((sum, step) => sum + step.worth, 0) / worth;
  const solved = random() < 0.12 + 0.8 * done - (angry ? 0.12 : 0);
  const [last, goodbye] = pick(random, solved ? speech.solvedEnds : speech.openEnds);
  say('customer', last);
  say('agent', goodbye);
  return { turns, solved, angry };
}

function timed(random: Random, turns: readonly Turn[], speech: Speech) {
  let at = Math.floor(random() * 900);
  return turns.map(({ role, text }) => {
    const startMs = at;
    const endMs = startMs + Math.round(text.length * (speech.language === 'en' ? 62 : 210) * (0.8 + random() * 0.4));
    at = endMs + Math.floor(random() * 1_500);
    return { role, startMs, endMs, text };
  });
}

/**
 * Calls as lines of JSON, the same for the same seed: situations of different frequency, steps left out or in another
 * order, slips, angry customers, agents of different skill in two languages, and outcomes that follow from all that.
 */
export function* generatedCalls(count: number, seed = 1): Generator<string> {
  const random = seeded(seed);
  const agents = agentsOf(random);
  for (let index = 0; index < count; index += 1) {
    const agent = pick(random, agents);
    const situation = situationFor(random, agent.spoken.language === 'en' ? english : chinese);
    const { turns, solved, angry } = turnsOf(random, situation, agent);
    const spoken = timed(random, turns, agent.spoken);
    const satisfaction = Math.max(
      1,
      Math.min(5, Math.round((solved ? 4.2 : 2.3) - (angry ? 0.7 : 0) + random() * 1.2 - 0.6)),
    );
    const result = solved ? 'solved' : random() < 0.5 ? 'unresolved' : 'escalated';
    yield JSON.stringify({
      id: `G${seed}-${String(index).padStart(7, '0')}`,
      startedAt: new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 280 * 86_400_000)).toISOString(),
      language: agent.spoken.language,
      channel: random() < 0.9 ? 'phone' : 'chat',
      agent: {
        id: agent.id,
        name: agent.name,
        team: agent.team,
        tenureMonths: agent.tenureMonths + Math.floor(index / 10_000),
      },
      customer: { id: `C${Math.floor(random() * count * 0.7)}` },
      outcome: { result, satisfaction, repeatContact: !solved && random() < 0.4, source: 'crm' },
      turns: spoken,
    });
  }
}
