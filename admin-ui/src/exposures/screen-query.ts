import { parseInstant } from '../../../graph-schema/index.ts';

/** What is looked for, as the form and the address hold it: a day and a time on the institution's clock. */
export interface ScreenQuery {
  readonly agent: string;
  readonly callId: string;
  readonly itemId: string;
  /** YYYY-MM-DD. */
  readonly day: string;
  /** HH:mm; empty: all day. */
  readonly time: string;
}

export const screenFields = ['agent', 'callId', 'itemId', 'day', 'time'] as const;

/** From the address; `filter` is how other pages link to the cards of a call. */
export function screenQueryIn(address: URLSearchParams): ScreenQuery {
  const filter: unknown = JSON.parse(address.get('filter') ?? '{}');
  const linked = (field: string) => {
    const value = filter !== null && typeof filter === 'object' ? Reflect.get(filter, field) : undefined;
    return typeof value === 'string' ? value : '';
  };
  const of = (field: (typeof screenFields)[number]) => address.get(field) ?? linked(field);
  return { agent: of('agent'), callId: of('callId'), itemId: of('itemId'), day: of('day'), time: of('time') };
}

/** What the service is asked: that minute, or that whole day, in the institution's time zone. */
export function askedOf({ agent, callId, itemId, day, time }: ScreenQuery, timeZone: string): Record<string, string> {
  const named = Object.fromEntries(Object.entries({ agent, callId, itemId }).filter(([, value]) => value !== ''));
  if (day === '') return named;
  const from = parseInstant(time === '' ? day : `${day}T${time}:00`, timeZone);
  const ends = time === '' ? parseInstant(nextDay(day), timeZone).getTime() : from.getTime() + 60_000;
  return { ...named, from: from.toISOString(), to: new Date(ends - 1).toISOString() };
}

const nextDay = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
