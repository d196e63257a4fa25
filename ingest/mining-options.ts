import type { DraftPart, ProposalDraft } from '../graph-schema/index.ts';
import type {
  HandlingContext,
  IngestSettings,
  KnownComplaintType,
  KnownProduct,
  KnownScenario,
  StoredSource,
  StructuredModel,
} from './ports.ts';
import type { PracticeSearch } from './steps/practices/practice-search.ts';
import type { LearnHandling } from './steps/procedures/learn-handling.ts';
import type { Fineness } from './steps/scenarios/discovery/discover-groups.ts';
import type { RunMixtures } from './steps/scenarios/discovery/run-mixtures.ts';
import type { NamingOutcome } from './steps/scenarios/naming/name-scenarios.ts';
import type { StoredScenarioModel } from './steps/scenarios/scenario-model.ts';

/** What the mining of calls is told, beside the calls. */
export interface MiningOptions extends HandlingContext {
  readonly knownProducts?: readonly KnownProduct[];
  /** A group that is mostly one of these keeps its key, so that mining again proposes a new version of it. */
  readonly knownScenarios?: readonly KnownScenario[];
  readonly knownComplaintTypes?: readonly KnownComplaintType[];
  /** Steps, paths, scripts and practices that mining proposed and that are published or in review; what only chance moved stays as it is here. */
  readonly knownParts?: readonly DraftPart[];
  /** How finely scenarios are told apart; absent: normal. */
  readonly fineness?: Fineness;
  /** Draws the mixtures elsewhere, in threads or from what was drawn before; absent: in this thread. */
  readonly runMixtures?: RunMixtures;
  /** Learns elsewhere how calls are handled; absent: in this thread. */
  readonly learnHandling?: LearnHandling;
  /** How many scenarios are looked at at the same time; absent: one. */
  readonly abreast?: number;
  /** By a call's key, what it means by an embedding model. */
  readonly meanings?: ReadonlyMap<string, readonly number[]>;
  /** Names the scenarios that nobody has approved under a name yet; absent: the rules alone do. */
  readonly namingModel?: StructuredModel;
  /** Told what became of the names that the model was asked for. */
  readonly onNamed?: (outcome: NamingOutcome) => void;
  /** Told of each scenario, by its key, whether best practices were looked for. */
  readonly onPractices?: (scenario: string, search: PracticeSearch) => void;
  /** Told, before the proposals are written, by what later calls are assigned. */
  readonly onModel?: (model: StoredScenarioModel) => void;
  /** Called now and then; `done` of `total` in units of work. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Groups stored calls into scenarios; gives way to other work every few milliseconds. */
export type MineCalls = (
  calls: readonly StoredSource[],
  settings: IngestSettings,
  options?: MiningOptions,
) => Promise<ProposalDraft[]>;
