import { createPrivateKey, createSign, generateKeyPairSync, type JsonWebKey, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** Somebody whom the provider knows. */
export interface ProviderAccount {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** What an ID token says otherwise than it should. */
type Forgery = (claims: Record<string, unknown>) => Record<string, unknown>;

/** A real OpenID Connect provider on a port of this computer, where whoever is at the browser signs in at once. */
export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who is at the browser from now on. */
  account: ProviderAccount;
  /** Applied to the ID tokens that it gives from now on, which it signs nevertheless. */
  forgery: Forgery | null;
  /** Signs with a key that nobody has seen yet. */
  rotateKeys(): void;
  /** Goes through the pages as a browser would; the address at which it comes back. */
  visit(url: string): Promise<URL>;
  stop(): Promise<void>;
}

function newKey(): JsonWebKey & { kid: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}

function signed(claims: Record<string, unknown>, key: JsonWebKey & { kid: string }): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT', kid: key.kid })}.${part(claims)}`;
  const signature = createSign('RSA-SHA256')
    .update(text)
    .sign(createPrivateKey({ key, format: 'jwk' }), 'base64url');
  return `${text}.${signature}`;
}

const publicPart = ({ kty, n, e, kid, use, alg }: JsonWebKey & { kid: string }) => ({ kty, n, e, kid, use, alg });

export async function startTestProvider(redirectUrl: string, account: ProviderAccount): Promise<TestProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [clientId, clientSecret] = ['agent-coach', 'a secret of the client that is long enough'];
  const first = newKey();
  let rotated: (JsonWebKey & { kid: string }) | null = null;

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUrl],
        post_logout_redirect_uris: [redirectUrl],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [first] } as never,
    cookies: { keys: ['test'] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'roles'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_context, { uid }) => `/sign-in/${uid}` },
    findAccount: () => ({
      accountId: visited.account.id,
      claims: async () => ({
        sub: visited.account.id,
        preferred_username: visited.account.login,
        name: visited.account.name,
        roles: [...visited.account.roles],
      }),
    }),
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client?.clientId ?? '',
        accountId: context.oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });

  provider.use(async (context, next) => {
    if (context.path.startsWith('/sign-in/')) {
      const result = { login: { accountId: visited.account.id } };
      await provider.interactionFinished(context.req, context.res, result);
      context.respond = false;
      return;
    }
    await next();
    if (context.path === '/jwks' && rotated) context.body = { keys: [publicPart(rotated)] };
    const body = context.body as { id_token?: string } | undefined;
    if (context.path !== '/token' || !body?.id_token || (!visited.forgery && !rotated)) return;
    const claims = JSON.parse(Buffer.from(body.id_token.split('.')[1] ?? '', 'base64url').toString());
    context.body = { ...body, id_token: signed((visited.forgery ?? ((same) => same))(claims), rotated ?? first) };
  });
  server.on('request', provider.callback());

  const visited: TestProvider = {
    issuer,
    clientId,
    clientSecret,
    account,
    forgery: null,
    rotateKeys() {
      rotated = newKey();
    },
    async visit(url) {
      const cookies = new Map<string, string>();
      let at = url;
      for (let hops = 0; hops < 10; hops += 1) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await fetch(at, { redirect: 'manual', headers: { cookie } });
        for (const set of answer.headers.getSetCookie()) {
          const [pair = ''] = set.split(';');
          cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
        }
        const next = answer.headers.get('location');
        if (next === null) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
        at = new URL(next, at).href;
        if (at.startsWith(redirectUrl)) return new URL(at);
      }
      throw new Error('the provider sends the browser round and round');
    },
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
  return visited;
}
