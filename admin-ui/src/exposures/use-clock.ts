import { useMemo } from 'react';
import { useLocale } from 'react-admin';
import { useInstitution } from '../access/use-institution.ts';

/** Instants to the second on the institution's clock, for what has to be told apart within a call. */
export function useClock(): (iso: string) => string {
  const locale = useLocale();
  const timeZone = useInstitution()?.timeZone;
  return useMemo(() => {
    if (timeZone === undefined) return () => '';
    const tag = locale === 'en' ? 'en-GB' : locale === 'zh-Hant' ? 'zh-TW' : 'zh-CN';
    const format = new Intl.DateTimeFormat(tag, { dateStyle: 'short', timeStyle: 'medium', timeZone });
    return (iso) => format.format(new Date(iso));
  }, [locale, timeZone]);
}
