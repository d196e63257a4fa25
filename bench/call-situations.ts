/** One matter that customers call about, in parts that are said in many ways. `{slot}` is filled anew for each call. */
export interface Situation {
  readonly id: string;
  /** How often it comes up, relative to the others. */
  readonly weight: number;
  readonly openings: readonly string[];
  readonly details: readonly string[];
  readonly demands: readonly string[];
  readonly steps: readonly SituationStep[];
}

export interface SituationStep {
  readonly says: readonly string[];
  readonly replies: readonly string[];
  /** What it contributes to the matter's being solved; skilled agents leave few of those out. */
  readonly worth: number;
  /** Steps of one stage may come in any order. */
  readonly stage: number;
}

/** What is said in any call of a language. */
export interface Speech {
  readonly language: 'zh-Hans' | 'en';
  readonly greetings: readonly string[];
  readonly fillers: readonly string[];
  readonly identification: readonly string[];
  readonly identities: readonly string[];
  readonly empathy: readonly string[];
  readonly slips: readonly string[];
  readonly anger: readonly string[];
  readonly chatter: readonly (readonly [customer: string, agent: string])[];
  readonly solvedEnds: readonly (readonly [customer: string, agent: string])[];
  readonly openEnds: readonly (readonly [customer: string, agent: string])[];
  readonly slots: Readonly<Record<string, readonly string[]>>;
}
