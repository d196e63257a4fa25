import type { Card } from '../../graph-schema/index.ts';

/** What a question is answered with; no cards: nothing that is in force fits, and the gap is recorded. */
export interface GuidanceAnswer {
  readonly cards: readonly Card[];
  readonly done: unknown;
}

/** The operations of the service that its MCP tools use. Each rejects with what the service refused, in its words. */
export interface CoachApi {
  ask(body: object): Promise<GuidanceAnswer>;
  reference(itemId: string, version: number | undefined): Promise<unknown>;
  reportGap(body: object): Promise<unknown>;
}
