import { useCallback } from 'react';
import { useTranslate } from 'react-admin';

/** What made a proposal, in words; an origin that has none is shown as it is. */
export function useOriginText(): (origin: string) => string {
  const translate = useTranslate();
  return useCallback((origin) => translate(`app.origin.${origin.replace(':', '_')}`, { _: origin }), [translate]);
}
