import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

const yearSeconds = 365 * 24 * 60 * 60;

/** Nothing of the browser is used but what plays a recording and copies a link. */
const permissionsPolicy = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'serial',
  'usb',
]
  .map((feature) => `${feature}=()`)
  .concat('autoplay=(self)', 'clipboard-write=(self)', 'fullscreen=(self)')
  .join(', ');

/** What every answer tells the browser: whence it may load, who may frame it, and what it may use. */
export function securityHeaders({ https }: { readonly https: boolean }): RequestHandler {
  const fixed = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        // Styles are made in the browser, by the console's own script, which is told the number of this one answer.
        styleSrc: ["'self'", (_request, response) => `'nonce-${styleNonce(response as unknown as WithLocals)}'`],
        styleSrcAttr: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameSrc: ["'none'"],
        frameAncestors: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https && { maxAge: yearSeconds, includeSubDomains: true },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
  return (request, response, next) => {
    response.set('permissions-policy', permissionsPolicy);
    fixed(request, response, next);
  };
}

interface WithLocals {
  readonly locals: Record<string, unknown>;
}

/** The number by which the page of this answer may add styles; another one for every answer. */
export function styleNonce({ locals }: WithLocals): string {
  locals['styleNonce'] ??= randomBytes(16).toString('base64');
  return String(locals['styleNonce']);
}
