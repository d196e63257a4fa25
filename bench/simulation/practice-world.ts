import type { Conduct, JudgedCall } from '../../ingest/steps/practices/find-practices.ts';
import type { Random } from '../seeded.ts';

/** What a conduct of an invented world does to calls. */
export type Truth = 'helps' | 'idle' | 'habit of the skilled' | 'goes along' | 'done in easy calls';

export interface PlantedConduct extends Conduct {
  readonly truth: Truth;
  /** How strong it was made; 0 where it does nothing. */
  readonly lift: number;
  /** How much more often the calls of this world are solved with it than without it, all else equal. */
  readonly trueLift: number;
}

export interface PracticeWorld {
  readonly calls: readonly JudgedCall[];
  readonly conducts: readonly PlantedConduct[];
}

export interface WorldSettings {
  readonly agents: number;
  readonly calls: number;
  /** Lifts of the conducts that help. */
  readonly lifts: readonly number[];
  /** Conducts of each sort that do nothing. */
  readonly idle: number;
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const sorts = ['presence', 'order', 'wording', 'timing'] as const;

/** How often an agent does something: by their habit, their skill, and how hard the call is. */
interface Habit {
  readonly truth: Truth;
  readonly lift: number;
  readonly bySkill: number;
  readonly byEase: number;
  /** Index of the conduct that it goes along with. */
  readonly beside: number | null;
}

function habitsOf({ lifts, idle }: WorldSettings): Habit[] {
  const none = { lift: 0, bySkill: 0, byEase: 0, beside: null };
  const each = (truth: Truth, how: Partial<Habit>) =>
    Array.from(
      { length: idle },
      (_, i): Habit => ({ ...none, truth, ...how, ...(how.beside === 0 ? { beside: i % lifts.length } : {}) }),
    );
  return [
    ...lifts.map((lift): Habit => ({ ...none, truth: 'helps', lift, bySkill: 0.8 })),
    ...each('idle', {}),
    ...each('habit of the skilled', { bySkill: 1.2 }),
    ...each('goes along', { bySkill: 0.4, beside: 0 }),
    ...each('done in easy calls', { byEase: 1 }),
  ];
}

/**
 * Calls whose truth is known: agents of different skill, of whom the better get the harder calls; conducts that help, that
 * do nothing, that the skilled have as a habit, that go along with what helps, and that are done in easy calls.
 */
export function practiceWorld(settings: WorldSettings, random: Random): PracticeWorld {
  const habits = habitsOf(settings);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const agents = Array.from({ length: settings.agents }, (_, i) => ({
    id: `A${i}`,
    team: `T${i % 6}`,
    skill: normal() * 0.6,
    leanings: habits.map(() => normal() * 0.7),
  }));
  const best = new Set(agents.toSorted((a, b) => b.skill - a.skill).slice(0, Math.ceil(agents.length / 10)));
  const calls: JudgedCall[] = [];
  const did = habits.map((): boolean[] => []);
  const gains = habits.map(() => 0);
  for (let n = 0; n < settings.calls; n++) {
    const agent = agents[Math.floor(random() * agents.length)];
    if (!agent) continue;
    const hard = random() < logistic(0.8 * agent.skill) ? 1 : 0;
    let logit = 0.2 - 0.9 * hard + agent.skill + normal() * 0.5;
    const done: boolean[] = [];
    for (const [k, habit] of habits.entries()) {
      const along = habit.beside === null ? 0 : done[habit.beside] ? 1.4 : -1.4;
      const lean = (agent.leanings[k] ?? 0) + habit.bySkill * agent.skill + habit.byEase * (1 - 2 * hard) + along;
      done.push(random() < logistic(lean - 0.2));
      if (done[k]) logit += habit.lift * 4;
      did[k]?.push(done[k] === true);
    }
    logit -= habits.reduce((sum, habit) => sum + habit.lift * 2, 0);
    for (const [k, habit] of habits.entries()) {
      const without = logit - (done[k] === true ? habit.lift * 4 : 0);
      gains[k] = (gains[k] ?? 0) + logistic(without + habit.lift * 4) - logistic(without);
    }
    const { id, team } = agent;
    calls.push({
      agent: id,
      team,
      stratum: hard ? 'hard' : 'easy',
      solved: random() < logistic(logit),
      top: best.has(agent),
    });
  }
  const conducts = habits.map(
    ({ truth, lift }, k): PlantedConduct => ({
      sort: sorts[k % sorts.length] ?? 'presence',
      truth,
      lift,
      trueLift: (gains[k] ?? 0) / calls.length,
      did: did[k] ?? [],
    }),
  );
  return { calls, conducts };
}
