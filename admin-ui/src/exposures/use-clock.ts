import { useMemo } from 'react';
import { useLocale } from 'react-admin';
import { useInstitution } from '../access/use-institution.ts';

/** Instants to the second on the institution's clock, for what has to be told apart within a call; of the day of `since` only the time. */
export function useClock(): (iso: string, since?: string) => string {
  const locale = useLocale();
  const timeZone = useInstitution()?.timeZone;
  return useMemo(() => {
    if (timeZone === undefined) return () => '';
    const tag = locale === 'en' ? 'en-GB' : locale === 'zh-Hant' ? 'zh-TW' : 'zh-CN';
    const day = new Intl.DateTimeFormat(tag, { dateStyle: 'short', timeZone });
    // 12 hours with their words, as Taiwan writes them, are no time to search for.
    const time = new Intl.DateTimeFormat(tag, { timeStyle: 'medium', hourCycle: 'h23', timeZone });
    return (iso, since) => {
      const [at, from] = [new Date(iso), since === undefined ? null : new Date(since)];
      const isSameDay = from !== null && day.format(at) === day.format(from);
      return isSameDay ? time.format(at) : `${day.format(at)} ${time.format(at)}`;
    };
  }, [locale, timeZone]);
}
