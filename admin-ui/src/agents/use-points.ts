import { useMemo } from 'react';
import { useLocale, useTranslate } from 'react-admin';

/** Writes a share as percentage points with their sign: +6.2. */
export function usePoints(): (share: number) => string {
  const locale = useLocale();
  return useMemo(() => {
    const format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
      signDisplay: 'exceptZero',
    });
    return (share) => format.format(share * 100);
  }, [locale]);
}

/** Writes a share as a percentage: 81%. */
export function usePercent(): (share: number) => string {
  const locale = useLocale();
  return useMemo(() => {
    const format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
    return (share) => format.format(share);
  }, [locale]);
}

/** Writes whole months as years and months. */
export function useTenure(): (months: number | null) => string {
  const translate = useTranslate();
  return (months) => {
    if (months === null) return '—';
    const [years, rest] = [Math.floor(months / 12), months % 12];
    const parts = [
      ...(years > 0 ? [translate('app.agents.years', { smart_count: years })] : []),
      ...(rest > 0 || years === 0 ? [translate('app.agents.months', { smart_count: rest })] : []),
    ];
    return parts.join(' ');
  };
}
