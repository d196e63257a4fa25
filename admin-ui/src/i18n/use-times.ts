import { useMemo } from 'react';
import { useLocale } from 'react-admin';
import { useInstitution } from '../access/use-institution.ts';
import type { Locale } from './locale.ts';
import { type Times, timesIn } from './times.ts';

const unsaid: Times = { instant: () => '', dayOf: () => '', start: () => '', end: () => '' };

/** Times in the institution's zone; empty for the moment until the zone is known, rather than in another zone. */
export function useTimes(): Times {
  const locale = useLocale() as Locale;
  const timeZone = useInstitution()?.timeZone;
  return useMemo(() => (timeZone === undefined ? unsaid : timesIn(locale, timeZone)), [locale, timeZone]);
}
