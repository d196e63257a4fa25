import { useLocale } from 'react-admin';
import { useInstitution } from '../access/use-institution.ts';

/** How a moment reads on a clock in a zone, with the zone's name; null where there is none. */
export function useZonedTime(): (at: string | null, zone: string | null) => string | null {
  const locale = useLocale();
  const own = useInstitution()?.timeZone;
  return (at, zone) => {
    if (at === null) return null;
    const timeZone = zone ?? own ?? 'UTC';
    const format = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
    return `${format.format(new Date(at))} · ${timeZone}`;
  };
}

/** What a clock in the zone shows, as a date-time field takes it. */
export function localText(at: string, zone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(new Date(at)).replace(' ', 'T');
}
