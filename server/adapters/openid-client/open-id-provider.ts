import * as client from 'openid-client';
import { type Identity, type IdentityProvider, IdentityRefused } from '../../ports/identity-provider.ts';

export interface OpenIdProviderOptions {
  /** As the provider names itself; http only for one on this computer or network. */
  readonly issuer: string;
  readonly clientId: string;
  /** Null: the provider asks for none. */
  readonly clientSecret: string | null;
  /** Where the provider sends browsers back to, for signing in and for signing out. */
  readonly redirectUrl: string;
  readonly scopes: string;
  readonly loginClaim: string;
  /** With dots for nested ones. */
  readonly rolesClaim: string;
  readonly clockSkewSeconds: number;
}

const timeoutSeconds = 10;
const rediscoverMs = 60 * 60_000;
/** Somebody who was told to prove who they are must have done so within that time. */
const anewSeconds = 120;

type Claims = Readonly<Record<string, unknown>>;

/** An OpenID Connect provider as `openid-client` speaks to it: discovery, code with PKCE, and every ID token's signature checked. */
export function openIdProvider(options: OpenIdProviderOptions): IdentityProvider {
  const { clientId, clientSecret, redirectUrl, scopes } = options;
  const issuer = new URL(options.issuer);
  // Named so by whoever runs the service; browsers and this service then speak plainly with it.
  const isPlain = issuer.protocol === 'http:';
  let discovered: Promise<client.Configuration> | undefined;
  let discoveredAt = 0;

  /** Asked once an hour; a provider that did not answer is asked again by the next who signs in. */
  const configuration = (): Promise<client.Configuration> => {
    if (performance.now() - discoveredAt > rediscoverMs) discovered = undefined;
    if (discovered === undefined) discoveredAt = performance.now();
    discovered ??= discover(options, issuer).catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  };

  return {
    async begin(anew) {
      const config = await configuration();
      const verifier = client.randomPKCECodeVerifier();
      const [state, nonce] = [client.randomState(), client.randomNonce()];
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUrl,
        scope: scopes,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(anew ? { prompt: 'login', max_age: '0' } : {}),
      });
      return { url: url.href, state, nonce, verifier };
    },

    async complete(answer, { state, nonce, verifier }, anew) {
      const config = withoutKeys(await configuration());
      const cameBackTo = new URL(redirectUrl);
      cameBackTo.search = answer.toString();
      const tokens = await client
        .authorizationCodeGrant(config, cameBackTo, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          ...(anew ? { maxAge: anewSeconds } : {}),
        })
        .catch((error: unknown) => {
          throw new IdentityRefused(reasonOf(error), { cause: error });
        });
      const claims = tokens.claims();
      if (claims === undefined || tokens.id_token === undefined) throw new IdentityRefused('there was no ID token');
      return identityOf(claims, tokens.id_token, options);
    },

    async signOutUrl(idToken) {
      const config = await configuration();
      if (config.serverMetadata().end_session_endpoint === undefined) return null;
      const url = client.buildEndSessionUrl(config, {
        id_token_hint: idToken,
        client_id: clientId,
        post_logout_redirect_uri: redirectUrl,
      });
      return url.href;
    },
  };

  async function discover({ clockSkewSeconds }: OpenIdProviderOptions, server: URL) {
    return client.discovery(server, clientId, metadataOf(clockSkewSeconds), authentication(), {
      timeout: timeoutSeconds,
      ...(isPlain ? { execute: [client.allowInsecureRequests] } : {}),
    });
  }

  /** The library would go on for minutes with the keys that it has; one that was exchanged, or withdrawn, counts at once. */
  function withoutKeys(known: client.Configuration): client.Configuration {
    const metadata = metadataOf(options.clockSkewSeconds);
    const config = new client.Configuration({ ...known.serverMetadata() }, clientId, metadata, authentication());
    config.timeout = timeoutSeconds;
    if (isPlain) client.allowInsecureRequests(config);
    // Also what came straight from the provider must be signed by it.
    client.enableNonRepudiationChecks(config);
    return config;
  }

  function authentication() {
    return clientSecret === null ? client.None() : client.ClientSecretBasic(clientSecret);
  }
}

const metadataOf = (clockSkewSeconds: number) => ({ [client.clockTolerance]: clockSkewSeconds });

/** In the library's words, which name the claim and not what it holds. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it is not known why';
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  return `${code}${error.message}`;
}

function identityOf(claims: Claims, idToken: string, options: OpenIdProviderOptions): Identity {
  const text = (name: string) => {
    const value = claims[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const subject = text('sub') ?? '';
  const login = (text(options.loginClaim) ?? subject).toLowerCase().replaceAll(/\s+/g, '.').slice(0, 100);
  const authTime = claims['auth_time'];
  return {
    issuer: text('iss') ?? options.issuer,
    subject,
    login,
    displayName: (text('name') ?? login).slice(0, 200),
    claimedRoles: rolesIn(claims, options.rolesClaim),
    authenticatedAt: typeof authTime === 'number' ? new Date(authTime * 1_000) : null,
    idToken,
  };
}

/** A list of texts, or one text with spaces between; nothing else is a role. */
function rolesIn(claims: Claims, path: string): readonly string[] {
  // A claim may be an address with dots of its own, as some providers name theirs.
  let value: unknown = claims[path];
  if (value === undefined) {
    value = claims;
    for (const name of path.split('.'))
      value = typeof value === 'object' && value !== null ? (value as Claims)[name] : undefined;
  }
  if (typeof value === 'string') return value.split(/\s+/).filter((name) => name !== '');
  return Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];
}
