import type { StoredSource } from '../../ports.ts';
import { emotionsIn, risksIn } from '../scenarios/speech-cues.ts';
import type { JudgedCall } from './find-practices.ts';

export interface JudgeOptions {
  /** The best agents, by calls of all matters with difficulty held equal. */
  readonly topAgents: ReadonlySet<string>;
  /** Sources of outcomes that are believed; absent: all. */
  readonly trustedSources?: readonly string[];
}

// What the customer says before the agent can have done much.
const openingTurns = 2;

/** How the call ended and how hard it was; null: its agent is not known, or its end not from a source that is believed. */
export function judgeCall(call: StoredSource, { topAgents, trustedSources }: JudgeOptions): JudgedCall | null {
  const { agent, outcome, channel } = call.call ?? {};
  if (!agent || !outcome || outcome.result === 'unknown') return null;
  if (trustedSources && !trustedSources.includes(outcome.source ?? '')) return null;
  const opening = call.segments
    .filter(({ role }) => role === 'customer')
    .slice(0, openingTurns)
    .map(({ text }) => text)
    .join('\n');
  const emotions = emotionsIn(opening);
  const mood = ['angry', 'frustrated', 'anxious'].some((felt) => emotions.some((own) => own === felt))
    ? 'upset'
    : 'calm';
  return {
    agent: agent.id,
    team: agent.team ?? null,
    stratum: [mood, risksIn(opening).length > 0 ? 'risk' : 'none', channel ?? '?'].join(' '),
    solved: outcome.result === 'solved' && outcome.repeatContact !== true,
    top: topAgents.has(agent.id),
  };
}
