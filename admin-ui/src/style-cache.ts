import createCache, { type EmotionCache } from '@emotion/cache';

/** Adds the console's styles under the number by which the page's answer allows them; without one, as in development, freely. */
export function createStyleCache(): EmotionCache {
  const nonce = document.querySelector('meta[name=style-nonce]')?.getAttribute('content');
  return createCache({ key: 'css', prepend: true, ...(nonce && !nonce.startsWith('__') ? { nonce } : {}) });
}
