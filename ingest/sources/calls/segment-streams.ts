import { contactOfEvent } from './contact-lens.ts';

/** The events of one contact among those of many, and where the first of them stands. */
export interface SegmentStream<P> {
  readonly contact: string;
  readonly events: readonly unknown[];
  readonly place: P;
}

/** Gathers the events of a real-time stream by contact, as a file of them mixes many calls. */
export function gatherSegmentStreams<P>() {
  const streams = new Map<string, { contact: string; events: unknown[]; place: P }>();
  return {
    /** Whether the value was such an event and was kept. */
    add(value: Readonly<Record<string, unknown>>, place: P): boolean {
      const contact = contactOfEvent(value);
      if (contact === null) return false;
      const stream = streams.get(contact);
      if (stream) stream.events.push(value);
      else streams.set(contact, { contact, events: [value], place });
      return true;
    },
    streams: (): Iterable<SegmentStream<P>> => streams.values(),
  };
}
